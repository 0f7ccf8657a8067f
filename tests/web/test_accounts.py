"""What do the pages of accounts show, change and refuse?"""

from urllib.parse import quote

from django.urls import reverse

from accounts import drafts
from accounts.models import Draft, Role
from accounts.permissions import MATRIX, Permission
from tests.web.asking import messages_of


class TestDrafts:
    def test_keeps_words_and_ticks(self, client_of, amy):
        data = {"answer": "Half a sent", "criterion": ["3", "5"], "csrfmiddlewaretoken": "x"}

        answer = client_of(amy).post(reverse("accounts:draft-keep", args=["map-1"]), data)

        assert answer.status_code == 204
        assert drafts.recall(amy, "map-1") == {"answer": "Half a sent", "criterion": ["3", "5"]}

    def test_keeps_each_persons_own(self, client_of, amy, ben):
        url = reverse("accounts:draft-keep", args=["map-1"])

        client_of(amy).post(url, {"answer": "Amy's"})
        client_of(ben).post(url, {"answer": "Ben's"})

        assert drafts.recall(amy, "map-1") == {"answer": "Amy's"}

    def test_refuses_what_is_far_too_long(self, client_of, amy):
        url = reverse("accounts:draft-keep", args=["map-1"])

        answer = client_of(amy).post(url, {"answer": "x" * 1_000_001})

        assert answer.status_code == 413
        assert not Draft.objects.exists()

    def test_tells_each_person_their_own_and_keeps_nothing_by_a_link(self, client_of, amy, ben):
        url = reverse("accounts:draft-keep", args=["map-1"])
        drafts.keep(amy, "map-1", {"answer": "Amy's"})

        kept_at = Draft.objects.get().updated_at.isoformat()
        empty = {"fields": {}, "page": "", "spent": "", "version": ""}
        kept = {"fields": {"answer": "Amy's"}, "version": kept_at}
        assert client_of(amy).get(url).json() == empty | kept
        assert client_of(ben).get(f"{url}?answer=Ben").json() == empty

    def test_keeps_nothing_older_than_what_another_page_kept(self, client_of, amy):
        url = reverse("accounts:draft-keep", args=["map-1"])
        came = {"draft_spent": "", "draft_version": ""}
        one, other = ({"draft_page": letter * 32} for letter in "ab")
        answers = [
            client_of(amy).post(url, {"answer": words} | came | page)
            for words, page in [("Newer", one), ("Stale", other), ("Newest", one)]
        ]

        assert [answer.status_code for answer in answers] == [204, 409, 204]
        assert drafts.recall(amy, "map-1") == {"answer": "Newest"}


class TestMatrix:
    def test_shows_every_permission_of_every_role(self, client_of, amy):
        page = client_of(amy).get(reverse("accounts:matrix-view"))

        rows = page.context["rows"]
        assert [role.label for role in page.context["roles"]] == Role.labels
        assert dict(rows)["Unit: sign off"] == [
            Permission.UNIT_SIGN_OFF in MATRIX[role] for role in Role
        ]
        assert len(rows) == len(Permission)

    def test_asks_for_sign_in(self, client, db):
        assert client.get(reverse("accounts:matrix-view")).status_code == 302


class TestOddDrafts:
    def test_keeps_words_without_nul(self, client_of, amy):
        url = reverse("accounts:draft-keep", args=["map-1"])

        client_of(amy).post(url, {"answer": "Half a\x00 sent", "ticks": ["3\x00", "5"]})

        assert drafts.recall(amy, "map-1") == {"answer": "Half a sent", "ticks": ["3", "5"]}

    def test_knows_no_form_of_an_odd_name(self, client_of, amy):
        for key in ("k" * 81, "map-1\x00", "map 1"):
            assert client_of(amy).post(f"/drafts/{quote(key)}/", {"a": "b"}).status_code == 404

        assert not Draft.objects.exists()


def test_a_staff_form_that_was_refused_says_so(client_of, owen, centre):
    url = reverse("accounts:staff-list", args=[centre.pk])

    page = client_of(owen).post(url, {"name": "", "email": "nia@x.example", "role": "iqa"})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["name"]


def test_a_staff_form_says_in_words_what_to_write(client_of, owen, centre):
    url = reverse("accounts:staff-list", args=[centre.pk])

    page = client_of(owen).post(url, {"name": "", "email": "nia@x", "role": "iqa"})

    errors = page.context["form"].errors
    assert errors["name"] == ["Write the name."]
    assert errors["email"] == ["Write the whole address, like name@firm.example."]


def test_the_address_of_a_button_says_what_to_do_and_changes_nothing(client_of, owen, enrolment):
    url = reverse("learners:allocation-add", args=[enrolment.pk])

    page = client_of(owen).get(url)

    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "press it once more" in page.content.decode()


def test_who_has_a_role_already_is_not_said_to_be_added(client_of, owen, ben, centre):
    url = reverse("accounts:staff-list", args=[centre.pk])
    typed = {"name": "Benedict", "email": ben.email, "role": "assessor"}

    page = client_of(owen).post(url, typed)

    assert page.status_code == 422
    assert page.context["form"].errors == {"role": ["Ben works here as Assessor already."]}
    assert 'value="Benedict"' in page.content.decode()
    assert messages_of(page) == []


def test_a_role_is_ended_after_a_question_and_never_one_s_own(client_of, owen, ben, centre):
    page = client_of(owen).get(reverse("accounts:staff-list", args=[centre.pk]))

    (asked,) = page.context["endings"]
    assert asked["title"] == "End Ben as Assessor?"
    end = reverse("learners:membership-end", args=[centre.memberships.get(user=ben).pk])
    assert f'action="{end}"' in page.content.decode()
