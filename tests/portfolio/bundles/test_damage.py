"""A damaged file is named in the bundle and on screen, and all the rest is there."""

import json
import zipfile

import pikepdf
import pytest

from evidence import previews, scanning, storage
from portfolio.bundles import archive, building, damage, gathering, requesting
from portfolio.models import Edition
from tests.portfolio.bundles.reading import texts


@pytest.fixture
def bundle(own_storage, all_met, owen):
    return requesting.request(all_met, edition=Edition.CENTRE, by=owen)


def path_of(bundle, name):
    """Return a path of a file of a finished bundle."""
    return storage.store().fetch(building.stored_name(bundle, name))


def change(sha256):
    path = storage.original(sha256)
    path.chmod(0o600)
    path.write_bytes(bytes(reversed(path.read_bytes())))


def lose(sha256):
    storage.original(sha256).unlink()


def forget_pages(file):
    storage.clear_folder(storage.rendition(file.sha256, file.rendered_with))


def pages_folder(file):
    return storage.rendition(file.sha256, previews.converter_key())


@pytest.mark.parametrize("harm", [change, lose])
def test_a_damaged_original_is_named_and_left_out_and_the_rest_is_there(bundle, sent, harm):
    harm(sent.file.sha256)

    built = building.build(bundle.pk)

    assert built.state == "ready"
    assert damage.names(built.manifest) == ["E01 “minutes.txt”"]
    with zipfile.ZipFile(path_of(built, "portfolio.zip")) as packed:
        originals = [name for name in packed.namelist() if name.startswith("originals/")]
        told = json.loads(packed.read("manifest.json"))
        assert originals == ["originals/E02 report.txt"]
        assert [a["archive_name"] for a in told["artefacts"]] == ["", "originals/E02 report.txt"]
        assert "E01 “minutes.txt”" in packed.read("READ ME FIRST.txt").decode()
        assert "Damaged: the file is not here." in packed.read("index.html").decode()
    with pikepdf.open(path_of(built, "portfolio.pdf")) as book:
        assert list(book.attachments) == ["E02 report.txt"]


def test_its_pages_stay_with_a_note_that_says_so(bundle, sent):
    change(sent.file.sha256)

    built = building.build(bundle.pk)

    artefact = built.manifest["artefacts"][0]
    assert (artefact["problem"], artefact["pages"]) == (damage.DAMAGED, 1)
    pages = texts(path_of(built, "portfolio.pdf"))
    index, page = (text for text in pages if damage.DAMAGED in text)
    assert index.index("E01") < index.index(damage.DAMAGED) < index.index("E02")
    assert "in the ZIP that goes with it, unless their row says otherwise" in index
    assert "The original is in the ZIP" not in page


def test_pages_are_never_made_of_damaged_bytes(bundle, sent):
    forget_pages(sent.file)
    change(sent.file.sha256)

    built = building.build(bundle.pk)

    artefact = built.manifest["artefacts"][0]
    assert (built.state, artefact["damaged"], artefact["pages"]) == ("ready", True, 0)
    assert previews.stored(pages_folder(sent.file)) is None


def test_damaged_pages_are_made_anew_from_the_original(bundle, sent):
    path = pages_folder(sent.file) / previews.PAGES_NAME
    before = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(before[:-300] + bytes(300))

    built = building.build(bundle.pk)

    assert [a["problem"] for a in built.manifest["artefacts"]] == ["", ""]
    with pikepdf.open(path) as pages:
        assert len(pages.pages) == 1


@pytest.fixture
def pages_break(monkeypatch, sent):
    """Let the pages of what was sent break after they were found, while `here` holds."""
    gather = gathering.gather

    def found(photograph, **named):
        paths = gather(photograph, **named)
        path = paths[sent.file.sha256]
        path.chmod(0o600)
        path.write_bytes(path.read_bytes()[:300])
        return paths

    with monkeypatch.context() as here:
        here.setattr(gathering, "gather", found)
        yield here


