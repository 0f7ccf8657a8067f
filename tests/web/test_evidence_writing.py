"""What do the pages of writing show, change and refuse?"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import drafts
from evidence import mapping, scanning
from evidence.mapping import Claim
from evidence.records import kpi, plan
from evidence.records.reading import LONGEST_KEPT
from learners import enrolment as enrolling
from tests.evidence.test_record_forms import typed
from tests.evidence.test_records import IN_SITU, KPI, PLAN
from tests.people import add_artefact, map_to, submit
from tests.web.asking import lacking, messages_of, page_of

ACCOUNT = {"title": "How I briefed the team", "account": "<p>I <b>briefed</b> them.</p>"}
KINDS = ["reflective_account", "kpi_record", "plan", "in_situ"]


def write_url(enrolment, kind="reflective_account"):
    return reverse("evidence:record-write", args=[enrolment.pk, kind])


def rewrite_url(artefact):
    return reverse("evidence:record-rewrite", args=[artefact.pk])


def details_url(artefact):
    return reverse("evidence:details-change", args=[artefact.pk])


def written(client, enrolment, kind="reflective_account", data=ACCOUNT):
    """Write a record through its page and return the artefact, checked by the worker."""
    client.post(write_url(enrolment, kind), data)
    artefact = enrolment.artefacts.get()
    scanning.scan(artefact.file_id)
    artefact.refresh_from_db()
    return artefact


@pytest.fixture
def plan_record(client_of, amy, enrolment):
    return written(client_of(amy), enrolment, "plan", typed(plan, PLAN))


class TestOffering:
    def test_each_kind_that_a_learner_writes_is_offered(self, client_of, amy, enrolment):
        page = client_of(amy).get(reverse("evidence:evidence-write", args=[enrolment.pk]))

        offered = [o["url"] for o in page.context["offers"] if "/write/" in o["url"]]
        assert offered == [write_url(enrolment, kind) for kind in KINDS]
        assert all(client_of(amy).get(url).status_code == 200 for url in offered)

    @pytest.mark.parametrize("kind", ["observation", "questioning", "rpl", "unheard_of"])
    def test_what_others_write_is_not_there_for_a_learner(self, client_of, amy, enrolment, kind):
        assert client_of(amy).get(write_url(enrolment, kind)).status_code == 404

    def test_nothing_is_offered_during_a_break(self, client_of, amy, owen, enrolment):
        enrolling.pause(enrolment, because="Parental leave", by=owen)

        page = client_of(amy).get(reverse("evidence:evidence-write", args=[enrolment.pk]))

        assert "this enrolment is not active" in page.content.decode()
        assert write_url(enrolment) not in page.content.decode()


class TestWriting:
    def test_keeps_what_was_written_and_goes_on_to_the_map(self, client_of, amy, enrolment):
        drafts.keep(amy, f"reflective_account-{enrolment.pk}", ACCOUNT)

        answer = client_of(amy).post(write_url(enrolment), ACCOUNT)

        artefact = enrolment.artefacts.get()
        assert answer.url == reverse("evidence:artefact-map", args=[artefact.pk])
        assert (artefact.title, artefact.kind) == (ACCOUNT["title"], "reflective_account")
        assert drafts.recall(amy, f"reflective_account-{enrolment.pk}") == {}

    def test_a_second_click_gives_the_same_artefact(self, client_of, amy, enrolment):
        client = client_of(amy)
        first = client.post(write_url(enrolment), ACCOUNT)
        second = client.post(write_url(enrolment), ACCOUNT)

        assert first.url == second.url
        assert enrolment.artefacts.count() == 1

    def test_shows_the_draft_again(self, client_of, amy, enrolment):
        drafts.keep(amy, f"plan-{enrolment.pk}", typed(plan, PLAN))

        page = client_of(amy).get(write_url(enrolment, "plan")).content.decode()

        assert 'value="Brief the team"' in page
        assert 'value="3 May 2026"' in page

    def test_keeps_every_word_of_a_form_that_is_not_complete(self, client_of, amy, enrolment):
        data = typed(kpi, KPI) | {"title": "", "values-0-value": "six"}
        page = client_of(amy).post(write_url(enrolment, "kpi_record"), data)

        said = page.content.decode()
        assert page.status_code == 422
        assert page.context["form"].errors["title"] == ["Give it a title."]
        assert "Row 1: write it as a number, such as 4.5." in said
        assert 'value="six"' in said
        assert "Call-backs moved to the morning." in said
        assert not enrolment.artefacts.exists()

    def test_what_may_be_kept_may_be_a_draft(self, client_of, amy, enrolment):
        letter = "<p><strong>a</strong></p>"
        longest = letter * (LONGEST_KEPT // len(letter))
        key = f"reflective_account-{enrolment.pk}"
        data = ACCOUNT | {"account": longest}
        client = client_of(amy)

        kept = client.post(reverse("accounts:draft-keep", args=[key]), data)
        words = drafts.recall(amy, key).get("account")
        written = client.post(write_url(enrolment), data)

        assert (kept.status_code, written.status_code) == (204, 302)
        assert words == longest

    def test_is_for_the_learner_alone(self, client_of, ben, owen, eve, enrolment):
        for user in (ben, owen, eve):
            assert client_of(user).post(write_url(enrolment), ACCOUNT).status_code == 403
        assert not enrolment.artefacts.exists()

    def test_is_refused_in_words_during_a_break(self, client_of, amy, owen, enrolment):
        enrolling.pause(enrolment, because="Parental leave", by=owen)

        page = client_of(amy).post(write_url(enrolment), ACCOUNT)

        assert page.status_code == 422
        assert "it is paused" in page.context["form"].non_field_errors()[0]
        assert "briefed" in page.content.decode()

    def test_the_page_says_what_is_wrong_itself(self, client_of, amy, enrolment):
        page = page_of(client_of(amy), write_url(enrolment, "plan"))

        assert lacking(page, "novalidate") == []


class TestRows:
    def test_without_scripts_there_are_more_rows_and_no_word_is_lost(
        self, client_of, amy, enrolment
    ):
        data = typed(plan, PLAN) | {"more": "tasks"}
        page = client_of(amy).post(write_url(enrolment, "plan"), data, follow=True)

        table = page.context["form"].table("tasks")
        assert len(table.lines()) == 6
        assert table.rows[1]["task"] == "Roll out"
        assert page.context["form"].initial["title"] == "Title"
        assert not enrolment.artefacts.exists()

    def test_rows_of_a_spreadsheet_are_filled_in_and_looked_at(self, client_of, amy, enrolment):
        pasted = "Task\tStart\tEnd\nBrief\t3 May 2026\t31 June 2026"
        data = {"title": "Plan", "read": "tasks", "tasks-pasted": pasted}
        page = client_of(amy).post(write_url(enrolment, "plan"), data, follow=True)

        table = page.context["form"].table("tasks")
        assert table.rows[0]["task"] == "Brief"
        assert table.wrong[0].startswith("Row 1: there is no such day.")
        assert page.context["form"].initial["title"] == "Plan"

    def test_what_holds_no_rows_is_told_there_and_nothing_else_is_complained_of(
        self, client_of, amy, enrolment
    ):
        data = {"title": "", "tasks-0-task": "Brief", "read": "tasks"}
        page = client_of(amy).post(write_url(enrolment, "plan"), data)

        said = page.content.decode()
        assert page.status_code == 422
        assert "Choose a spreadsheet, or paste its rows, then read them." in said
        assert 'value="Brief"' in said
        assert "Give it a title." not in said

    def test_what_was_pasted_comes_back_when_it_is_refused(self, client_of, amy, enrolment):
        pasted = "Risk\tChance\n" + "No rota\tlow\n" * 130
        data = typed(plan, PLAN) | {"risks-pasted": pasted, "read": "risks"}
        page = client_of(amy).post(write_url(enrolment, "plan"), data)

        table = page.context["form"].table("risks")
        assert page.status_code == 422
        assert (table.refused[:15], table.pasted) == ("That makes 130 ", pasted)
        assert f"{pasted}</textarea>" in page.content.decode()

    def test_what_was_pasted_and_not_read_is_never_passed_over(self, client_of, amy, enrolment):
        data = typed(plan, PLAN) | {"risks-pasted": "Risk\nNo rota"}
        page = client_of(amy).post(write_url(enrolment, "plan"), data)

        said = page.content.decode()
        assert page.status_code == 422
        assert lacking(said, "Read them first, or empty this box.", "No rota</textarea>") == []
        assert list(page.context["form"].table("risks").unread) == ["pasted"]
        assert not enrolment.artefacts.exists()

    def test_a_spreadsheet_that_was_chosen_and_not_read_is_told_at_its_field(
        self, client_of, amy, enrolment
    ):
        sheet = SimpleUploadedFile("risks.csv", b"Risk\nNo rota\n", "text/csv")
        data = typed(plan, PLAN) | {"risks-file": sheet}
        page = client_of(amy).post(write_url(enrolment, "plan"), data)

        assert page.status_code == 422
        assert lacking(page.content.decode(), "Choose it again and read them") == []
        assert not enrolment.artefacts.exists()

    def test_what_was_pasted_is_kept_until_its_rows_are_read(self, client_of, amy, enrolment):
        client, url = client_of(amy), write_url(enrolment, "plan")
        tasks, risks = "Task\tOwner\nBrief\tAmy", "Risk\tOwner\nNo rota\tAmy"
        data = {"tasks-pasted": tasks, "risks-pasted": risks, "read": "tasks"}

        first = client.post(url, data, follow=True)
        then = client.post(url, {"risks-pasted": risks, "read": "risks"}, follow=True)

        for page, left in ((first, ["", risks]), (then, ["", ""])):
            assert [table.pasted for table in page.context["form"].tables] == left
        assert first.context["form"].table("tasks").rows[0]["task"] == "Brief"
        assert then.context["form"].table("risks").rows[0]["risk"] == "No rota"

    def test_the_longest_plan_goes_in_one_form(self, client_of, amy, enrolment):
        task, risk = PLAN["tasks"][0], {"risk": "No rota"}
        said = {"tasks": [task] * 100, "risks": [risk] * 100}

        written(client_of(amy), enrolment, "plan", typed(plan, said))

        assert enrolment.artefacts.get().file.state == "clean"


class TestRewriting:
    def test_shows_the_words_and_keeps_other_ones(self, client_of, amy, enrolment, plan_record):
        client = client_of(amy)
        page = client.get(rewrite_url(plan_record)).content.decode()
        data = typed(plan, PLAN, "Better plan") | {"tasks-0-task": "Brief everybody"}
        answer = client.post(rewrite_url(plan_record), data)

        before = plan_record.file_id
        plan_record.refresh_from_db()
        assert 'value="Brief the team"' in page
        assert answer.url == reverse("evidence:artefact-map", args=[plan_record.pk])
        assert (plan_record.title, plan_record.file_id != before) == ("Better plan", True)

    def test_after_it_was_sent_the_version_keeps_its_words(
        self, client_of, amy, enrolment, plan_record, criteria
    ):
        map_to(plan_record, criteria["1.1"], by=amy)
        [version] = submit(enrolment, plan_record, by=amy)
        data = typed(plan, PLAN) | {"tasks-0-task": "Brief everybody"}
        client_of(amy).post(rewrite_url(plan_record), data)

        old = client_of(amy).get(f"{plan_record.get_absolute_url()}?version={version.number}")
        now = client_of(amy).get(plan_record.get_absolute_url())
        assert "Brief the team" in old.content.decode()
        assert "Brief everybody" in now.content.decode()

    def test_a_file_is_not_rewritten(self, client_of, amy, enrolment):
        artefact = add_artefact(enrolment, by=amy)

        assert client_of(amy).get(rewrite_url(artefact)).status_code == 404

    def test_is_for_who_wrote_it(self, client_of, ben, owen, plan_record):
        for user in (ben, owen):
            assert client_of(user).post(rewrite_url(plan_record), {}).status_code == 403


class TestShowing:
    def test_a_plan_is_drawn_beside_its_table(self, client_of, ben, plan_record):
        page = client_of(ben).get(plan_record.get_absolute_url()).content.decode()

        assert page.count('class="chart"') == 2
        assert "2 tasks from 3 May 2026 to 30 June 2026" in page
        assert "<td>Brief the team</td>" in page

    def test_its_words_are_changed_and_no_file_takes_their_place(
        self, client_of, amy, ben, plan_record
    ):
        mine = client_of(amy).get(plan_record.get_absolute_url())
        theirs = client_of(ben).get(plan_record.get_absolute_url())

        assert "rewrite" in mine.context["may"]
        assert "replace" not in mine.context["may"]
        assert "rewrite" not in theirs.context["may"]

    def test_hostile_words_stay_words(self, client_of, amy, enrolment):
        bad = '"><script>alert(1)</script>'
        data = dict.fromkeys(("title", "what", "where", "why", "seen_by", "seen_as"), bad)
        artefact = written(client_of(amy), enrolment, "in_situ", data | {"seen_on": "2026-05-04"})

        page = client_of(amy).get(artefact.get_absolute_url()).content.decode()

        assert bad not in page
        assert "&lt;script&gt;alert(1)" in page

    def test_the_add_page_leads_here(self, client_of, amy, enrolment):
        page = client_of(amy).get(reverse("evidence:evidence-add", args=[enrolment.pk]))

        assert reverse("evidence:evidence-write", args=[enrolment.pk]) in page.content.decode()


class TestDetails:
    SAID = {"achieved_on": "3 May 2024", "awarded_by": "City College", "covers": ""}

    @pytest.fixture
    def certificate(self, enrolment, amy, criteria):
        artefact = add_artefact(enrolment, by=amy)
        claims = [Claim(criteria["1.1"])]
        return mapping.cross_reference(artefact, claims, title="Certificate", kind="rpl", by=amy)

    def test_mapping_prior_learning_leads_to_its_details(self, client_of, amy, enrolment, criteria):
        artefact = add_artefact(enrolment, by=amy)
        data = {"title": "It", "kind": "rpl", "criterion": [criteria["1.1"].pk], "send": ""}
        answer = client_of(amy).post(reverse("evidence:artefact-map", args=[artefact.pk]), data)

        assert answer.url == details_url(artefact)

    def test_they_are_kept_and_shown_as_facts(self, client_of, amy, certificate):
        client = client_of(amy)
        answer = client.post(details_url(certificate), self.SAID)

        assert answer.url == certificate.get_absolute_url()
        assert messages_of(client.get(answer.url)) == ["The details of E01 are kept."]
        page = client.get(answer.url).content.decode()
        assert "3 May 2024" in page
        assert "City College" in page

    def test_a_date_that_can_not_be_is_told_beside_it(self, client_of, amy, certificate):
        page = client_of(amy).post(
            details_url(certificate), self.SAID | {"achieved_on": "3 May 1949"}
        )

        assert page.status_code == 422
        assert page.context["form"].errors == {
            "achieved_on": ["This is before 1950. Check the year."]
        }

    def test_what_can_not_be_sent_yet_says_why(self, client_of, amy, enrolment, certificate):
        page = client_of(amy).get(reverse("evidence:evidence-submit", args=[enrolment.pk]))

        [item] = page.context["not_ready"]
        assert (item["why"], item["url"]) == (
            "Say when it was achieved first.",
            details_url(certificate),
        )

    def test_other_kinds_have_no_such_page(self, client_of, amy, enrolment):
        artefact = add_artefact(enrolment, by=amy)

        assert client_of(amy).get(details_url(artefact)).status_code == 404

    def test_files_are_offered_the_kinds_that_a_file_can_be(
        self, client_of, amy, enrolment, certificate
    ):
        page = client_of(amy).get(reverse("evidence:artefact-map", args=[certificate.pk]))

        offered = {kind for kind, _ in page.context["form"].fields["kind"].choices}
        assert not offered & {"kpi_record", "plan", "in_situ"}
        assert {"reflective_account", "observation", "questioning", "rpl"} <= offered


def test_what_was_written_stays_the_kind_that_it_is(client_of, amy, enrolment):
    artefact = written(client_of(amy), enrolment, "in_situ", typed_in_situ())

    page = client_of(amy).get(reverse("evidence:artefact-map", args=[artefact.pk]))

    assert [kind for kind, _ in page.context["form"].fields["kind"].choices] == ["in_situ"]


def typed_in_situ():
    return IN_SITU | {"title": "The notice"}
