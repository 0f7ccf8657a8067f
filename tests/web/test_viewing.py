"""What does the viewer show beside the pages: words, marks, tables, stretches of a recording?"""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evidence import intake, mapping, scanning
from evidence.mapping import Claim
from evidence.places import Place
from tests.evidence import recordings
from tests.people import add_artefact, enrolled, judge, map_to, submit
from tests.web.asking import lacking, page_of, queries_of

WORDS = "The team met on Tuesday.\n\nCall-backs begin on 2 June.\n\nThe rota is agreed on Tuesday."
AREA = (100, 250, 600, 120)


@pytest.fixture
def minutes(enrolment, amy):
    return add_artefact(enrolment, by=amy, words=WORDS)


def point(artefact, by, *places):
    """Map an artefact to criteria at places: (criterion, Place)."""
    claims = [Claim(criterion, place, "It shows it.") for criterion, place in places]
    return mapping.cross_reference(
        artefact, claims, title=artefact.title, kind=artefact.kind, by=by
    )


def words_url(artefact):
    return reverse("evidence:words-read", args=[artefact.pk])


class TestWords:
    def test_tells_words_and_where_what_is_sought_and_quoted_stands(self, client_of, amy, minutes):
        asked = {"page": 1, "find": "on tuesday", "quote": ["begin on 2 June", "never said"]}

        answer = client_of(amy).get(words_url(minutes), asked)

        told = answer.json()
        assert " ".join(word for word, *_ in told["words"])[:23] == "The team met on Tuesday"
        assert told["known"] is True
        assert told["pages"] == [[1, 2]]
        assert [len(boxes) for boxes in told["found"]] == [1, 1]
        assert [len(found) for found in told["quoted"]] == [1, 0]
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_a_page_that_is_not_there_has_no_words(self, client_of, amy, minutes):
        told = client_of(amy).get(words_url(minutes), {"page": 7}).json()

        assert (told["known"], told["words"]) == (False, [])

    def test_a_version_keeps_its_own_words(self, client_of, ben, sent):
        url = reverse("evidence:version-words-read", args=[sent.pk, 1])

        words = client_of(ben).get(url).json()["words"]

        assert " ".join(word for word, *_ in words).startswith("These are minutes.txt.")
        missing = reverse("evidence:version-words-read", args=[sent.pk, 9])
        assert client_of(ben).get(missing).status_code == 404

    @pytest.mark.parametrize("who", ["dan", "una"])
    def test_outsiders_find_nothing(self, client_of, who, minutes, request):
        answer = client_of(request.getfixturevalue(who)).get(words_url(minutes))

        assert answer.status_code == 404
        assert b"Tuesday" not in answer.content

    def test_what_is_being_checked_has_none(self, client_of, amy, enrolment):
        waiting = add_artefact(enrolment, by=amy, name="new.txt", checked=False)

        assert client_of(amy).get(words_url(waiting)).status_code == 404


class TestMarks:
    def test_claims_and_the_place_asked_for_are_drawn_on_the_page(
        self, client_of, amy, minutes, criteria
    ):
        here = Place(1, quote="Call-backs begin")
        point(minutes, amy, (criteria["1.1"], Place(1, AREA)), (criteria["1.2"], here))

        shown = client_of(amy).get(here.in_address(minutes.get_absolute_url()))

        marks = shown.context["reading"]["marks"]
        assert [(mark["kind"], mark["label"], len(mark["boxes"])) for mark in marks] == [
            ("claim", "1.1", 1),
            ("here", "1.2", 1),
        ]
        assert marks[0]["boxes"] == [{"x": 124, "y": 438, "width": 744, "height": 210}]
        claims = json.loads(shown.context["reading"]["claims"])
        assert [claim["label"] for claim in claims] == ["1.1", "1.2"]

    def test_without_scripts_the_pages_with_the_words_are_listed(self, client_of, amy, minutes):
        page = page_of(client_of(amy), f"{minutes.get_absolute_url()}?find=tuesday")

        found = ["“tuesday” is", "?page=1&amp;find=tuesday", "on page 1</a> (2 times)"]
        assert [words for words in found if words not in page] == []
        assert page.count('class="mark mark-found"') == 2

    def test_what_is_nowhere_is_said(self, client_of, amy, minutes):
        page = page_of(client_of(amy), f"{minutes.get_absolute_url()}?find=zebra")

        assert lacking(page, "Not found") == []

    def test_an_address_with_nonsense_shows_the_page(self, client_of, amy, minutes):
        query = "page=x&area=1,2,&quote=%00&from=a&to=-1&find=%00&sheet=z"

        assert client_of(amy).get(f"{minutes.get_absolute_url()}?{query}").status_code == 200

    def test_the_queries_do_not_grow_with_the_claims(self, client_of, amy, minutes, criteria):
        client, url = client_of(amy), reverse("evidence:artefact-map", args=[minutes.pk])
        point(minutes, amy, (criteria["1.1"], Place(1, AREA)))
        with_one = queries_of(client, url)

        places = [(criterion, Place(1, AREA)) for criterion in criteria.values()]
        point(minutes, amy, *places)

        assert queries_of(client, url) == with_one


