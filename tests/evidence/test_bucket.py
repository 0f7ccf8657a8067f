"""A bucket holds what a disk holds: once, whole, in parts, near at hand; on a real S3 server."""

import datetime as dt
import urllib.error
import urllib.request
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from evidence import intake, previews, scanning, storage
from evidence.models import StoredFile
from evidence.stores import OutOfReach, leftovers, nearby
from evidence.stores import bucket as buckets
from portfolio.bundles import building, requesting
from tests.evidence import recordings
from tests.people import add_artefact, map_to, submit
from tests.web.asking import page_of

LARGE = 9 * 1024 * 1024


def kept(data):
    """Keep some bytes and return what was received."""
    received = storage.receive([data])
    storage.keep(received)
    return received


def objects(store):
    """Return the names of all that stands in the bucket."""
    listed = store.client.list_objects_v2(Bucket=store.bucket_name)
    return [item["Key"] for item in listed.get("Contents", [])]


def body(answer):
    return b"".join(answer.streaming_content)


def forget_copies(settings, tmp_path, name):
    """Go on as another machine, with a folder of copies of its own."""
    settings.STORAGE_CACHE = tmp_path / name


def test_an_original_is_written_once(bucket):
    received = kept(b"minutes")
    name = storage.original_name(received.sha256)

    with pytest.raises(bucket.client.exceptions.ClientError, match="PreconditionFailed"):
        bucket.client.put_object(
            Bucket=bucket.bucket_name, Key=name, Body=b"other", IfNoneMatch="*"
        )
    kept(b"minutes")

    assert b"".join(bucket.read(name)) == b"minutes"
    assert objects(bucket) == [name]


@pytest.mark.parametrize("size", [7, LARGE])
def test_of_two_at_once_the_server_itself_refuses_the_second(bucket, monkeypatch, tmp_path, size):
    """Both had looked, and neither had seen the other."""
    monkeypatch.setattr(bucket, "exists", lambda name: False)
    sent = [tmp_path / name for name in "ab"]
    for path in sent:
        path.write_bytes(path.name.encode() * size)

    bucket.add("originals/name", sent[0])
    with pytest.raises(FileExistsError):
        bucket.add("originals/name", sent[1])

    assert b"".join(bucket.read("originals/name")) == b"a" * size
    assert "Uploads" not in bucket.client.list_multipart_uploads(Bucket=bucket.bucket_name)


