"""How much memory does a ZIP take that comes in, whatever is in it, and how large may it be?"""

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from portfolio.bundles import keys, zip_seal
from portfolio.bundles.built import Sums

ROOT = Path(__file__).resolve().parents[3]
# What a web process may grow by; it stands at about 110 MB.
MOST_MB = 250
READ = """
import sys
from pathlib import Path
import django
django.setup()
from core.errors import RuleViolation
from portfolio.imports import opening

def highest():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024

before, said = highest(), "read"
try:
    opening.read(Path(sys.argv[1]))
except RuleViolation as refusal:
    said = refusal.message
print(highest() - before, said)
"""


def read_apart(path):
    """Read the ZIP at `path` in a process of its own; return by how many MB it grew and its word.

    Its memory has to be its own: what ran here before would hide it.
    """
    told = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    grown, _, said = told.stdout.strip().partition(" ")
    return int(grown), said


def zip_with(path, manifest, others=()):
    """Pack a manifest and its sum, sealed by anybody."""
    entries = {"manifest.json": manifest, **dict(others)}
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {n}\n" for n, data in entries.items())
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in [*entries.items(), ("sha256sum.txt", sums)]:
            packed.writestr(name, data)
    zip_seal.seal(path, Sums(), key=keys.of_centre(""))
    return path


def empty_objects():
    return b"[" + b",".join([b"{}"] * (4_500_000)) + b"]"


def names_of_their_own():
    pairs = ",".join(f'"name {number}":"value {number}"' for number in range(450_000))
    return f"{{{pairs}}}".encode()


def one_wide_text():
    """A letter outside of the first plane takes all others of a text to four bytes."""
    return b'["' + b"a" * 13_900_000 + '😀"]'.encode()


def names_beside_a_wide_text():
    pairs = ",".join(f'"{number:x}":"{number:x}"' for number in range(390_000))
    return f'{{{pairs},"text":"{"a" * (13_800_000 - len(pairs))}😀"}}'.encode()


@pytest.mark.parametrize(
    ("manifest", "sentence"),
    [
        (empty_objects, "manifest.json tells more than a portfolio has."),
        (names_of_their_own, "manifest.json tells more than a portfolio has."),
        (one_wide_text, "manifest.json: it has to be an object."),
        (names_beside_a_wide_text, "manifest.json: “0” is not known in this format."),
        (lambda: b" " * 60_000_000, "manifest.json is larger than 15 MB."),
    ],
)
def test_no_manifest_fills_the_memory(db, tmp_path, manifest, sentence):
    grown, said = read_apart(zip_with(tmp_path / "hostile.zip", manifest()))

    assert said.startswith(sentence)
    assert grown < MOST_MB


@pytest.mark.parametrize("line", [b"\n", b"aa\n"])
def test_no_list_fills_the_memory(db, tmp_path, line):
    path = tmp_path / "hostile.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("manifest.json", b"{}")
        packed.writestr("sha256sum.txt", line * (8_000_000 // len(line)))

    grown, said = read_apart(path)

    assert said.startswith("sha256sum.txt lists more files than the ZIP has.")
    assert grown < MOST_MB


def test_a_directory_beyond_all_measure_is_not_read(db, tmp_path):
    path = tmp_path / "hostile.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for number in range(13_000):
            packed.writestr(f"{number:05}{'x' * 300}", b"")

    grown, said = read_apart(path)

    assert said.startswith("The ZIP lists more files than a portfolio has.")
    assert grown < MOST_MB


def test_a_portfolio_of_2000_artefacts_and_20000_files_comes_in(unpacked, tmp_path):
    told, artefact = unpacked.manifest, unpacked.manifest["artefacts"][0]
    words = unpacked.entries[artefact["archive_name"]]
    told["artefacts"] = [
        artefact | {"id": n, "reference": f"E{n:04}", "archive_name": f"originals/E{n:04}.txt"}
        for n in range(1, 2001)
    ]
    told["earlier_versions"] = [
        _version(one, number) for number in range(1, 10) for one in told["artefacts"]
    ][: 20_000 - 2000 - 3]
    _let_all_criteria_name(told, told["artefacts"])
    files = [*told["artefacts"], *told["earlier_versions"]]
    others = [(file["archive_name"], words) for file in files]
    manifest = json.dumps(told, ensure_ascii=False, sort_keys=True, indent=2).encode()
    path = zip_with(tmp_path / "large.zip", manifest, others)

    grown, said = read_apart(path)

    assert said == "read"
    assert grown < MOST_MB


def _version(artefact, number):
    """Return an earlier version of an artefact of a manifest."""
    kept = ("reference", "file_name", "sha256", "size", "content_type", "quarantined")
    return {fact: artefact[fact] for fact in kept} | {
        "artefact_id": artefact["id"],
        "number": number,
        "submitted_at": artefact["uploaded_at"],
        "archive_name": f"originals/earlier versions/{artefact['reference']} version {number}.txt",
    }


def _let_all_criteria_name(told, artefacts):
    """Let each criterion rest on all artefacts, and be judged for each."""
    for unit in told["units"]:
        for criterion in (one for outcome in unit["outcomes"] for one in outcome["criteria"]):
            item, judgement = criterion["evidence"][0], criterion["judgements"][0]
            criterion["evidence"] = [
                item | {"artefact_id": one["id"], "reference": one["reference"]}
                for one in artefacts
            ]
            criterion["judgements"] = [judgement] * 500
