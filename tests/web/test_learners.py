"""What do the pages about learners and enrolments show, change and refuse?"""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Role
from learners import enrolment as enrolling
from learners.models import Allocation, Enrolment, Learner
from qualifications.models import Unit, UnitGroup
from tests.people import person
from tests.web.asking import HTMX, messages_of, queries_of


def of(name, pk):
    return reverse(f"learners:{name}", args=[pk])


class TestRegistering:
    WORDS = {"name": "Zoe Lin", "email": "zoe@x.example", "uln": "1234567890"}

    def test_registers_and_goes_on_to_the_enrolment(self, client_of, owen, centre):
        answer = client_of(owen).post(of("learner-add", centre.pk), self.WORDS)

        learner = Learner.objects.get()
        assert (learner.user.name, learner.uln) == ("Zoe Lin", "1234567890")
        assert answer.url == of("enrolment-add", learner.pk)

    def test_says_what_is_wrong_beside_the_field(self, client_of, owen, centre):
        page = client_of(owen).post(of("learner-add", centre.pk), self.WORDS | {"uln": "12"})

        assert page.status_code == 422
        assert page.context["form"].errors == {
            "uln": ["A ULN has ten digits. Leave it empty if it is not known."]
        }
        assert 'value="Zoe Lin"' in page.content.decode()
        assert not Learner.objects.exists()

    def test_is_for_the_centres_own_admin(self, client_of, owen, ben, dan, centre):
        url = of("learner-add", centre.pk)

        assert client_of(ben).post(url, self.WORDS).status_code == 403
        assert client_of(dan).post(url, self.WORDS).status_code == 404
        assert not Learner.objects.exists()


class TestEnrolling:
    @pytest.fixture
    def words(self, specification):
        return {
            "specification": specification.pk,
            "starts_on": "2026-01-05",
            "due_on": "2027-01-04",
            "registration_number": "",
        }

    def test_offers_dates_that_a_date_field_understands(self, client_of, owen, enrolment):
        page = client_of(owen).get(of("enrolment-add", enrolment.learner_id))

        today = dt.date.today().isoformat()  # noqa: DTZ011  the form offers the local day
        assert f'value="{today}"' in page.content.decode()

    def test_tells_qualifications_without_a_title_apart(self, client_of, owen, enrolment):
        qualification = enrolment.specification.qualification
        qualification.title = ""
        qualification.save()

        page = client_of(owen).get(of("enrolment-add", enrolment.learner_id))

        assert (
            "Small Awards: title not known, with Count the stock, Order more stock"
            in page.content.decode()
        )

    def test_says_which_day_does_not_exist(self, client_of, owen, enrolment, words):
        typed = words | {"starts_on": "2026-02-30", "due_on": ""}

        page = client_of(owen).post(of("enrolment-add", enrolment.learner_id), typed)

        assert page.context["form"].errors == {
            "starts_on": ["There is no such day. Check day, month and year."],
            "due_on": ["Say when it is due."],
        }

    def test_enrols_and_goes_on_to_the_units(self, client_of, owen, enrolment, words):
        enrolling.withdraw(enrolment, because="Moved away", by=owen)

        answer = client_of(owen).post(of("enrolment-add", enrolment.learner_id), words)

        new = Enrolment.objects.latest("pk")
        assert (new.learner, new.state) == (enrolment.learner, "registered")
        assert answer.url == of("units-choose", new.pk)

    def test_refuses_a_second_enrolment_on_the_same(self, client_of, owen, enrolment, words):
        page = client_of(owen).post(of("enrolment-add", enrolment.learner_id), words)

        assert page.status_code == 422
        assert page.context["form"].errors == {
            "specification": ["Amy is enrolled on this qualification already."]
        }
        assert Enrolment.objects.count() == 1

    def test_is_for_the_centres_own_admin(self, client_of, amy, ben, dan, enrolment, words):
        url = of("enrolment-add", enrolment.learner_id)

        for user, status in ((amy, 403), (ben, 403), (dan, 404)):
            assert client_of(user).post(url, words).status_code == status
        assert Enrolment.objects.count() == 1


