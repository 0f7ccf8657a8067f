"""How are the portfolio's PDF, the untouched originals and the manifest put into one ZIP?"""

import hashlib
import json
import os
import zipfile
from datetime import datetime

from django.utils.formats import date_format

from portfolio.bundles.built import CHUNK, BundleFailed, settle
from portfolio.bundles.names import name_files, portfolio_name

DEFLATED = (".txt", ".csv", ".json", ".md", ".log", ".rtf")
ZIP64_FROM = 2**31 - 1
READ_ME = """\
Portfolio of {learner}, as it stood on {day}

1. Open "{pdf}".
   Its page numbers and bookmarks lead to every piece of evidence.
2. The folder "evidence" holds each file exactly as it was handed in. A name begins with the
   reference that the portfolio uses, such as E01. Versions that were replaced later are in
   "earlier versions".
3. "manifest.json" says the same as the portfolio, for a program to read.
4. "sha256sum.txt" proves that nothing was changed. In this folder, type:
   sha256sum -c sha256sum.txt

{centre} made this. {count} {noun}.
"""


class OriginalMissing(BundleFailed):
    """An original that the manifest names is not in the store."""


class OriginalChanged(BundleFailed):
    """An original's bytes are no longer those that were handed in."""


class ArchiveDamaged(BundleFailed):
    """What was written does not read back as it should."""


def build(manifest, *, pdf, original_of, out, report):
    """Write the ZIP of `manifest`, the finished `pdf` and all originals to `out`.

    `original_of(sha256)` gives the path of an original or None; `report(percent, step)` is told
    how far it is and may raise to stop. Returns Built. Raises OriginalMissing, OriginalChanged
    or ArchiveDamaged with a sentence that names the file.
    """
    names, earlier_names = name_files(manifest)
    pdf_name = portfolio_name(manifest, ".pdf")
    entries = [(a, n, a["reference"]) for a, n in zip(manifest["artefacts"], names, strict=True)]
    entries += [
        (v, n, f"{v['reference']} version {v['number']}")
        for v, n in zip(manifest["earlier_versions"], earlier_names, strict=True)
    ]
    sums = {}
    with zipfile.ZipFile(out, "w", allowZip64=True) as archive:
        writer = _Writer(archive, datetime.fromisoformat(manifest["taken_at"]), sums)
        report(0, "Adding the portfolio to the ZIP")
        writer.add_text("READ ME FIRST.txt", _read_me(manifest, pdf_name))
        writer.add_file(pdf_name, pdf)
        for index, (entry, name, reference) in enumerate(entries):
            report(10 + 60 * index // len(entries), f"Adding the original of {reference}")
            _add_original(writer, entry, name, reference, original_of)
        writer.add_text("manifest.json", _manifest_text(manifest, names, earlier_names))
        listing = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
        writer.add_text("sha256sum.txt", listing)
    _verify(out, sums, report)
    return settle(out)


class _Writer:
    """Streams files into an archive and notes the SHA-256 of each under its name."""

    def __init__(self, archive, moment, sums):
        self._archive = archive
        self._stamp = (max(moment.year, 1980), *moment.timetuple()[1:6])
        self._sums = sums

    def add_text(self, name, text):
        data = text.encode()
        self._archive.writestr(self._info(name, len(data)), data)
        self._sums[name] = hashlib.sha256(data).hexdigest()

    def add_file(self, name, path):
        digest = hashlib.sha256()
        size = path.stat().st_size
        with (
            path.open("rb") as source,
            self._archive.open(
                self._info(name, size), "w", force_zip64=size >= ZIP64_FROM
            ) as target,
        ):
            while block := source.read(CHUNK):
                digest.update(block)
                target.write(block)
        self._sums[name] = digest.hexdigest()
        return self._sums[name]

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
    if writer.add_file(name, path) != entry["sha256"]:
        raise OriginalChanged(
            f"The original of {reference}, “{entry['file_name']}”, is not the file "
            "that was handed in: its SHA-256 differs."
        )


def _read_me(manifest, pdf_name):
    count = len(manifest["artefacts"])
    return READ_ME.format(
        learner=manifest["learner"]["name"],
        day=date_format(datetime.fromisoformat(manifest["taken_at"]), "j F Y"),
        pdf=pdf_name,
        centre=manifest["centre"]["name"],
        count=count,
        noun="piece of evidence" if count == 1 else "pieces of evidence",
    )


def _manifest_text(manifest, names, earlier_names):
    named = dict(manifest)
    named["artefacts"] = [
        {**artefact, "archive_name": name}
        for artefact, name in zip(manifest["artefacts"], names, strict=True)
    ]
    named["earlier_versions"] = [
        {**version, "archive_name": name}
        for version, name in zip(manifest["earlier_versions"], earlier_names, strict=True)
    ]
    return json.dumps(named, ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def _verify(path, sums, report):
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.namelist() != list(sums):
                raise ArchiveDamaged("The ZIP does not list the files that were put into it.")
            for index, (name, expected) in enumerate(sums.items()):
                report(75 + 25 * index // len(sums), f"Checking {name}")
                digest = hashlib.sha256()
                with archive.open(name) as file:
                    while block := file.read(CHUNK):
                        digest.update(block)
                if digest.hexdigest() != expected:
                    raise ArchiveDamaged(f"{name} in the ZIP is not what was put into it.")
    except zipfile.BadZipFile as error:
        raise ArchiveDamaged(f"The ZIP does not read back: {error}.") from error
