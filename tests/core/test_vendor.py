"""Are the files of others the ones that were reviewed, with their licences?"""

import hashlib
import json
from pathlib import Path

from django.conf import settings

STATIC = Path(settings.STATICFILES_DIRS[0])
MANIFEST = json.loads((STATIC / "vendor" / "MANIFEST.json").read_text(encoding="utf-8"))


def test_every_vendored_file_has_the_hash_of_the_manifest():
    folder = STATIC / "vendor"
    stated = {}
    for package in MANIFEST["packages"]:
        stated |= package["files"]
    files = [path for path in folder.rglob("*") if path.is_file()]
    found = {path.relative_to(folder).as_posix(): _sha256(path) for path in files}
    del found["MANIFEST.json"]

    assert found == stated


def test_every_package_ships_its_licence():
    for package in MANIFEST["packages"]:
        names = [Path(name).name for name in package["files"]]
        assert package["licence"]
        assert "LICENSE" in names


def test_the_font_ships_its_licence():
    folder = STATIC / "fonts" / "inter"

    assert sorted(path.name for path in folder.iterdir()) == [
        "OFL.txt",
        "inter-medium.woff2",
        "inter-regular.woff2",
        "inter-semibold.woff2",
    ]


def _sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()