class TestChoosingUnits:
    @pytest.fixture
    def limited(self, specification):
        """The unit without criteria, in a group that takes at most 3 credits, worth 5."""
        specification.rules = {"credits": 10}
        specification.save()
        group = UnitGroup.objects.create(
            specification=specification, code="B", title="More", kind="optional", max_credits=3
        )
        unit = specification.units.get(code="order")
        unit.group, unit.credit = group, 5
        unit.save()
        return unit

    def test_shows_what_is_chosen(self, client_of, owen, enrolment, unit):
        page = client_of(owen).get(of("units-choose", enrolment.pk))

        assert page.context["chosen"] == {unit.pk}
        assert [(group, len(units)) for group, units in page.context["groups"]] == [(None, 2)]
        assert "By title only: its criteria are not known here" in page.content.decode()

    def test_checks_the_rules_live_and_saves_nothing(
        self, client_of, owen, enrolment, unit, limited
    ):
        answer = client_of(owen).post(
            of("units-choose", enrolment.pk), {"units": [unit.pk, limited.pk]}, headers=HTMX
        )

        assert answer.templates[0].name == "learners/_combination.html"
        assert answer.context["checked"].broken == (
            "Group B may give 3 credits at most; you have chosen 5. Leave out 2.",
        )
        assert [sum_["value"] for sum_ in answer.context["sums"][:2]] == [2, 5]
        assert list(enrolment.chosen_units()) == [unit]

    def test_the_fragment_is_part_of_the_page(self, client_of, owen, enrolment, unit):
        client, url = client_of(owen), of("units-choose", enrolment.pk)

        page = client.get(url).content.decode()
        fragment = client.post(url, {"units": [unit.pk]}, headers=HTMX).content.decode()

        assert fragment.strip() in page

    def test_checks_without_scripts_too(self, client_of, owen, enrolment, unit, limited):
        page = client_of(owen).post(
            of("units-choose", enrolment.pk), {"units": [limited.pk], "check": ""}
        )

        assert page.status_code == 200
        assert page.context["chosen"] == {limited.pk}
        assert len(page.context["checked"].broken) == 1
        assert list(enrolment.chosen_units()) == [unit]

    def test_saves_the_choice(self, client_of, owen, enrolment, specification):
        order = specification.units.get(code="order")

        answer = client_of(owen).post(of("units-choose", enrolment.pk), {"units": [order.pk]})

        assert answer.url == of("enrolment-view", enrolment.pk)
        assert list(enrolment.chosen_units()) == [order]

    def test_refuses_what_breaks_a_rule(self, client_of, owen, enrolment, unit, limited):
        page = client_of(owen).post(of("units-choose", enrolment.pk), {"units": [limited.pk]})

        assert page.status_code == 422
        assert page.context["form"].errors == {
            "units": ["Group B may give 3 credits at most; you have chosen 5. Leave out 2."]
        }
        assert page.context["chosen"] == {limited.pk}
        assert list(enrolment.chosen_units()) == [unit]

    def test_is_for_the_centres_own_admin(self, client_of, amy, ben, dan, enrolment, unit):
        order, url = Unit.objects.get(code="order"), of("units-choose", enrolment.pk)

        for user, status in ((amy, 403), (ben, 403), (dan, 404)):
            assert client_of(user).post(url, {"units": [order.pk]}).status_code == status
        assert list(enrolment.chosen_units()) == [unit]


