"""What is in the ZIP of an export, what is left out, and what do its lists say?"""

import csv
import hashlib
import io
import zipfile

import pytest
from django.utils import timezone

from accounts import people
from accounts.models import Role
from evidence import storage
from evidence.models import StoredFile
from portfolio.bundles import building
from portfolio.exports import listing, outcomes, packing, requesting
from portfolio.models import Bundle
from tests.web.asking import lacking

LISTS = ["index.html", "outcomes.csv"]


def read(layout):
    return zipfile.ZipFile(io.BytesIO(b"".join(layout.read(0, layout.size - 1))))


def rows_of(packed):
    return list(csv.DictReader(io.StringIO(packed.read("outcomes.csv").decode("utf-8-sig"))))


def left_out(packed):
    return {row["Learner"]: row["Why it is left out"] for row in rows_of(packed) if not row["File"]}


@pytest.fixture
def day():
    return timezone.localdate().isoformat()


def test_it_holds_each_learner_s_zip_as_it_stands_in_the_store(ready, owen, day):
    packed = read(packing.layout(ready, reader=owen))

    assert packed.testzip() is None
    names = [f"{name} – portfolio {day}, centre’s edition.zip" for name in ("Amy", "Bea", "Cem")]
    assert packed.namelist() == LISTS + names
    sums = [hashlib.sha256(packed.read(name)).hexdigest() for name in names]
    assert sums == [outcome.bundle.zip_sha256 for outcome in outcomes.of(ready)]


def test_the_table_tells_each_outcome(ready, owen, day):
    bundle = outcomes.of(ready)[0].bundle

    first, *_ = rows_of(read(packing.layout(ready, reader=owen)))

    assert first == {
        "Learner": "Amy",
        "Qualification": "Level 2 Award in Stock",
        "Outcome": "In this ZIP",
        "File": f"Amy – portfolio {day}, centre’s edition.zip",
        "Bytes": str(bundle.zip_size),
        "SHA-256": bundle.zip_sha256,
        "Why it is left out": "",
        "What is missing in it": "",
    }


def test_the_page_leads_to_each_file_without_a_script(ready, owen):
    packed = read(packing.layout(ready, reader=owen))

    page = packed.read("index.html").decode()

    assert "3 portfolios" in page
    assert 'href="Cem%20%E2%80%93%20portfolio' in page
    assert "<script" not in page
    assert "://" not in page


def test_the_same_export_is_the_same_bytes_each_time(ready, owen):
    one, other = (packing.layout(ready, reader=owen) for _ in range(2))

    assert (one.tag, one.size) == (other.tag, other.size)
    assert b"".join(one.read(0, one.size)) == b"".join(other.read(0, other.size))


def test_learners_of_one_name_keep_a_file_each(ready, owen, three):
    for enrolment in three:
        type(owen).objects.filter(pk=enrolment.learner.user_id).update(name="Sam ../Lee")

    packed = read(packing.layout(ready, reader=owen))

    names = packed.namelist()[2:]
    assert len(set(names)) == 3
    assert all(name.startswith("Sam .. Lee – portfolio") for name in names)
    assert names[1].endswith("(2).zip")


def test_a_quarantined_file_leaves_that_portfolio_out_alone(ready, owen, three):
    before = packing.layout(ready, reader=owen).tag
    file = three[1].artefacts.get().file
    StoredFile.objects.filter(pk=file.pk).update(state="infected", scanned_at=timezone.now())

    layout = packing.layout(ready, reader=owen)

    assert left_out(read(layout)) == {"Bea": outcomes.QUARANTINED}
    assert layout.tag != before
    assert outcomes.QUARANTINED in read(layout).read("index.html").decode()


def test_what_was_quarantined_when_the_bundle_was_made_is_not_in_it(ask, work, owen, three):
    file = three[1].artefacts.get().file
    StoredFile.objects.filter(pk=file.pk).update(state="infected", scanned_at=timezone.now())
    export = ask()
    work()
    export.refresh_from_db()

    assert left_out(read(packing.layout(export, reader=owen))) == {}


def test_a_bundle_that_is_gone_or_short_is_left_out(ready, owen):
    bundles = [outcome.bundle for outcome in outcomes.of(ready)]
    storage.store().forget(f"bundles/{bundles[0].pk}")
    path = storage.store().fetch(building.stored_name(bundles[2], building.ZIP_NAME))
    path.write_bytes(b"short")

    packed = read(packing.layout(ready, reader=owen))

    assert left_out(packed) == {"Amy": outcomes.GONE, "Cem": outcomes.GONE}
    assert packed.testzip() is None


def test_what_is_gone_is_told_before_the_download_and_made_once_more(ready, owen, work, client_of):
    bundle = outcomes.of(ready)[0].bundle
    storage.store().delete(building.stored_name(bundle, building.ZIP_NAME))

    page = client_of(owen).get(ready.get_absolute_url()).content.decode()
    export = requesting.try_again(ready, by=owen)
    work()

    assert lacking(page, "Download 2 portfolios", outcomes.GONE) == []
    export.refresh_from_db()
    assert left_out(read(packing.layout(export, reader=owen))) == {}


def test_what_is_missing_in_a_bundle_is_told_beside_it(
    own_storage, ask, work, three, owen, client_of
):
    storage.original(three[0].artefacts.get().file.sha256).unlink()
    export = ask()
    work()
    export.refresh_from_db()
    told = outcomes.DAMAGED.format("E01 “minutes.txt”")

    packed = read(packing.layout(export, reader=owen))

    page = client_of(owen).get(export.get_absolute_url()).content.decode()
    assert (page.count(told), packed.read("index.html").decode().count(told)) == (1, 1)
    assert [row["What is missing in it"] for row in rows_of(packed)] == [told, "", ""]


def test_nobody_is_given_the_centre_s_edition_of_an_own_portfolio(ready, owen, three, centre):
    amy = three[0].learner.user
    people.add_member(centre, amy, role=Role.CENTRE_ADMIN, by=owen)

    assert left_out(read(packing.layout(ready, reader=amy))) == {"Amy": outcomes.OWN}
    assert left_out(read(packing.layout(ready, reader=owen))) == {}


@pytest.mark.parametrize("name", ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_no_name_becomes_a_formula(name):
    assert listing.guarded(name) == f"'{name}"


def test_plain_words_stay_as_they_are():
    assert listing.guarded("Zoë-Ann O’Neil") == "Zoë-Ann O’Neil"


def test_from_a_bucket_it_is_the_same(bucket, ready, owen):
    layout = packing.layout(ready, reader=owen)
    packed = read(layout)

    assert packed.testzip() is None
    whole = b"".join(layout.read(0, layout.size - 1))
    at = layout.size // 2
    assert b"".join(layout.read(at, at + 999)) == whole[at : at + 1000]
    part = layout.read(at, layout.size)
    next(part)
    part.close()
    assert Bundle.objects.ready().count() == 3