class TestEverywhere:
    def test_the_place_and_the_passage_are_shown_to_all_who_see_the_evidence(
        self, client_of, amy, ben, enrolment, minutes, criteria
    ):
        place = Place(1, AREA, "Call-backs begin")
        point(minutes, amy, (criteria["1.1"], place))
        send = reverse("evidence:evidence-submit", args=[enrolment.pk])
        assert lacking(page_of(client_of(amy), send), "p1 marked", "Call-backs begin") == []
        submit(enrolment, minutes, by=amy)

        unit = criteria["1.1"].outcome.unit_id
        portfolio = f"{enrolment.get_absolute_url()}?unit={unit}&criterion={criteria['1.1'].pk}"
        for address in [
            reverse("assessment:enrolment-judge", args=[enrolment.pk]),
            reverse("assessment:unit-view", args=[enrolment.pk, unit]),
            minutes.get_absolute_url(),
            portfolio,
        ]:
            page = page_of(client_of(ben), address)
            link = "page=1&amp;area=100%2C250%2C600%2C120&amp;quote=Call-backs+begin"
            assert (address, lacking(page, "p1 marked", "Call-backs begin</")) == (address, [])
            assert (address, link in page) == (address, True)

    def test_a_stretch_is_played_from_its_chip(self, client_of, amy, ben, enrolment, criteria):
        talk = recordings.add_recording(enrolment, by=amy)
        point(talk, amy, (criteria["1.1"], Place(start=0, end=1)))

        page = page_of(client_of(ben), f"{talk.get_absolute_url()}?from=0&to=1")

        wanted = ["#t=0,1", 'href="?from=0&amp;to=1"', "00:00–00:01"]
        assert [words for words in wanted if words not in page] == []


class TestPointing:
    def test_saves_area_and_passage(self, client_of, amy, minutes, criteria):
        pk = criteria["1.1"].pk
        data = {"title": minutes.title, "kind": minutes.kind, "criterion": [pk]}
        data |= {f"area-{pk}": "10 25 60 12", f"page-{pk}": "1", f"quote-{pk}": "on 2  June."}

        client_of(amy).post(reverse("evidence:artefact-map", args=[minutes.pk]), data)

        saved = minutes.cross_references.current().get()
        assert saved.place == Place(1, AREA, "on 2 June.")

    def test_saves_a_stretch_of_a_recording(self, client_of, amy, enrolment, criteria):
        talk, pk = recordings.add_recording(enrolment, by=amy), criteria["1.1"].pk
        data = {"title": talk.title, "kind": talk.kind, "criterion": [pk]}
        data |= {f"from-{pk}": "00:00", f"to-{pk}": "0:01"}

        client_of(amy).post(reverse("evidence:artefact-map", args=[talk.pk]), data)

        assert talk.cross_references.current().get().place == Place(start=0, end=1)

    @pytest.mark.parametrize(
        ("part", "text", "error"),
        [
            ("quote", "never said", "This passage is not on page 1."),
            ("area", "10 25", "Write left, top, width and height in per cent"),
            ("from", "00:10", "It is not a recording. Write a page instead."),
        ],
    )
    def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
        self, client_of, amy, minutes, criteria, part, text, error
    ):
        pk = criteria["1.1"].pk
        data = {"title": minutes.title, "kind": minutes.kind, "criterion": [pk]}
        data |= {f"page-{pk}": "1", f"{part}-{pk}": text}

        answer = client_of(amy).post(reverse("evidence:artefact-map", args=[minutes.pk]), data)

        row = answer.context["units"][0]["outcomes"][0]["criteria"][0]
        assert answer.status_code == 422
        assert row[part] == text
        assert row["errors"][part].startswith(error)

    def test_drafts_keep_the_place(self, client_of, amy, minutes, criteria):
        client, pk = client_of(amy), criteria["1.1"].pk
        kept = {"criterion": pk, f"page-{pk}": "1", f"area-{pk}": "10 25 60 12"}
        client.post(reverse("accounts:draft-keep", args=[f"map-{minutes.pk}"]), kept)

        page = client.get(reverse("evidence:artefact-map", args=[minutes.pk]))

        row = page.context["units"][0]["outcomes"][0]["criteria"][0]
        assert (row["chosen"], row["area"]) == (True, "10 25 60 12")
        assert page.context["unsaved"] is True


