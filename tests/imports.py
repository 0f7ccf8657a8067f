"""What do tests of imports share: ZIPs as a centre hands them over, and as somebody made them?"""

import hashlib
import json
import zipfile
from functools import partial

import pytest

from accounts.models import Role
from evidence import storage
from learners import registration
from portfolio.bundles import archive, keys, manifest, zip_seal
from portfolio.bundles.built import Sums, settle
from portfolio.imports import opening
from tests.people import person

PDF_BYTES = b"%PDF-1.7 the portfolio"


@pytest.fixture
def packed(tmp_path):
    """Return a function that packs a manifest and the store's originals into a ZIP."""
    made = tmp_path / "made.pdf"
    made.write_bytes(PDF_BYTES)

    def pack(photograph, *, name="portfolio.zip", original_of=storage.original):
        archive.build(
            photograph,
            pdfs={made: settle(made)},
            original_of=original_of,
            out=tmp_path / name,
            report=lambda percent, step: None,
            seal=partial(zip_seal.seal, key=keys.of_centre("")),
        )
        return tmp_path / name

    return pack


@pytest.fixture
def zip_of_amy(signed, packed):
    """Amy's portfolio at Harbour: two artefacts, three decisions, one signature."""
    return packed(manifest.take(signed.enrolment_id, "centre"))


@pytest.fixture
def amy_there(other_centre, dan, amy):
    """Amy as a learner of Northgate, without an enrolment."""
    return registration.add_learner(
        other_centre, name="Amy", email=amy.email, uln="1234567890", by=dan
    )


@pytest.fixture
def una_there(other_centre):
    """An assessor of Northgate."""
    return person("ursula", centre=other_centre, role=Role.ASSESSOR)


@pytest.fixture
def opened_zip(zip_of_amy):
    return opening.read(zip_of_amy)


class Unpacked:
    """The entries of a ZIP in memory, to be changed and packed again."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive_:
            self.entries = {name: archive_.read(name) for name in archive_.namelist()}
        self.path = path.with_name("changed.zip")

    @property
    def manifest(self):
        return json.loads(self.entries["manifest.json"])

    def put(self, name, data):
        """Put an entry in and set its sum right: only the sums' owner could tell."""
        self.entries[name] = data
        self.sum_up()

    def put_manifest(self, told):
        self.put("manifest.json", json.dumps(told).encode())

    def sum_up(self):
        lines = [
            f"{hashlib.sha256(data).hexdigest()}  {name}\n"
            for name, data in self.entries.items()
            if name != "sha256sum.txt"
        ]
        self.entries["sha256sum.txt"] = "".join(lines).encode()

    def seal(self):
        """Pack it and seal it with the demo key, as anybody can."""
        return self.pack(sealed_with=keys.of_centre(""))

    def pack(self, *, sealed_with=None):
        with zipfile.ZipFile(self.path, "w") as archive_:
            for name, data in self.entries.items():
                archive_.writestr(name, data)
        if sealed_with:
            zip_seal.seal(self.path, Sums(), key=sealed_with)
        return self.path


@pytest.fixture
def unpacked(zip_of_amy):
    return Unpacked(zip_of_amy)
