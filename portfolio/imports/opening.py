"""Is this file a portfolio's ZIP, and is every byte in it what it says?"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit import fingerprints
from core.templatetags.portfolio_ui import size_in_words
from portfolio.bundles import schema
from portfolio.bundles.damage import is_handed_out
from portfolio.bundles.photographs import FILE_MOVING, MOVING
from portfolio.bundles.verifying import Verdict
from portfolio.imports import seals
from portfolio.imports.container import MANIFEST, opened, pieces, refused, whole

SUMS, ORIGINALS = "sha256sum.txt", "originals/"
# Of 2,000 artefacts and 20,000 files the manifest has 12 MB, the list 3 MB.
LARGEST_MANIFEST, LARGEST_SUMS = 14 * 1024**2, 8 * 1024**2
LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


@dataclass(frozen=True)
class Original:
    """An original in the ZIP, as the manifest tells it; `version` is 0 for the one that stood."""

    reference: str
    version: int
    name: str
    file_name: str
    sha256: str
    size: int
    content_type: str

    @classmethod
    def of(cls, told, version):
        """Return the Original of an artefact or an earlier version in a manifest."""
        facts = ("file_name", "sha256", "size", "content_type")
        return cls(
            told["reference"], version, told["archive_name"], *(told[fact] for fact in facts)
        )


@dataclass(frozen=True)
class Opened:
    """A portfolio's ZIP whose shape is right; its `manifest` is without the places in the ZIP."""

    path: Path
    manifest: dict
    originals: tuple
    sums: dict
    size: int
    verdict: Verdict

    @property
    def manifest_sha256(self):
        """The fingerprint of the manifest, as the page of the bundle tells it."""
        return fingerprints.of_value(self.manifest)

    @property
    def photograph_sha256(self):
        """The fingerprint of what was photographed, however far it has travelled since."""
        return photograph_sha256(self.manifest)

    @property
    def came_from(self):
        """The name of the centre that it comes from now."""
        origin = self.manifest["origin"]
        return origin[-1]["imported_into"] if origin else self.manifest["centre"]["name"]

    @property
    def taken_at(self):
        """The moment of the photograph."""
        return datetime.fromisoformat(self.manifest["taken_at"])


def read(path):
    """Return the portfolio's ZIP at `path` as Opened: limits, manifest and lists are right.

    The files' bytes are not read yet; `prove` does. Raises RuleViolation with a sentence that
    names the place.
    """
    with opened(path) as archive:
        told = whole(archive, MANIFEST, LARGEST_MANIFEST)
        sums = _sums(whole(archive, SUMS, LARGEST_SUMS), set(archive.namelist()))
        manifest = _manifest(told, sums)
        originals = _originals(manifest)
        _refuse_difference(archive, originals, sums)
    size, verdict = path.stat().st_size, seals.seal_of(path)
    return Opened(path, _without_places(manifest), originals, sums, size, verdict)


def prove(read_zip):
    """Read every byte of an Opened ZIP against the sums in it, then hold it against its seal.

    Memory does not grow with it. Raises RuleViolation with a sentence that names the first file
    that differs.
    """
    with opened(read_zip.path) as archive:
        for name, expected in read_zip.sums.items():
            digest = hashlib.sha256()
            for piece in pieces(archive, name):
                digest.update(piece)
            if digest.hexdigest() != expected:
                raise differs(name)
    seals.refuse_broken(read_zip.verdict, read_zip.manifest)


def differs(name):
    """Return the refusal of a file whose bytes are not those that the sums list."""
    return refused(f"{name} is not the file that {SUMS} lists: its SHA-256 differs.")


def photograph_sha256(manifest):
    """Return the fingerprint of what a manifest tells, whoever handed it on, made with what."""
    kept = {key: value for key, value in manifest.items() if key not in MOVING}
    for many in ("artefacts", "earlier_versions"):
        kept[many] = [
            {key: value for key, value in row.items() if key not in FILE_MOVING}
            for row in manifest[many]
        ]
    return fingerprints.of_value(kept)


def _manifest(data, sums):
    """Return what manifest.json tells; nobody reads it before it is the one that the sums list."""
    if hashlib.sha256(data).hexdigest() != sums[MANIFEST]:
        raise differs(MANIFEST)
    try:
        return schema.load(data)
    except schema.NotAManifest as error:
        raise refused(str(error)) from error


def _sums(data, names):
    """Return {name: SHA-256} of sha256sum.txt, which lists every file but itself once."""
    if data.count(b"\n") > len(names):
        raise refused(f"{SUMS} lists more files than the ZIP has.")
    sums = {}
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError as error:
        raise refused(f"{SUMS} can’t be read as text.") from error
    for number, line in enumerate(lines[:-1] if lines[-1] == "" else lines, 1):
        found = LINE.fullmatch(line)
        if found is None:
            raise refused(f"{SUMS}, line {number}: it is not a SHA-256 and a name.")
        if found[2] in sums:
            raise refused(f"{SUMS}, line {number}: {found[2]} stands there twice.")
        sums[found[2]] = found[1]
    for name in sorted(names):
        if name not in sums and name != SUMS:
            raise refused(f"{name} is in the ZIP, but {SUMS} does not list it.")
    for name in sums:
        if name not in names:
            raise refused(f"{name} is missing from the ZIP, though {SUMS} lists it.")
    return sums


def _originals(manifest):
    told = [(artefact, 0) for artefact in manifest["artefacts"]]
    told += [(version, version["number"]) for version in manifest["earlier_versions"]]
    return tuple(Original.of(file, version) for file, version in told if is_handed_out(file))


def _refuse_difference(archive, originals, sums):
    """Hold what the manifest says of the originals against what is there."""
    for original in originals:
        if original.name not in sums:
            raise refused(f"{original.name} is missing from the ZIP, though {MANIFEST} names it.")
        if sums[original.name] != original.sha256:
            raise refused(f"{original.name} has another SHA-256 in {MANIFEST} than in {SUMS}.")
        size = archive.getinfo(original.name).file_size
        if size != original.size:
            raise refused(
                f"{original.name} is {size_in_words(size)}, but {MANIFEST} says "
                f"{size_in_words(original.size)}."
            )
    named = {original.name for original in originals}
    for name in sums:
        if name.startswith(ORIGINALS) and name not in named:
            raise refused(f"{name} is in the ZIP, but {MANIFEST} does not name it.")


def _without_places(manifest):
    """Return the manifest without where the files lay in this one ZIP."""
    rows = {
        many: [{k: v for k, v in row.items() if k != "archive_name"} for row in manifest[many]]
        for many in ("artefacts", "earlier_versions")
    }
    return manifest | rows
