"""How are the portfolio's PDFs, the untouched originals and the manifest put into one ZIP?"""

import hashlib
import json
import os
import shutil
import textwrap
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, nullcontext, suppress
from datetime import datetime

from django.utils.formats import date_format

from portfolio.bundles import damage, keys, schema
from portfolio.bundles.built import CHUNK, BundleFailed, settle
from portfolio.bundles.index_page import index_page
from portfolio.bundles.names import name_files, pdf_names
from portfolio.bundles.reading_back import ReadBack

DEFLATED = (".txt", ".csv", ".html", ".json", ".md", ".log", ".rtf")
ZIP64_FROM = 2**31 - 1
LINE = 100
LOOK_SECONDS = 0.2
READ_ME = """\
Portfolio of {learner}, as it stood on {day}

1. Unpack everything into a folder, then open "index.html" in any browser. It leads from units to
   criteria, decisions, evidence and each file. It needs no network.
2. {pdf}{says}
3. The folder "originals" holds each file exactly as it was handed in. A name begins with the
   reference that the portfolio uses, such as E01. What was replaced later is in "earlier
   versions", and so is withdrawn evidence on which a decision rests.
4. "manifest.json" says the same as the portfolio, for a program to read; another centre can import
   this ZIP with it. "manifest.schema.json" says what every part of it means.
5. "sha256sum.txt" proves that nothing was changed. In this folder, type:
   sha256sum -c sha256sum.txt
6. This ZIP and {each} are sealed as well: nobody can change a file and the list with it unseen.
   Drop either on the page /verify/ of any such system, or type: manage.py verify_bundle FILE
   {sealed}

{centre} made this. {count} {noun}.
"""
ONE_PDF = (
    '"{}" is the portfolio as one document. '
    "Its page numbers and bookmarks lead to every piece of evidence."
)
VOLUMES = (
    '"{}" and the other volumes beside it are the portfolio as one document, whose pages are '
    "numbered through. Links lead from one to another while all stand in one folder."
)
NOT_HERE = """
Not here, because the file was lost or changed in the store after it was handed in:
{names}
"""


class OriginalDamaged(BundleFailed):
    """An original that the manifest names can't be handed out as it was handed in."""


class OriginalMissing(OriginalDamaged):
    """An original that the manifest names is not in the store."""


class OriginalChanged(OriginalDamaged):
    """An original's bytes are no longer those that were handed in."""


class ArchiveDamaged(BundleFailed):
    """What was written does not read back as it should."""


def build(manifest, *, pdfs, original_of, out, report, seal=settle):
    """Write the ZIP of `manifest`, its finished PDFs and all originals to `out`.

    `pdfs` is {path: Built} of the one PDF or all volumes; `original_of(sha256)` gives the path of
    an original or None; `report(percent, step)` is told how far it is and may raise to stop;
    `seal` closes the finished file. Returns Built. Raises OriginalMissing, OriginalChanged or
    ArchiveDamaged with a sentence that names the file.
    """
    with Packing(manifest, original_of=original_of, out=out) as packing:
        return packing.finish(pdfs, report, seal)


class Packing:
    """A ZIP that grows: the originals go in at once, beside whatever else is being done.

    A context manager: when it ends, whatever was not finished is of no use. See `build`.
    """

    def __init__(self, manifest, *, original_of, out):
        self._manifest, self._original_of, self._out = manifest, original_of, out
        self._names, self._earlier_names = name_files(manifest)
        self._entries = _handed_out(_entries(manifest, self._names, self._earlier_names))
        self._opened, self._pool = ExitStack(), ThreadPoolExecutor(1)
        self._added, self._called_off = 0, threading.Event()

    def __enter__(self):
        self._archive = self._opened.enter_context(zipfile.ZipFile(self._out, "w"))
        self._back = self._opened.enter_context(ReadBack(self._out))
        moment = datetime.fromisoformat(self._manifest["taken_at"])
        self._writer = _Writer(self._archive, moment, self._back)
        self._adding = self._pool.submit(self._add_originals)
        return self

    def __exit__(self, failure, *_why):
        self._called_off.set()
        self._pool.shutdown()
        # What went wrong before says more than what does not close.
        with suppress(OSError) if failure else nullcontext():
            self._opened.close()

    def finish(self, pdfs, report, seal=settle):
        """Add all else, close and seal the ZIP; return Built. The arguments are as of `build`."""
        self._wait_for_originals(report)
        manifest, writer, back = self._manifest, self._writer, self._back
        named = dict(zip(pdf_names(manifest, len(pdfs)), pdfs.values(), strict=True))
        report(70, "Adding the portfolio to the ZIP")
        adding = self._pool.submit(self._add_pdfs, list(zip(named, pdfs, strict=True)))
        page = index_page(manifest, self._names, self._earlier_names, pdfs=named)
        told = _manifest_text(manifest, self._names, self._earlier_names)
        adding.result()
        writer.add_text("index.html", page)
        writer.add_text("READ ME FIRST.txt", _read_me(manifest, named))
        writer.add_text("manifest.json", told)
        writer.add_text(schema.NAME, schema.published())
        report(90, "Checking the ZIP")
        sums = back.found()
        _refuse_changed(sums, self._entries, self._original_of)
        listing = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
        writer.add_text("sha256sum.txt", listing)
        writer.refuse_unless_as_written(back.found())
        self._archive.close()
        report(95, "Sealing the ZIP")
        _refuse_unless_listed(self._out, back.found())
        return seal(self._out, back.sums)

    def _add_originals(self):
        for entry, name, reference in self._entries:
            if self._called_off.is_set():
                return
            _add_original(self._writer, entry, name, reference, self._original_of)
            self._added += 1

    def _add_pdfs(self, named):
        for name, path in named:
            if self._called_off.is_set():
                return
            self._writer.add_file(name, path)

    def _wait_for_originals(self, report):
        while not self._adding.done():
            if left := self._entries[self._added :]:
                percent = 70 - 70 * len(left) // len(self._entries)
                report(percent, f"Adding the original of {left[0][2]}")
            wait([self._adding], LOOK_SECONDS)
        self._adding.result()