def test_pages_that_break_meanwhile_are_named_and_the_rest_is_there(
    bundle, sent, pages_break, owen, client_of
):
    built = building.build(bundle.pk)

    artefact, other = built.manifest["artefacts"]
    assert (built.state, artefact["pages"], other["pages"]) == ("ready", 0, 1)
    assert (artefact["problem"], built.damaged) == (damage.PAGES_LOST, [])
    assert any(damage.PAGES_LOST in page for page in texts(path_of(built, "portfolio.pdf")))
    with zipfile.ZipFile(path_of(built, "portfolio.zip")) as packed:
        assert len([n for n in packed.namelist() if n.startswith("originals/")]) == 2
    page = client_of(owen).get(built.get_absolute_url()).content.decode()
    assert f"E01 “minutes.txt”: {damage.PAGES_LOST}" in page


def test_the_bundle_whose_pages_broke_is_not_offered_again(bundle, all_met, pages_break, owen):
    building.build(bundle.pk)
    pages_break.undo()

    again = requesting.request(all_met, edition=Edition.CENTRE, by=owen)
    built = building.build(again.pk)

    assert again != bundle
    assert [a["problem"] for a in built.manifest["artefacts"]] == ["", ""]


def test_when_the_file_is_back_a_new_bundle_is_made(bundle, all_met, sent, owen):
    path = storage.original(sent.file.sha256)
    data = path.read_bytes()
    lose(sent.file.sha256)
    building.build(bundle.pk)
    path.write_bytes(data)

    again = requesting.request(all_met, edition=Edition.CENTRE, by=owen)
    built = building.build(again.pk)

    assert again != bundle
    assert damage.names(built.manifest) == []


@pytest.mark.parametrize("harm", [change, lose])
def test_while_it_stays_damaged_the_last_bundle_is_offered(bundle, all_met, sent, owen, harm):
    harm(sent.file.sha256)
    built = building.build(bundle.pk)
    assert damage.names(built.manifest) == ["E01 “minutes.txt”"]

    assert requesting.request(all_met, edition=Edition.CENTRE, by=owen) == built


def test_what_can_t_be_shown_is_tried_again_once_there_are_pages(
    bundle, all_met, sent, owen, monkeypatch
):
    def fail(_original, _mime, folder, **_named):
        if (made := previews.stored(folder)) is None:
            raise previews.Unreadable("It can’t be shown.")
        return made

    forget_pages(sent.file)
    with monkeypatch.context() as patch:
        patch.setattr(previews, "render", fail)
        patch.setattr(gathering.prints, "print_batch", lambda *_args: None)
        built = building.build(bundle.pk)
    assert built.manifest["artefacts"][0]["problem"] == "It can’t be shown."

    assert requesting.request(all_met, edition=Edition.CENTRE, by=owen) == built

    scanning.render(sent.file)
    again = requesting.request(all_met, edition=Edition.CENTRE, by=owen)
    assert building.build(again.pk).manifest["artefacts"][0]["problem"] == ""


def test_the_page_of_the_bundle_names_it(bundle, sent, owen, client_of):
    lose(sent.file.sha256)
    building.build(bundle.pk)

    page = client_of(owen).get(bundle.get_absolute_url()).content.decode()

    assert "lost or changed in the store: E01 “minutes.txt”. All the rest is whole." in page


def test_a_file_that_is_damaged_while_it_is_packed_fails_with_a_sentence(bundle, sent, monkeypatch):
    """It was whole when all were read, and is not any more: nobody is told that it is whole."""
    change(sent.file.sha256)
    monkeypatch.setattr(damage, "mark_all", lambda photograph: None)

    built = building.build(bundle.pk)

    assert built.state == "failed"
    assert "E01" in built.reason


def test_an_earlier_version_that_is_damaged_is_named_too(all_met):
    entry = {"reference": "E01", "file_name": "first.txt", "sha256": "0" * 64}
    photograph = {"artefacts": [], "earlier_versions": [entry]}

    damage.mark_all(photograph)

    assert damage.names(photograph) == ["E01 “first.txt”"]
    assert archive.damage.is_handed_out(entry) is False


def test_a_converter_that_broke_off_is_tried_once_more(bundle, sent, monkeypatch):
    forget_pages(sent.file)
    render, tries = previews.render, []

    def break_off_once(*args, **named):
        tries.append(args)
        if len(tries) == 1:
            raise previews.ConverterBrokeOff("It was killed.")
        return render(*args, **named)

    monkeypatch.setattr(previews, "render", break_off_once)

    built = building.build(bundle.pk)

    assert [a["problem"] for a in built.manifest["artefacts"]] == ["", ""]