@pytest.fixture
def figures(enrolment, amy):
    data = "week,wait\n1,<b>7</b>\n2,=1+1\n"
    artefact = intake.receive(enrolment, SimpleUploadedFile("kpi.csv", data.encode()), by=amy)
    scanning.scan(artefact.file_id)
    return artefact


class TestTables:
    def test_a_spreadsheet_opens_as_a_table_and_nothing_in_it_is_markup(
        self, client_of, amy, figures
    ):
        page = page_of(client_of(amy), figures.get_absolute_url())

        assert '<th scope="col">week</th><th scope="col">wait</th>' in page
        assert "<td>&lt;b&gt;7&lt;/b&gt;</td>" in page
        assert "<td>=1+1</td>" in page
        assert "data-sheet" not in page

    @pytest.mark.parametrize("query", ["page=1", "as=pages", "find=week"])
    def test_its_pages_are_one_click_away(self, client_of, amy, figures, query):
        page = page_of(client_of(amy), f"{figures.get_absolute_url()}?{query}")

        assert "data-sheet" in page
        assert '<th scope="col">' not in page
        assert 'href="?sheet=1"' in page

    @pytest.fixture
    def under_two_names(self, enrolment, amy, other_centre, specification, dan):
        """Return a function: Amy sends figures by one name, Bea of another centre by another."""
        bea = enrolled("bea", centre=other_centre, specification=specification, by=dan)

        def send(first, second):
            words = "week,wait\n1,7\n2,=1+1\n"
            return [
                add_artefact(of, by=of.learner.user, name=name, words=words)
                for of, name in ((enrolment, first), (bea, second))
            ]

        return send

    def test_a_name_that_says_table_makes_it_one_whoever_sent_the_bytes_before(
        self, client_of, under_two_names
    ):
        words, table = under_two_names("figures.txt", "figures.csv")

        pages = [
            page_of(client_of(one.uploaded_by), one.get_absolute_url()) for one in (words, table)
        ]

        shown = ("<td>=1+1</td>", "<dd>text/csv</dd>", "Formulas are shown as text")
        assert lacking(pages[1], *shown) == []
        assert lacking(pages[0], *shown[:2], "<dd>text/plain</dd>") == list(shown[:2])
        assert "viewer-ways" not in pages[0]
        assert table.file.rendered_with == words.file.rendered_with

    def test_a_name_that_says_text_is_no_table_whoever_sent_the_bytes_before(
        self, client_of, under_two_names
    ):
        _, words = under_two_names("figures.csv", "figures.txt")

        page = page_of(client_of(words.uploaded_by), words.get_absolute_url())

        assert lacking(page, "<dd>text/plain</dd>") == []
        assert "viewer-ways" not in page

    def test_what_has_no_table_has_no_tabs(self, client_of, amy, minutes):
        assert "viewer-ways" not in page_of(client_of(amy), minutes.get_absolute_url())


def test_the_whole_of_a_page_is_no_mark(client_of, amy, minutes, criteria):
    map_to(minutes, criteria["1.1"], by=amy, page=1)

    reading = client_of(amy).get(minutes.get_absolute_url()).context["reading"]

    assert (reading["marks"], reading["claims"]) == ([], "[]")


def test_an_earlier_version_is_marked_as_it_was_sent(
    client_of, amy, ben, enrolment, minutes, criteria
):
    point(minutes, amy, (criteria["1.1"], Place(1, AREA)))
    submit(enrolment, minutes, by=amy)
    judge(enrolment, ben, c11="Say who was there.")
    minutes.refresh_from_db()
    point(minutes, amy, (criteria["1.2"], Place(1, (0, 0, 500, 500))))

    marks = {
        query: [mark["label"] for mark in reading_at(client_of(amy), minutes, query)["marks"]]
        for query in ("", "?version=1")
    }

    assert marks == {"": ["1.2"], "?version=1": ["1.1"]}


def reading_at(client, artefact, query):
    return client.get(f"{artefact.get_absolute_url()}{query}").context["reading"]
