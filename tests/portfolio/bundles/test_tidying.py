"""What killed workers leave of bundles goes with the next sweep, and nothing else."""

import os
import time
from pathlib import Path

import pytest

from evidence import storage
from portfolio.bundles import building, requesting, tidying
from portfolio.models import Bundle, Edition
from portfolio.tasks import sweep_bundles


@pytest.fixture
def bundle(own_storage, all_met, owen):
    return requesting.request(all_met, edition=Edition.CENTRE, by=owen)


def scratch_of(bundle, *, attempt):
    """Return a scratch folder with a file, as a killed attempt leaves it."""
    folder = building._scratch(Bundle(pk=bundle.pk, attempts=attempt))
    folder.mkdir(parents=True)
    (folder / "portfolio.pdf.part").write_bytes(b"%PDF")
    return folder


def put(bundle, own_storage, *, attempt):
    """Put a file in place for an attempt that does not come to its end."""
    path = own_storage / "made"
    path.write_bytes(b"%PDF")
    name = f"bundles/{bundle.pk}/{attempt}/portfolio.pdf"
    storage.put(name, path)
    return name


def stand(bundle, state, *, attempts):
    Bundle.objects.filter(pk=bundle.pk).update(state=state, attempts=attempts)


@pytest.mark.parametrize("state", ["requested", "cancelled", "expired"])
def test_what_an_attempt_left_goes_when_nobody_builds(bundle, own_storage, state):
    folder = scratch_of(bundle, attempt=1)
    name = put(bundle, own_storage, attempt=1)
    stand(bundle, state, attempts=1)

    tidying.tidy()

    assert not folder.exists()
    assert not storage.store().exists(name)


def test_the_attempt_that_is_at_work_keeps_all_and_earlier_ones_nothing(bundle, own_storage):
    earlier, present = (scratch_of(bundle, attempt=number) for number in (1, 2))
    old, new = (put(bundle, own_storage, attempt=number) for number in (1, 2))
    stand(bundle, "building", attempts=2)

    tidying.tidy()

    assert [earlier.exists(), present.exists()] == [False, True]
    assert [storage.store().exists(name) for name in (old, new)] == [False, True]


def test_a_finished_bundle_keeps_its_files_and_no_scratch(bundle, own_storage):
    built = building.build(bundle.pk)
    folder = scratch_of(built, attempt=1)

    sweep_bundles()

    assert not folder.exists()
    files = sorted(entry.name for entry in storage.store().entries("bundles"))
    assert files == [
        building.stored_name(built, name) for name in (building.PDF_NAME, building.ZIP_NAME)
    ]


def test_parts_that_were_never_finished_go_and_those_being_written_stay(bundle, own_storage):
    building.build(bundle.pk)
    folder = own_storage / "front-matter"
    finished = sorted(folder.glob("*.pdf"))
    left, fresh = folder / "left.part", folder / "fresh.part"
    for path in (left, fresh):
        path.write_bytes(b"%PDF")
    long_ago = time.time() - tidying.UNFINISHED_SECONDS - 1
    os.utime(left, (long_ago, long_ago))

    tidying.tidy()

    assert sorted(folder.iterdir()) == sorted([*finished, fresh])


def test_other_things_beside_scratch_folders_stay(bundle, own_storage):
    other = Path(own_storage) / "building" / "notes-of-somebody"
    other.mkdir(parents=True)

    tidying.tidy()

    assert other.exists()
