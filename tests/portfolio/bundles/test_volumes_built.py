"""A bundle in volumes: made by the worker, kept, listed, handed out, verified, imported, gone."""

import hashlib
import zipfile
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit import trail
from portfolio.bundles import building, requesting, tidying, verifying
from portfolio.imports import opening
from portfolio.models import Bundle
from tests.people import add_artefact
from tests.portfolio.bundles.reading import identifier
from tests.portfolio.bundles.test_building import left, path_of, sha256
from tests.web.asking import lacking, page_of

TITLES = [
    "Contents, units and evidence index",
    "Evidence of unit 1, Count the stock",
    "Evidence that is mapped to no unit",
]
FILES = ["portfolio-2.pdf", "portfolio-3.pdf", "portfolio.pdf", "portfolio.zip"]


@pytest.fixture
def bundle(all_met, amy, owen, settings):
    """Asked for where a PDF may have five pages; E03 is mapped to nothing."""
    settings.BUNDLE_VOLUME_PAGES = 5
    add_artefact(all_met, by=amy, name="more.txt")
    return requesting.request(all_met, edition="centre", by=owen)


@pytest.fixture
def built(bundle):
    return building.build(bundle.pk)


@pytest.fixture
def day():
    return timezone.localdate().isoformat()


def at(bundle, kind):
    return reverse("portfolio:bundle-download", args=[bundle.pk, kind])


def test_the_row_tells_each_volume_as_it_is_kept(built):
    paths = [path_of(built, name) for name in building.file_names(built)]

    assert [path.name for path in paths] == [
        "portfolio.pdf", "portfolio-2.pdf", "portfolio-3.pdf", "portfolio.zip",
    ]  # fmt: skip
    assert left(built) == FILES
    assert [told["title"] for told in built.volumes] == TITLES
    for told, path in zip(built.volumes, paths, strict=False):
        assert (told["sha256"], told["size"]) == (sha256(path), path.stat().st_size)
    assert built.pages == sum(told["pages"] for told in built.volumes)
    assert (built.pdf_sha256, built.zip_sha256) == (sha256(paths[0]), sha256(paths[-1]))
    assert list(trail.verify()) == []


def test_each_volume_has_an_identifier_of_its_own_and_sealing_gives_it_another_half(built):
    paths = [path_of(built, name) for name in building.file_names(built)]
    halves = [half for path in paths if path.suffix == ".pdf" for half in identifier(path)]

    assert len(set(halves)) == 2 * len(built.volumes)


def test_up_to_the_size_it_is_one_pdf(all_met, owen):
    built = building.build(requesting.request(all_met, edition="centre", by=owen).pk)

    assert (built.volumes, left(built)) == ([], ["portfolio.pdf", "portfolio.zip"])


def test_above_so_many_bytes_it_is_divided_too(all_met, owen, settings):
    settings.BUNDLE_VOLUME_BYTES = 1000
    built = building.build(requesting.request(all_met, edition="centre", by=owen).pk)

    assert [told["title"] for told in built.volumes] == TITLES[:2]


def test_what_expires_leaves_no_volume(built):
    Bundle.objects.update(expires_at=timezone.now())

    building.expire()

    assert left(built) == []


def test_what_is_called_off_between_two_volumes_leaves_nothing(bundle, owen, monkeypatch):
    seal = building.pdf_seal.seal

    def cancelled_meanwhile(path, **told):
        if path.name == "portfolio-2.pdf.part":
            requesting.cancel(bundle, by=owen)
        return seal(path, **told)

    monkeypatch.setattr(building.pdf_seal, "seal", cancelled_meanwhile)

    assert building.build(bundle.pk) is None

    assert left(bundle) == []


def test_volumes_that_were_put_in_place_before_a_fault_go_with_the_next_sweep(bundle, monkeypatch):
    put = building.storage.put

    def broken(name, path):
        if name.endswith("portfolio-3.pdf"):
            raise OSError(5, "Input/output error")
        put(name, path)

    monkeypatch.setattr(building.storage, "put", broken)

    assert building.build(bundle.pk).state == "failed"
    tidying.tidy()

    assert left(bundle) == []


def test_the_portfolio_leads_to_all_volumes(built, all_met, owen, client_of):
    page = page_of(client_of(owen), reverse("portfolio:portfolio-view", args=[all_met.pk]))

    assert lacking(page, built.get_absolute_url(), "Download in 3 volumes") == []
    assert "Download PDF" not in page


def test_its_page_lists_the_volumes_and_hands_each_out(built, owen, client_of, day):
    client = client_of(owen)
    page = page_of(client, built.get_absolute_url())

    shown = [f"Volume {number}: {title}" for number, title in enumerate(TITLES, 1)]
    sums = [told["sha256"] for told in built.volumes]
    kinds = ["pdf", "pdf-2", "pdf-3"]
    assert lacking(page, *shown, *sums, *(at(built, kind) for kind in kinds)) == []
    assert "Download PDF" not in page
    for number, kind in enumerate(kinds, 1):
        answer = client.get(at(built, kind))
        name = f"Amy – portfolio {day}, centre’s edition, volume {number} of 3.pdf"
        assert quote(name) in answer["Content-Disposition"]
        assert answer["Content-Type"] == "application/pdf"
        data = answer.getvalue()
        assert hashlib.sha256(data).hexdigest() == built.volumes[number - 1]["sha256"]
    for other in ("pdf-1", "pdf-4", "pdf-0", "zip-2"):
        assert client.get(at(built, other)).status_code == 404
    bundles = page_of(client, reverse("portfolio:bundle-list", args=[built.enrolment_id]))
    assert lacking(bundles, f'<a href="{built.get_absolute_url()}">3 volumes</a>') == []


def test_whoever_is_given_a_volume_is_told_which_it_is(built):
    data = path_of(built, "portfolio-2.pdf").read_bytes()

    def told(data):
        sent = SimpleUploadedFile("second.pdf", data)
        return Client().post("/verify/", {"file": sent}).content.decode()

    assert lacking(told(data), "Whole and unaltered.", "2 of 3", built.manifest_sha256) == []
    assert "Whole and unaltered." not in told(data[:2000] + bytes([data[2000] ^ 4]) + data[2001:])


def test_each_file_verifies_from_a_shell(built, tmp_path):
    for number, name in enumerate(building.file_names(built), 1):
        said = StringIO()
        call_command("verify_bundle", str(path_of(built, name)), stdout=said)
        assert "whole and unaltered" in said.getvalue()
        is_volume = f"Volume {number} of 3 of one bundle" in said.getvalue()
        assert is_volume == name.endswith(".pdf")


def test_a_shell_gets_all_volumes_under_the_names_that_their_links_have(built, tmp_path, day):
    said = StringIO()

    call_command("build_bundle", str(built.enrolment_id), to=tmp_path, stdout=said)

    named = [f"Amy – portfolio {day}, centre’s edition, volume {n} of 3.pdf" for n in (1, 2, 3)]
    made = [Path(line).name for line in said.getvalue().splitlines()]
    assert made == [*named, f"portfolio-{built.enrolment_id}.zip"]
    with zipfile.ZipFile(tmp_path / made[-1]) as packed:
        for name in named:
            assert packed.read(name) == (tmp_path / name).read_bytes()


def test_another_centre_reads_its_zip_and_the_manifest_says_nothing_of_volumes(built):
    read = opening.read(path_of(built, "portfolio.zip"))

    opening.prove(read)

    assert read.manifest == built.manifest
    assert verifying.verify(read.path).is_whole
    assert "volume" not in str(built.manifest)
