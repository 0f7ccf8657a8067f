"""What do the pages of an export of many portfolios show, change and refuse?"""

import datetime as dt
import io
import re
import zipfile
from html import unescape
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from evidence import storage
from evidence.models import StoredFile
from portfolio.bundles import building
from portfolio.bundles import requesting as bundling
from portfolio.exports import moving, outcomes, requesting
from portfolio.models import Bundle, Export
from tests.people import add_artefact, enrolled
from tests.web.asking import HTMX, lacking, messages_of, page_of, queries_of


@pytest.fixture
def learners_url(centre):
    return reverse("portfolio:learner-list", args=[centre.pk])


@pytest.fixture
def list_url(centre):
    return reverse("portfolio:export-list", args=[centre.pk])


@pytest.fixture
def request_url(centre):
    return reverse("portfolio:export-request", args=[centre.pk])


@pytest.fixture
def bea(centre, specification, owen):
    enrolment = enrolled("bea", centre=centre, specification=specification, by=owen)
    add_artefact(enrolment, by=enrolment.learner.user, words="These are of Bea.")
    return enrolment


@pytest.fixture
def both(enrolment, amy, bea):
    add_artefact(enrolment, by=amy)
    return [enrolment, bea]


@pytest.fixture
def export(centre, both, owen):
    """An export of two that nobody has begun."""
    ids = [enrolment.pk for enrolment in both]
    return requesting.request(centre, ids, edition="centre", chosen="All learners.", by=owen)


@pytest.fixture
def ready(export):
    """An export that is finished."""
    moving.move_on(export.centre_id)
    for bundle in Bundle.objects.all():
        building.build(bundle.pk)
    moving.move_on(export.centre_id)
    export.refresh_from_db()
    assert export.state == "ready"
    return export


@pytest.fixture
def finished(export, tmp_path):
    """An export that is finished as far as the rows tell; its files are there, but no ZIPs."""
    moving.move_on(export.centre_id)
    now, digest = timezone.now(), "0" * 64
    for bundle in Bundle.objects.all():
        path = tmp_path / str(bundle.pk)
        path.write_bytes(bytes(5_000_000))
        storage.put(building.stored_name(bundle, building.ZIP_NAME), path)
    Bundle.objects.update(
        state="ready",
        manifest={},
        ready_at=now,
        expires_at=now + dt.timedelta(days=30),
        pdf_sha256=digest,
        zip_sha256=digest,
        zip_size=5_000_000,
        zip_crc32=1,
    )
    moving.move_on(export.centre_id)
    export.refresh_from_db()
    assert export.state == "ready"
    return export


def at(export, act):
    return reverse(f"portfolio:export-{act}", args=[export.pk])