def test_a_large_file_goes_in_parts_and_comes_back_whole(bucket, settings, tmp_path):
    data = bytes(range(256)) * (LARGE // 256)
    received = kept(data)

    tag = bucket.client.head_object(
        Bucket=bucket.bucket_name, Key=storage.original_name(received.sha256)
    )["ETag"]
    assert tag.strip('"').endswith("-2")
    forget_copies(settings, tmp_path, "other")
    assert storage.original(received.sha256).read_bytes() == data


@pytest.mark.parametrize(
    ("first", "last", "part"), [(0, None, b"0123456789"), (3, None, b"3456789"), (2, 4, b"234")]
)
def test_a_part_is_read_without_the_rest(bucket, first, last, part):
    name = storage.original_name(kept(b"0123456789").sha256)

    assert b"".join(bucket.read(name, first, last)) == part


def test_an_original_that_was_changed_is_not_given_to_anybody(bucket, settings, tmp_path):
    received = kept(b"minutes")
    name = storage.original_name(received.sha256)
    bucket.client.put_object(Bucket=bucket.bucket_name, Key=name, Body=b"MINUTES")
    forget_copies(settings, tmp_path, "other")

    assert not storage.original(received.sha256).exists()


def test_a_quarantined_original_is_out_of_reach_also_nearby(bucket):
    received = kept(b"harmful")

    storage.quarantine(received.sha256)

    assert not storage.original(received.sha256).exists()
    assert objects(bucket) == [storage.quarantine_name(received.sha256)]
    assert not nearby.place(storage.original_name(received.sha256)).exists()


def test_a_server_that_is_away_is_said_as_a_fault_of_the_store(bucket, tmp_path, monkeypatch):
    monkeypatch.setattr(bucket, "bucket_name", "no-such-bucket")
    with pytest.raises(FileNotFoundError):
        b"".join(bucket.read("originals/name"))

    monkeypatch.setattr(bucket, "access_key", "nobody")
    bucket._connections.connection = None
    with pytest.raises(OutOfReach):
        bucket.exists("originals/name")


def test_parts_of_a_sending_that_broke_off_are_cleared_away(bucket):
    bucket.client.create_multipart_upload(Bucket=bucket.bucket_name, Key="originals/broken")

    bucket.break_off_unfinished(timezone.now() - leftovers.KEPT)
    assert "Uploads" in bucket.client.list_multipart_uploads(Bucket=bucket.bucket_name)

    bucket.break_off_unfinished(timezone.now() + dt.timedelta(minutes=1))
    assert "Uploads" not in bucket.client.list_multipart_uploads(Bucket=bucket.bucket_name)


def test_of_two_machines_that_make_the_same_pages_one_is_kept_unmixed(bucket, settings, tmp_path):
    for machine in ("first", "second"):
        forget_copies(settings, tmp_path, machine)
        made = tmp_path / f"made-{machine}"
        made.mkdir()
        (made / "page-001.webp").write_bytes(machine.encode())
        sums = previews._sums(made)
        (made / "meta.json").write_text(f'{{"files": {sums}}}'.replace("'", '"'))
        storage.put_folder(made, bucket.folder("renditions/key"))

    for machine in ("first", "second", "third"):
        forget_copies(settings, tmp_path, machine)
        page = bucket.folder("renditions/key") / "page-001.webp"
        assert page.read_bytes() == b"first"


class TestHandingOut:
    def test_an_original_is_fetched_by_a_link_for_this_file_and_a_minute(
        self, bucket, client_of, ben, una, enrolment, amy
    ):
        artefact = add_artefact(enrolment, by=amy, name="minutes é.txt", words="0123456789")
        url = f"/artefacts/{artefact.pk}/original/"

        answer = client_of(ben).get(url)

        assert answer.status_code == 302
        assert answer["Cache-Control"] == "private, no-store"
        assert f"X-Amz-Expires={buckets.LINK_SECONDS}&" in answer["Location"]
        with urllib.request.urlopen(answer["Location"]) as got:
            assert got.read() == b"0123456789"
            assert got.headers["Content-Type"].startswith("text/plain")
            assert got.headers["Content-Disposition"].startswith("attachment; filename")
            assert got.headers["Cache-Control"] == "private, no-store"
        part = urllib.request.Request(answer["Location"], headers={"Range": "bytes=2-4"})
        with urllib.request.urlopen(part) as got:
            assert (got.status, got.read()) == (206, b"234")
        other = answer["Location"].replace(artefact.file.sha256, "0" * 64)
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(other)
        assert client_of(una).get(url).status_code == 404

    def test_a_recording_passes_through_the_site_in_parts(self, bucket, client_of, amy, enrolment):
        artefact = recordings.add_recording(enrolment, by=amy)

        answer = client_of(amy).get(
            f"/artefacts/{artefact.pk}/recording/", headers={"Range": "bytes=0-9"}
        )

        assert (answer.status_code, len(body(answer))) == (206, 10)
        assert answer["Content-Type"] == "audio/mpeg"


def test_the_whole_road_of_an_artefact_goes_through_the_bucket(
    bucket, settings, tmp_path, client_of, enrolment, criteria, amy, ben
):
    """Web and worker are different machines that share nothing but database and bucket."""
    data = b"We agreed to count the stock on Friday."
    forget_copies(settings, tmp_path, "web")
    artefact = intake.receive(enrolment, SimpleUploadedFile("minutes.txt", data), by=amy)

    forget_copies(settings, tmp_path, "worker")
    scanning.scan(artefact.file_id)
    artefact.refresh_from_db()
    assert (artefact.file.state, artefact.file.pages) == ("clean", 1)

    forget_copies(settings, tmp_path, "web")
    page = page_of(client_of(amy), artefact.get_absolute_url())
    assert "minutes.txt" in page
    image = client_of(amy).get(f"/artefacts/{artefact.pk}/pages/1/")
    assert (image.status_code, image["Content-Type"]) == (200, "image/webp")
    assert body(image).startswith(b"RIFF")
    map_to(artefact, criteria["1.1"], by=amy, page=1)
    submit(enrolment, artefact, by=amy)
    asked = requesting.request(enrolment, edition="learner", by=amy)

    forget_copies(settings, tmp_path, "worker")
    assert building.build(asked.pk).state == "ready"

    forget_copies(settings, tmp_path, "web")
    answer = client_of(amy).get(f"/bundles/{asked.pk}/download/zip/")
    path, _ = urllib.request.urlretrieve(answer["Location"], tmp_path / "portfolio.zip")
    with zipfile.ZipFile(path) as packed:
        evidence = [name for name in packed.namelist() if name.startswith("originals/E01 ")]
        assert [packed.read(name) for name in evidence] == [data]
    assert list((settings.MEDIA_ROOT / "incoming").iterdir()) == []
    assert not (settings.MEDIA_ROOT / "originals").exists()
    assert StoredFile.objects.count() == 1
