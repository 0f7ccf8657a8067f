"""What does the specification library show?"""

import pytest
from django.urls import reverse
from django.utils import timezone

from qualifications.models import EvidenceType, Guidance, Outcome, Specification, Unit
from tests.web.asking import queries_of


@pytest.fixture
def url(specification):
    return reverse("qualifications:specification-view", args=[specification.pk])


@pytest.fixture
def list_url():
    return reverse("qualifications:specification-list")


def later_version(specification):
    return Specification.objects.create(
        qualification=specification.qualification,
        version=2,
        criteria_origin="official",
        source_sha256="1" * 64,
        loaded_at=timezone.now(),
    )


class TestList:
    def test_shows_units_with_criteria_and_counts_the_others(
        self, client_of, amy, specification, unit, list_url
    ):
        page = client_of(amy).get(list_url)

        assert page.context["rows"] == [
            {"specification": specification, "units": [unit], "structure": 1}
        ]
        assert "not known" in page.content.decode()

    def test_shows_the_latest_version_only(self, client_of, amy, specification, list_url):
        later = later_version(specification)

        page = client_of(amy).get(list_url)

        assert [row["specification"] for row in page.context["rows"]] == [later]

    def test_says_so_when_nothing_is_loaded(self, client_of, owen, list_url):
        page = client_of(owen).get(list_url)

        assert "No specification is loaded yet" in page.content.decode()


class TestSpecification:
    def test_shows_criteria_and_what_is_known_by_title_only(self, client_of, amy, url):
        page = client_of(amy).get(url)

        assert [row["unit"].title for row in page.context["units"]] == ["Count the stock"]
        assert [unit.title for unit in page.context["structure"]] == ["Order more stock"]
        text = page.content.decode()
        for words in ("Plan the count", "Brief the team", "Report it", "centre-devised"):
            assert words in text
        assert "The official criteria were not to be had." in text

    def test_shows_what_is_not_known_as_such(self, client_of, amy, url):
        facts = {f["label"]: f["value"] for f in client_of(amy).get(url).context["facts"]}

        assert facts == {
            "Awarding body": "Small Awards",
            "Title": "Level 2 Award in Stock",
            "Number": "",
            "Level": 2,
            "Framework": "",
            "Suite": "",
            "Total qualification time": "",
            "Guided learning": "",
            "Version here": 1,
        }

    def test_shows_guidance_by_kind_with_its_criteria(self, client_of, amy, unit, criteria, url):
        tip = Guidance.objects.create(
            unit=unit, kind="tip", code="T1", position=1, text="Count twice."
        )
        tip.criteria.add(criteria["1.1"], criteria["2.1"])
        mistake = Guidance.objects.create(
            unit=unit, kind="misconception", code="M1", position=2, text="One count will do.",
            correction="Two agree or there is a third.",
        )  # fmt: skip
        sheet = EvidenceType.objects.create(
            unit=unit, code="E1", position=1, name="Count sheet", category="record"
        )
        sheet.criteria.add(criteria["1.2"])

        page = client_of(amy).get(url)

        row = page.context["units"][0]
        assert row["guidance"] == [
            ("Tips", [(tip, ["1.1", "2.1"])]),
            ("Misconceptions, put right", [(mistake, [])]),
        ]
        assert row["evidence_types"] == [(sheet, ["1.2"])]
        assert "Two agree or there is a third." in page.content.decode()

    def test_an_older_version_stays_readable_and_says_so(self, client_of, amy, specification, url):
        later_version(specification)

        page = client_of(amy).get(url)

        assert "A later version of this specification has been loaded." in page.content.decode()

    def test_is_not_found_when_there_is_none(self, client_of, amy):
        missing = reverse("qualifications:specification-view", args=[999_999])

        assert client_of(amy).get(missing).status_code == 404

    def test_asks_as_often_with_three_units_as_with_one(self, client_of, amy, specification, url):
        client = client_of(amy)
        with_one = queries_of(client, url)
        for position in (3, 4):
            unit = Unit.objects.create(
                specification=specification, code=f"u{position}", position=position, title="More"
            )
            outcome = Outcome.objects.create(unit=unit, number=1, title="Outcome")
            outcome.criteria.create(number="1.1", position=1, text="Do it")
            Guidance.objects.create(unit=unit, kind="tip", code="T", position=1, text="Do it well.")

        assert queries_of(client, url) == with_one