class TestEnrolment:
    def test_shows_units_people_and_what_can_be_done(self, client_of, owen, enrolment, unit):
        page = client_of(owen).get(of("enrolment-view", enrolment.pk))

        assert page.context["units"] == [unit]
        assert [(a.user.name, a.role) for a in page.context["allocations"]] == [
            ("Amy", "learner"), ("Ben", "assessor"), ("Cara", "iqa"), ("Eve", "eqa"),
        ]  # fmt: skip
        assert [step["id"] for step in page.context["steps"]] == ["pause", "withdraw"]
        assert (page.context["may_choose"], page.context["may_allocate"]) == (True, True)

    def test_shows_others_what_stands_and_nothing_to_press(self, client_of, amy, ben, enrolment):
        for user in (amy, ben):
            page = client_of(user).get(of("enrolment-view", enrolment.pk))
            assert (page.context["may_choose"], page.context["may_allocate"]) == (False, False)
            assert page.context["steps"] == []
            assert page.context["crumbs"] == []
            text = page.content.decode()
            assert reverse("learners:allocation-add", args=[enrolment.pk]) not in text

    def test_is_hidden_from_others(self, client_of, una, dan, enrolment):
        url = of("enrolment-view", enrolment.pk)

        assert client_of(una).get(url).status_code == 404
        assert client_of(dan).get(url).status_code == 404

    def test_allocates(self, client_of, owen, una, enrolment):
        data = {"user": una.pk, "role": Role.ASSESSOR}

        page = client_of(owen).post(of("allocation-add", enrolment.pk), data, follow=True)

        assert messages_of(page) == ["Una is allocated as Assessor."]
        assert enrolment.allocations.filter(user=una, role="assessor").exists()

    def test_says_why_somebody_can_not_be_allocated(self, client_of, owen, cara, enrolment):
        data = {"user": cara.pk, "role": Role.ASSESSOR}

        page = client_of(owen).post(of("allocation-add", enrolment.pk), data)

        assert page.status_code == 422
        assert page.context["form"].errors == {
            "user": ["Cara is not registered as Assessor at this centre."]
        }
        assert f'value="{cara.pk}" selected' in page.content.decode()

    def test_offers_nobody_of_another_centre(self, client_of, owen, dan, enrolment):
        data = {"user": dan.pk, "role": Role.ASSESSOR}

        page = client_of(owen).post(of("allocation-add", enrolment.pk), data)

        assert list(page.context["form"].errors) == ["user"]
        assert dan.email not in page.content.decode()

    def test_ends_an_allocation(self, client_of, owen, ben, enrolment):
        allocation = Allocation.objects.get(enrolment=enrolment, user=ben)

        client_of(owen).post(of("allocation-end", allocation.pk))

        allocation.refresh_from_db()
        assert allocation.ends is not None
        url = of("enrolment-view", enrolment.pk)
        assert client_of(ben).get(url).status_code == 404
        assert client_of(owen).get(url).status_code == 200

    def test_a_learner_stays_with_the_enrolment(self, client_of, owen, amy, enrolment):
        allocation = Allocation.objects.get(enrolment=enrolment, user=amy)

        page = client_of(owen).post(
            of("allocation-end", allocation.pk),
            headers={"Referer": f"http://testserver{of('enrolment-view', enrolment.pk)}"},
            follow=True,
        )

        assert messages_of(page) == [
            "A learner stays with the enrolment. Withdraw the enrolment instead."
        ]
        allocation.refresh_from_db()
        assert allocation.ends is None

    def test_a_break_begins_and_ends_with_a_reason(self, client_of, owen, enrolment):
        client = client_of(owen)

        page = client.post(of("enrolment-pause", enrolment.pk), {"because": "Leave"}, follow=True)
        enrolment.refresh_from_db()
        assert enrolment.state == "paused"
        assert [step["id"] for step in page.context["steps"]] == ["resume", "withdraw"]

        client.post(of("enrolment-resume", enrolment.pk), {"because": "Back"})
        enrolment.refresh_from_db()
        assert enrolment.state == "active"

    def test_withdraws(self, client_of, owen, enrolment):
        url = of("enrolment-withdraw", enrolment.pk)

        page = client_of(owen).post(url, {"because": "Moved"}, follow=True)

        enrolment.refresh_from_db()
        assert enrolment.state == "withdrawn"
        assert page.context["steps"] == []
        assert (page.context["may_choose"], page.context["may_allocate"]) == (False, False)

    @pytest.mark.parametrize("name", ["enrolment-pause", "enrolment-withdraw"])
    @pytest.mark.parametrize(
        ("because", "said"),
        [
            (" ", "Say why, in a few words. Nothing was changed."),
            ("x" * 501, "Say why in 500 characters or fewer. Nothing was changed."),
        ],
    )
    def test_changes_nothing_without_a_fitting_reason(
        self, client_of, owen, enrolment, name, because, said
    ):
        page = client_of(owen).post(of(name, enrolment.pk), {"because": because}, follow=True)

        enrolment.refresh_from_db()
        assert messages_of(page) == [said]
        assert enrolment.state == "active"

    @pytest.mark.parametrize(
        "name", ["allocation-add", "enrolment-pause", "enrolment-resume", "enrolment-withdraw"]
    )
    def test_takes_a_post_from_the_admin_alone(
        self, client_of, owen, amy, ben, dan, una, enrolment, name
    ):
        url, data = of(name, enrolment.pk), {"because": "x", "user": una.pk, "role": "assessor"}

        assert client_of(owen).get(url).status_code == 405
        for user, status in ((amy, 403), (ben, 403), (dan, 404)):
            assert client_of(user).post(url, data).status_code == status
        enrolment.refresh_from_db()
        assert (enrolment.state, enrolment.allocations.count()) == ("active", 4)

    def test_asks_as_often_with_three_people_more(self, client_of, owen, centre, enrolment):
        client, url = client_of(owen), of("enrolment-view", enrolment.pk)
        before = queries_of(client, url)
        for name in ("ian", "joy", "kit"):
            user = person(name, centre=centre, role=Role.ASSESSOR)
            Allocation.objects.create(enrolment=enrolment, user=user, role=Role.ASSESSOR)

        assert queries_of(client, url) == before
