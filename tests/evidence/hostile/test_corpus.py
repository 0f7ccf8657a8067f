"""What becomes of every hostile or awkward file, and does any of them ask anybody for anything?

Run `pytest -s` on this file to see the sum: files, refused, neutralised, accepted, crashes,
requests.
"""

import contextlib
import hashlib
import socket
import sys
import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import RuleViolation
from evidence import claims, intake, previews, scanning, storage
from evidence.door import inspection
from evidence.models import Artefact, StoredFile
from evidence.renditions import office
from tests.evidence.hostile import containers, media, pdfs, texts
from tests.evidence.hostile.cases import NEUTRALISED, REFUSED

CASES = [*pdfs.CASES, *containers.CASES, *media.CASES, *texts.CASES]
AT_ONCE = 3
LIVE_KEYS = {
    "/JS", "/JavaScript", "/AA", "/OpenAction", "/EF", "/AF", "/EmbeddedFiles", "/AcroForm",
    "/XFA", "/RichMediaContent", "/Launch", "/Ref", "/Metadata",
}  # fmt: skip
LIVE_KINDS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition",
    "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/FileAttachment", "/Filespec",
}  # fmt: skip
WEB = (b"http://", b"https://", b"mailto:")


@pytest.fixture(scope="module")
def requests():
    """A listener on this machine and the list of who asked it for something."""
    asked, stop = [], threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)

        def listen():
            while not stop.is_set():
                with contextlib.suppress(TimeoutError):
                    asked.append(server.accept()[1])

        listener = threading.Thread(target=listen)
        listener.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x", asked
        stop.set()
        listener.join()


@pytest.fixture(scope="module")
def made(request, requests, tmp_path_factory):
    """The bytes of every file by its title; the pages of those that are taken are made already.

    Several at a time, which a test by itself could not, in the storage that all tests share.
    """
    outside, _ = requests
    contents = {}
    for case in CASES:
        data = case.make(outside)
        contents[case.title] = data.encode() if isinstance(data, str) else data
    folder = tmp_path_factory.getbasetemp() / "storage"
    chosen = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    cases = [params["case"] for params in chosen if params.get("case") in CASES]
    taken = [case for case in cases if case.outcome != REFUSED and not case.says]
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(AT_ONCE) as pool:
        _be_impatient(patch)
        list(pool.map(lambda case: _render_early(case, contents[case.title], folder), taken))
    return contents


@pytest.fixture
def counted():
    """Everything that became of the files, for the sum."""
    return COUNTED


COUNTED = Counter(dict.fromkeys(("files", "refused", "neutralised", "accepted", "crashes"), 0))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_file_comes_to_what_is_expected_and_no_other_end(
    case, made, enrolment, amy, counted, monkeypatch
):
    _be_impatient(monkeypatch)
    upload = SimpleUploadedFile(case.name, made[case.title], content_type=case.claimed)
    counted["files"] += 1
    counted["crashes"] += 1

    if case.outcome == REFUSED:
        with pytest.raises(RuleViolation) as refusal:
            intake.receive(enrolment, upload, by=amy)
        assert refusal.value.message == f"{case.name} was not added: {case.says}"
        assert not Artefact.objects.exists()
    else:
        file = _received(enrolment, upload, amy)
        assert {entry["what"]: entry.get("number") for entry in file.found} == case.holds
        assert (case.outcome == NEUTRALISED) == bool(case.holds or case.says)
        assert file.reason == case.says
        assert file.state == ("unreadable" if case.says else "clean")
        assert storage.original(file.sha256).read_bytes() == made[case.title]
        assert case.says or not _live(file)

    counted["crashes"] -= 1
    counted[case.outcome] += 1


def test_nobody_was_asked_for_anything(requests, made, counted):
    _, asked = requests

    sys.stdout.write(f"\n{dict(counted)}, requests: {len(asked)}\n")
    assert asked == []


def test_there_are_enough_of_them_and_each_is_another_file(made):
    assert len(CASES) >= 70
    assert len({case.title for case in CASES}) == len(CASES)
    assert len({(case.name, case.claimed, made[case.title]) for case in CASES}) == len(CASES)


def _be_impatient(patch):
    """Files that are given up take as long as they may, so here they may take little."""
    patch.setattr(office, "SECONDS", 15)
    patch.setattr(previews, "PAGES_SECONDS", 30)
    patch.setattr(previews, "PAGES_MEMORY", 600 * 1024**2)


def _render_early(case, data, folder):
    """Make the pages of a file that is going to be taken, where its test will find them."""
    sha256 = hashlib.sha256(data).hexdigest()
    made = folder / "renditions" / sha256[:2] / sha256 / previews.converter_key()
    with tempfile.NamedTemporaryFile(dir=folder.parent) as file:
        Path(file.name).write_bytes(data)
        with contextlib.suppress(RuleViolation, previews.Unreadable):
            mime = inspection.inspect(file.name, case.name, case.claimed).mime
            previews.render(Path(file.name), mime, made, title=sha256[:12])


def _received(enrolment, upload, amy):
    artefact = intake.receive(enrolment, upload, by=amy)
    for _ in range(claims.MOST_TRIES):
        scanning.scan(artefact.file_id)
    return StoredFile.objects.get(pk=artefact.file_id)


def _live(file):
    """Return what in the pages of a file could run, open, send or carry something."""
    path = storage.rendition(file.sha256, file.rendered_with) / "pages.pdf"
    if not path.is_file():
        return []
    with pikepdf.open(path) as pdf:
        things = [thing for thing in pdf.objects for thing in _dictionaries(thing)]
        found = [key for thing in things for key in thing if key in LIVE_KEYS]
        kinds = [str(thing.get(key)) for thing in things for key in ("/S", "/Subtype", "/Type")]
        addresses = [bytes(t.URI) for t in things if t.get("/S") == "/URI"]
    found += [kind for kind in kinds if kind in LIVE_KINDS]
    return found + [address for address in addresses if not address.startswith(WEB)]


def _dictionaries(thing):
    """Yield every dictionary in an object of a PDF, without following references."""
    if isinstance(thing, pikepdf.Array):
        inner = list(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        inner = [value for _, value in thing.items()]
        yield thing if isinstance(thing, pikepdf.Dictionary) else thing.stream_dict
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _dictionaries(value)