def without_tokens(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


class TestChoosing:
    def test_the_list_of_learners_offers_what_it_shows(self, both, owen, learners_url, client_of):
        client = client_of(owen)

        assert lacking(page_of(client, learners_url), "Export these 2 portfolios") == []
        found = page_of(client, f"{learners_url}?q=bea&sort=learner")
        assert lacking(found, "Export this portfolio", '<input type="hidden" name="q" val') == []

    def test_the_filter_goes_along_and_is_told_in_words(
        self, both, bea, ben, unit, owen, request_url, client_of
    ):
        client = client_of(owen)
        asked = f"?q=a&assessor={ben.pk}&unit={unit.pk}"

        answer = client.get(request_url + asked)

        assert [e.pk for e in answer.context["found"]] == [both[0].pk]
        words = "Learners assessed by Ben, with the unit “Count the stock”, found by “a”."
        assert answer.context["chosen"] == words
        assert [str(e.learner) for e in client.get(request_url).context["found"]] == ["Amy", "Bea"]
        alone = client.get(f"{request_url}?show=no-assessor")
        assert alone.context["chosen"] == "Learners without an assessor."

    def test_single_learners_can_be_ticked(self, both, bea, owen, request_url, client_of):
        answer = client_of(owen).get(f"{request_url}?only=ticked&enrolment={bea.pk}&enrolment=x")

        assert [e.pk for e in answer.context["found"]] == [bea.pk]
        assert answer.context["chosen"] == "Learners chosen one by one."

    def test_nobody_ticked_leads_back(self, both, owen, request_url, client_of):
        page = page_of(client_of(owen), f"{request_url}?only=ticked")

        assert lacking(page, "No learner is chosen", "Back to the learners") == []

    def test_learners_of_another_centre_can_t_be_ticked(self, both, dan, other_centre, client_of):
        url = reverse("portfolio:export-request", args=[other_centre.pk])

        page = page_of(client_of(dan), f"{url}?only=ticked&enrolment={both[0].pk}")

        assert lacking(page, "No learner is chosen") == []
        assert lacking(page, "Amy") == ["Amy"]

    def test_it_says_how_many_which_edition_and_how_large(self, both, owen, request_url, client_of):
        page = page_of(client_of(owen), request_url)

        words = ("Export 2 portfolios", "about 500 KB", "Centre’s edition", "Learner’s edition")
        assert lacking(page, *words) == []

    def test_of_bundles_it_knows_the_size(self, finished, owen, request_url, client_of):
        sizes = Bundle.objects.values_list("zip_size", flat=True)

        assert client_of(owen).get(request_url).context["about"] == sum(sizes)

    def test_it_asks_as_often_for_one_as_for_three(
        self, both, owen, request_url, client_of, centre, specification
    ):
        client = client_of(owen)
        few = queries_of(client, request_url)
        enrolled("cem", centre=centre, specification=specification, by=owen)

        assert queries_of(client, request_url) == few


class TestAsking:
    def ids(self, enrolments):
        return ",".join(str(enrolment.pk) for enrolment in enrolments)

    def test_it_takes_what_the_page_showed(self, both, bea, owen, request_url, client_of):
        form = {"edition": "learner", "enrolments": self.ids([bea])}

        answer = client_of(owen).post(f"{request_url}?q=be", form)

        export = Export.objects.get()
        assert answer.url == export.get_absolute_url()
        assert (export.edition, export.requested_by) == ("learner", owen)
        assert export.chosen == "Learners found by “be”."
        assert [row.enrolment_id for row in export.portfolios.all()] == [bea.pk]

    def test_twice_is_once(self, both, owen, request_url, client_of):
        form = {"edition": "centre", "enrolments": self.ids(both)}
        client = client_of(owen)

        first, second = client.post(request_url, form), client.post(request_url, form)

        assert first.url == second.url
        assert Export.objects.count() == 1

    @pytest.mark.parametrize(
        ("form", "sentence"),
        [
            ({"edition": "another", "enrolments": "1"}, "another"),
            ({"enrolments": "1"}, "Choose an edition."),
            ({"edition": "centre", "enrolments": "x,,²"}, "Choose at least one learner"),
            ({"edition": "centre", "enrolments": "987654321"}, "Choose at least one learner"),
        ],
    )
    def test_what_makes_no_sense_is_refused(
        self, both, owen, request_url, client_of, form, sentence
    ):
        answer = client_of(owen).post(request_url, form)

        assert (answer.status_code, Export.objects.count()) == (422, 0)
        assert lacking(answer.content.decode(), sentence) == []


class TestWatching:
    def test_it_tells_how_far_it_is_and_asks_for_itself_again(self, export, owen, client_of):
        moving.move_on(export.centre_id)
        Bundle.objects.filter(enrolment__learner__user__name="Amy").update(
            state="building", percent=50, step="Adding E07"
        )

        page = page_of(client_of(owen), export.get_absolute_url())

        polled = f'hx-get="{export.get_absolute_url()}"'
        words = ("0 of 2 made. Now: Amy, Adding E07", "25%", polled, at(export, "cancel"))
        assert lacking(page, *words, "Export of 2 portfolios", "All learners.") == []

    def test_only_how_far_it_is_and_the_rows_are_renewed(self, export, owen, client_of):
        page = page_of(client_of(owen), export.get_absolute_url())

        (tag,) = re.findall(r"<[^>]*hx-get[^>]*>", page)
        words = ['id="export-job-now"', 'hx-select="#export-job-now"', "#export-portfolios"]
        assert lacking(tag, *words) == []
        assert lacking(page, 'id="export-portfolios"') == []

    def test_who_watches_it_end_gets_the_page_anew(self, export, owen, client_of):
        client = client_of(owen)
        during = client.get(export.get_absolute_url(), headers=HTMX)
        Export.objects.update(state="cancelled")
        after = client.get(export.get_absolute_url(), headers=HTMX)

        assert ["HX-Refresh" in answer for answer in (during, after)] == [False, True]

    def test_the_last_asked_for_comes_first_in_the_list(self, export, both, owen, client_of):
        later = requesting.request(
            export.centre, [both[0].pk], edition="learner", chosen="One.", by=owen
        )

        page = page_of(client_of(owen), reverse("portfolio:export-list", args=[export.centre_id]))

        first, second = (page.index(one.get_absolute_url()) for one in (later, export))
        assert first < second

    @pytest.mark.parametrize("state", ["cancelled", "expired"])
    def test_what_is_not_there_any_more_is_asked_for_anew(self, finished, state, owen, client_of):
        Export.objects.update(state=state)
        client = client_of(owen)

        page = page_of(client, finished.get_absolute_url())
        (again,) = re.findall(r'href="([^"]*)">Ask for the same again<', page)
        form = page_of(client, unescape(again))

        assert lacking(form, "Export 2 portfolios", "Amy", "Bea") == []

    def test_one_that_waits_for_another_says_so(self, export, centre, bea, owen, client_of):
        later = requesting.request(
            centre, [bea.pk], edition="learner", chosen="All learners.", by=owen
        )

        page = page_of(client_of(owen), later.get_absolute_url())

        assert lacking(page, "It begins when the centre’s export before it is made.") == []

    def test_a_finished_one_offers_its_download(self, finished, owen, client_of):
        page = page_of(client_of(owen), finished.get_absolute_url())

        assert lacking(page, "Download 2 portfolios", at(finished, "download")) == []
        gone = ["hx-get", "Try what was left out again", "Left out"]
        assert lacking(page, *gone) == gone

    def test_each_failure_has_its_sentence_and_can_be_tried_again(self, finished, owen, client_of):
        Bundle.objects.filter(enrolment__learner__user__name="Bea").update(
            state="failed", reason="E07 is gone from the disk."
        )

        page = page_of(client_of(owen), finished.get_absolute_url())

        words = ("Left out", "E07 is gone from the disk.", "Download 1 portfolio")
        assert lacking(page, *words, at(finished, "try-again")) == []

    @pytest.mark.parametrize("state", ["building", "ready"])
    def test_the_part_is_the_same_as_in_the_page(self, finished, state, owen, client_of):
        Export.objects.update(state=state)
        client = client_of(owen)

        part = page_of(client, finished.get_absolute_url(), **HTMX)

        assert "<html" not in part
        whole = page_of(client, finished.get_absolute_url())
        assert without_tokens(part.strip()) in without_tokens(whole)
        answer = client.get(finished.get_absolute_url(), headers=HTMX)
        assert "HX-Request" in answer["Vary"]

    def test_it_asks_as_often_for_two_as_for_three(
        self, export, both, owen, centre, specification, client_of
    ):
        cem = enrolled("cem", centre=centre, specification=specification, by=owen)
        ids = [enrolment.pk for enrolment in (*both, cem)]
        moving.move_on(centre.pk)
        client = client_of(owen)
        for_two = queries_of(client, export.get_absolute_url())
        requesting.cancel(export, by=owen)
        three = requesting.request(centre, ids, edition="centre", chosen="All.", by=owen)
        moving.move_on(centre.pk)

        assert queries_of(client, three.get_absolute_url()) == for_two

    def test_the_list_tells_of_each(self, finished, owen, list_url, client_of):
        page = page_of(client_of(owen), list_url)

        assert lacking(page, finished.get_absolute_url(), "All learners.", "Centre’s edition") == []

    def test_the_list_begins_with_a_way_on(self, owen, list_url, client_of):
        assert lacking(page_of(client_of(owen), list_url), "Nothing has been exported") == []


class TestChanging:
    def test_calling_it_off(self, export, owen, client_of):
        client = client_of(owen)

        answer = client.post(at(export, "cancel"), follow=True)

        assert messages_of(answer)[0].startswith("The export is called off.")
        export.refresh_from_db()
        assert export.state == "cancelled"
        again = client.post(at(export, "cancel"), follow=True)
        assert messages_of(again)[0].startswith("This can’t be done now")

    def test_trying_again(self, finished, owen, client_of):
        Bundle.objects.filter(enrolment__learner__user__name="Bea").update(
            state="failed", reason="E07 is gone from the disk."
        )

        answer = client_of(owen).post(at(finished, "try-again"), follow=True)

        assert messages_of(answer) == ["What was left out is being made once more."]
        finished.refresh_from_db()
        assert finished.state == "building"

    @pytest.mark.parametrize("act", ["cancel", "try-again"])
    def test_nothing_changes_by_get(self, finished, act, owen, client_of):
        assert client_of(owen).get(at(finished, act)).status_code == 405


class TestRefusing:
    @pytest.mark.parametrize("who", ["amy", "ben", "cara", "eve", "una", "dan"])
    def test_an_export_is_there_for_the_centre_s_administrators_alone(
        self, finished, who, client_of, request
    ):
        client = client_of(request.getfixturevalue(who))
        for act in ("view", "download"):
            assert (act, client.get(at(finished, act)).status_code) == (act, 404)
        for act in ("cancel", "try-again"):
            assert (act, client.post(at(finished, act)).status_code) == (act, 404)

    @pytest.mark.parametrize(
        ("who", "status"),
        [("amy", 404), ("ben", 403), ("cara", 403), ("eve", 403), ("una", 403), ("dan", 404)],
    )
    def test_asking_is_for_the_centre_s_administrators_alone(
        self, both, who, status, request_url, list_url, client_of, request
    ):
        client = client_of(request.getfixturevalue(who))
        form = {"edition": "centre", "enrolments": str(both[0].pk)}

        assert client.post(request_url, form).status_code == status
        assert client.get(list_url).status_code == status
        assert not Export.objects.exists()

    @pytest.mark.parametrize("state", ["building", "failed", "cancelled", "expired"])
    def test_only_a_finished_one_is_downloaded(self, finished, state, owen, client_of):
        Export.objects.update(state=state)

        self._leads_to_its_page(client_of(owen), finished)

    def test_nothing_is_downloaded_after_its_time(self, finished, owen, client_of):
        Export.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))

        self._leads_to_its_page(client_of(owen), finished)

    def _leads_to_its_page(self, client, export):
        answer = client.get(at(export, "download"))
        assert (answer.status_code, answer["Location"]) == (302, export.get_absolute_url())
        assert "not ready, or no longer kept" in page_of(client, export.get_absolute_url())