def _entries(manifest, names, earlier_names):
    """Return (what the manifest says of a file, its name in the ZIP, what it is called) of each."""
    artefacts, earlier = manifest["artefacts"], manifest["earlier_versions"]
    return [
        *((a, name, a["reference"]) for a, name in zip(artefacts, names, strict=True)),
        *(
            (v, name, f"{v['reference']} version {v['number']}")
            for v, name in zip(earlier, earlier_names, strict=True)
        ),
    ]


def _handed_out(entries):
    return [entry for entry in entries if damage.is_handed_out(entry[0])]


class _Writer:
    """Streams files into an archive, and lets each be read back beside the next."""

    def __init__(self, archive, moment, back):
        self._archive = archive
        self._stamp = (max(moment.year, 1980), *moment.timetuple()[1:6])
        self._back = back
        self._written = {}

    def add_text(self, name, text):
        data = text.encode()
        info = self._info(name, len(data))
        self._archive.writestr(info, data)
        self._written[name] = hashlib.sha256(data).hexdigest()
        self._read_back(info)

    def add_file(self, name, path):
        size = path.stat().st_size
        info = self._info(name, size)
        with (
            path.open("rb") as source,
            self._archive.open(info, "w", force_zip64=size >= ZIP64_FROM) as target,
        ):
            shutil.copyfileobj(source, target, CHUNK)
        self._read_back(info)

    def refuse_unless_as_written(self, found):
        """Raise ArchiveDamaged if a text reads back as another; `found` is {name: SHA-256}."""
        for name, digest in self._written.items():
            if found[name] != digest:
                raise ArchiveDamaged(f"{name} in the ZIP is not what was put into it.")

    def _read_back(self, info):
        self._archive.fp.flush()
        deflated = info.compress_type == zipfile.ZIP_DEFLATED
        self._back.add(info.filename, self._archive.start_dir, deflated=deflated)

    def _info(self, name, size):
        info = zipfile.ZipInfo(name, date_time=self._stamp)
        deflated = name.lower().endswith(DEFLATED)
        info.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
        info.create_system = 3
        info.external_attr = 0o100644 << 16
        info.file_size = size
        return info


def _add_original(writer, entry, name, reference, original_of):
    path = original_of(entry["sha256"])
    if path is None or not os.path.isfile(path):
        raise OriginalMissing(
            f"The original of {reference}, “{entry['file_name']}”, is not in the store."
        )
    writer.add_file(name, path)


def _refuse_changed(sums, entries, original_of):
    """Raise OriginalChanged if an original in the ZIP is not what was handed in.

    Where the original is as it was, the ZIP was written wrongly: that is ArchiveDamaged.
    """
    for entry, name, reference in entries:
        if sums[name] == entry["sha256"]:
            continue
        with original_of(entry["sha256"]).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == entry["sha256"]:
                raise ArchiveDamaged(f"{name} in the ZIP is not what was put into it.")
        raise OriginalChanged(
            f"The original of {reference}, “{entry['file_name']}”, is not the file "
            "that was handed in: its SHA-256 differs."
        )


def _read_me(manifest, pdfs):
    count = len(manifest["artefacts"])
    says = next(iter(pdfs.values())).says
    damaged = damage.names(manifest)
    text = READ_ME + (NOT_HERE if damaged else "")
    told = text.format(
        names="\n".join(f"   {name}" for name in damaged),
        learner=manifest["learner"]["name"],
        day=date_format(datetime.fromisoformat(manifest["taken_at"]), "j F Y"),
        pdf=(ONE_PDF if len(pdfs) == 1 else VOLUMES).format(next(iter(pdfs))),
        each="the PDF" if len(pdfs) == 1 else "each PDF",
        says=f"\n   {says}" if says else "",
        centre=manifest["centre"]["name"],
        count=count,
        sealed="\n   ".join(keys.sentences_of(manifest["seal"])),
        noun="piece of evidence" if count == 1 else "pieces of evidence",
    )
    return "".join(map(_wrapped, told.splitlines(keepends=True)))


def _wrapped(line):
    """Return a line of the read-me as several, where names make it too long."""
    indent = "   " if line[0].isdigit() or line[0] == " " else ""
    lines = textwrap.wrap(
        line, LINE, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return line if len(line) <= LINE else "\n".join(lines) + "\n"


def _manifest_text(manifest, names, earlier_names):
    named = dict(manifest)
    named["artefacts"] = [
        {**artefact, "archive_name": name if damage.is_handed_out(artefact) else ""}
        for artefact, name in zip(manifest["artefacts"], names, strict=True)
    ]
    named["earlier_versions"] = [
        {**version, "archive_name": name if damage.is_handed_out(version) else ""}
        for version, name in zip(manifest["earlier_versions"], earlier_names, strict=True)
    ]
    return json.dumps(named, ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def _refuse_unless_listed(path, sums):
    """Raise ArchiveDamaged unless the directory of the ZIP leads to every file."""
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                archive.open(info).close()
            if archive.namelist() != list(sums):
                raise ArchiveDamaged("The ZIP does not list the files that were put into it.")
    except zipfile.BadZipFile as error:
        raise ArchiveDamaged(f"The ZIP does not read back: {error}.") from error
