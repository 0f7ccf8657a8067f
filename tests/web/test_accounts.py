"""What do the pages of accounts show, change and refuse?"""

from django.urls import reverse

from accounts import drafts
from accounts.models import Draft, Role
from accounts.permissions import MATRIX, Permission


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

        answer = client_of(amy).post(url, {"answer": "x" * 200_001})

        assert answer.status_code == 413
        assert not Draft.objects.exists()

    def test_keeps_nothing_by_a_link(self, client_of, amy):
        url = reverse("accounts:draft-keep", args=["map-1"])

        assert client_of(amy).get(url).status_code == 405


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
