"""On a disk that is really full a bundle fails in words, and can be asked for again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from evidence import storage
from portfolio.bundles import building, requesting
from portfolio.models import Edition
from tests.durability import phases

ROOT = Path(__file__).resolve().parent.parent.parent
# A small disk of its own, seen by nobody else, which needs no rights: it is gone with the process.
ON_A_SMALL_DISK = """
set -e
mount -t tmpfs -o size=256m tmpfs "$STORAGE_DIR"
cp -a "$COPY/." "$STORAGE_DIR"
used=$(du -s --block-size=1K "$STORAGE_DIR" | cut -f1)
mount -o "remount,size=$((used + ROOM))k" "$STORAGE_DIR"
"$PYTHON" manage.py shell -v0 -c "from portfolio.bundles import building; building.build($BUNDLE)"
cd "$STORAGE_DIR"
find . -path "./building/*" -o -path "./bundles/*" -type f -o -name "*.part" -o -name ".making-*"
"""

# Kilobytes that hold any bundle made here.
PLENTY = 64 * 1024

pytestmark = pytest.mark.django_db(transaction=True)


def build_with(room, bundle, own_storage, copy):
    """Build a bundle on a disk with `room` KB left; return what it left there unfinished."""
    server = os.environ.get("DATABASE_URL", "").rpartition("/")[0] or "sqlite://"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}",
        "VAR_DIR": str(copy.parent / "var"),
        "STORAGE_DIR": str(own_storage),
        "LOG_LEVEL": "CRITICAL",
        "COPY": str(copy),
        "ROOM": str(room),
        "BUNDLE": str(bundle.pk),
        "PYTHON": sys.executable,
    }
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", ON_A_SMALL_DISK],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.fixture
def copy(own_storage, signed, tmp_path):
    """A copy of the storage, to be laid on the small disk."""
    own_storage.rename(tmp_path / "copy")
    own_storage.mkdir()
    return tmp_path / "copy"


# Shares of what the two files take: the first page, the PDF, the ZIP, its very end.
@pytest.mark.parametrize("share", [0.01, 0.15, 0.3, 0.7, 0.95])
def test_it_fails_in_words_and_leaves_nothing(own_storage, copy, signed, owen, share):
    whole = requesting.request(signed.enrolment, edition=Edition.CENTRE, by=owen)
    build_with(PLENTY, whole, own_storage, copy)
    whole.refresh_from_db()
    assert whole.state == "ready"
    whole.delete()
    bundle = requesting.request(signed.enrolment, edition=Edition.CENTRE, by=owen)
    room = share * (whole.pdf_size + whole.zip_size) // 1024

    left = build_with(int(room), bundle, own_storage, copy)

    bundle.refresh_from_db()
    assert (bundle.state, bundle.reason) == ("failed", building.DISK_FULL)
    assert left == []
    assert (bundle.pdf_sha256, bundle.zip_sha256, bundle.lease_until) == ("", "", None)


def test_it_can_be_asked_for_again_when_there_is_room(own_storage, copy, signed, owen):
    first = requesting.request(signed.enrolment, edition=Edition.CENTRE, by=owen)
    build_with(60, first, own_storage, copy)
    own_storage.rmdir()
    copy.rename(own_storage)

    again = requesting.request(signed.enrolment, edition=Edition.CENTRE, by=owen)
    built = building.build(again.pk)

    assert (again.pk == first.pk, built.state) == (False, "ready")
    assert phases.files_of(built) == phases.names_when_ready(built)
    assert storage.store().size(building.stored_name(built, "portfolio.zip")) == built.zip_size