class TestDownloading:
    def test_it_is_one_zip_of_zips(self, ready, owen, client_of):
        answer = client_of(owen).get(at(ready, "download"))

        data = answer.getvalue()
        assert (answer.status_code, len(data)) == (200, int(answer["Content-Length"]))
        packed = zipfile.ZipFile(io.BytesIO(data))
        assert packed.testzip() is None
        assert len(packed.namelist()) == 4
        day = timezone.localdate(ready.finished_at).isoformat()
        name = quote(f"Harbour – portfolios {day}, export {ready.pk}.zip")
        assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
        assert answer["Content-Type"] == "application/zip"
        assert answer["Accept-Ranges"] == "bytes"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize(
        ("asked", "part"),
        [
            ("bytes=0-", slice(0, None)),
            ("bytes=40-99", slice(40, 100)),
            ("bytes=20000-", slice(20000, None)),
            ("bytes=-500", slice(-500, None)),
        ],
    )
    def test_it_goes_on_where_it_broke_off(self, ready, owen, asked, part, client_of):
        client = client_of(owen)
        whole = client.get(at(ready, "download"))
        data, tag = whole.getvalue(), whole["ETag"]

        answer = client.get(at(ready, "download"), headers={"Range": asked, "If-Range": tag})

        assert (answer.status_code, answer.getvalue()) == (206, data[part])
        first, last, _ = part.indices(len(data))
        assert answer["Content-Range"] == f"bytes {first}-{last - 1}/{len(data)}"
        assert answer["ETag"] == tag

    def test_a_part_that_is_not_there_is_refused(self, ready, owen, client_of):
        client = client_of(owen)
        size = int(client.head(at(ready, "download"))["Content-Length"])

        answer = client.get(at(ready, "download"), headers={"Range": f"bytes={size}-"})

        assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{size}")

    def test_after_a_quarantine_it_begins_anew_without_that_portfolio(
        self, ready, both, owen, client_of
    ):
        client = client_of(owen)
        tag = client.head(at(ready, "download"))["ETag"]
        file = both[1].artefacts.get().file
        StoredFile.objects.filter(pk=file.pk).update(state="infected", scanned_at=timezone.now())

        answer = client.get(at(ready, "download"), headers={"Range": "bytes=100-", "If-Range": tag})

        assert answer.status_code == 200
        assert len(zipfile.ZipFile(io.BytesIO(answer.getvalue())).namelist()) == 3
        page = page_of(client, ready.get_absolute_url())
        assert lacking(page, outcomes.QUARANTINED, "Download 1 portfolio") == []

    def test_it_asks_the_database_as_often_for_one_as_for_two(
        self, ready, both, owen, centre, client_of
    ):
        alone = requesting.request(centre, [both[0].pk], edition="centre", chosen="One.", by=owen)
        moving.move_on(centre.pk)
        client = client_of(owen)

        assert len({queries_of(client, at(one, "download")) for one in (ready, alone)}) == 1


def test_a_learner_who_asks_meanwhile_keeps_the_bundle(export, both, owen, client_of):
    """The export is called off; what somebody else wants is made all the same."""
    moving.move_on(export.centre_id)
    shared = Bundle.objects.get(enrolment=both[0])
    bundling.request(both[0], edition="centre", by=owen)

    client_of(owen).post(at(export, "cancel"))

    assert list(Bundle.objects.on_the_way()) == [shared]
