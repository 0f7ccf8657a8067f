"""check_storage: ready bundles are held against their records; on disk and in a bucket."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from evidence import storage
from portfolio.bundles import building, differences, requesting
from portfolio.models import Bundle


@pytest.fixture(params=["own_storage", "bucket"])
def store(request):
    """Each of the two stores, empty."""
    request.getfixturevalue(request.param)
    return storage.store()


@pytest.fixture
def built(store, all_met, owen):
    """A bundle that was built."""
    return building.build(requesting.request(all_met, edition="centre", by=owen).pk)


def change_a_byte(store, name):
    """Turn one bit of a stored file over, past all that guards it."""
    data = bytearray(b"".join(store.read(name)))
    data[len(data) // 2] ^= 1
    store.delete(name)
    store.save(name, ContentFile(bytes(data)))


def test_a_bundle_that_is_whole_is_counted(built, capsys):
    call_command("check_storage", settled=0)

    assert capsys.readouterr().out == "Storage holds: 2 files, 1 bundle.\n"


def test_a_missing_pdf_and_a_changed_zip_are_named(store, built, capsys):
    store.delete(building.stored_name(built, "portfolio.pdf"))
    change_a_byte(store, building.stored_name(built, "portfolio.zip"))

    with pytest.raises(SystemExit) as stop:
        call_command("check_storage", settled=0)

    assert stop.value.code == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{built}: portfolio.pdf is missing.",
        f"{built}: portfolio.zip was changed.",
        "2 found wrong, in 2 files, 1 bundle.",
    ]


def test_each_volume_is_held_against_its_own_record(built):
    wrong = {"title": "Two", "pages": 1, "sha256": "0" * 64, "size": 1}
    first = {"title": "One", "pages": 1, "sha256": built.pdf_sha256, "size": built.pdf_size}
    Bundle.objects.filter(pk=built.pk).update(volumes=[first, wrong])

    assert list(differences.differences()) == [f"{built}: portfolio-2.pdf is missing."]


def test_a_bundle_that_is_no_longer_kept_is_not_missed(store, built):
    Bundle.objects.filter(pk=built.pk).update(state="expired")
    store.forget(f"bundles/{built.pk}")

    assert list(differences.differences()) == []
