"""What does tus 1.0 get for an answer: in order, out of order, and from somebody else?"""

import base64
import datetime as dt
import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.http import parse_http_date
from hypothesis import HealthCheck, given
from hypothesis import settings as drawn
from hypothesis import strategies as st

from core import clock
from evidence import forgetting, storage, uploads
from evidence.cage import cage
from evidence.models import Upload
from evidence.views.adding import SAME_FILE
from learners import enrolment as enrolling
from tests.evidence import samples
from tests.people import add_artefact, map_to, submit
from tests.web.asking import HTMX, lacking, messages_of, page_of

pytestmark = pytest.mark.usefixtures("own_storage")
WORDS = b"We agreed to count the stock on Friday."
LENGTH = len(WORDS)
TUS = {"Tus-Resumable": "1.0.0"}
UNCHECKED = "The check could not finish just now. Your file is safe; try again in a minute."


def encoded(words):
    return base64.b64encode(words if isinstance(words, bytes) else words.encode()).decode()


def metadata(**told):
    return ",".join(f"{key} {encoded(value)}" for key, value in told.items())


def checksum(words, name="sha256"):
    return f"{name} {encoded(hashlib.new(name, words).digest())}"


class Sender:
    """Somebody's browser that sends one file in pieces."""

    def __init__(self, client, enrolment, url=""):
        self.client, self.enrolment = client, enrolment
        self.begin_url = reverse("evidence:upload-begin", args=[enrolment.pk])
        self.url = url

    def begin(self, length=LENGTH, name="minutes.txt", *, headers=TUS, **told):
        said = {"Upload-Length": str(length), "Upload-Metadata": metadata(filename=name, **told)}
        answer = self.client.post(self.begin_url, headers={**said, **headers})
        self.url = answer.headers.get("Location", "")
        return answer

    def patch(self, body, offset, *, content_type="application/offset+octet-stream", **headers):
        said = {**TUS, "Upload-Offset": str(offset)}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.patch(self.url, body, content_type=content_type, headers=said)

    def post_as(self, method, body=b"", **headers):
        said = {**TUS, "X-HTTP-Method-Override": method, **headers}
        content_type = "application/offset+octet-stream"
        return self.client.post(self.url, body, content_type=content_type, headers=said)

    def head(self):
        return self.client.head(self.url, headers=TUS)

    def finish(self, **headers):
        return self.client.post(f"{self.url}finish/", headers=HTMX | headers)


@pytest.fixture
def amys(client_of, amy, enrolment):
    return Sender(client_of(amy), enrolment)


def on_disk(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


# What a header may hold: letters, signs and gaps, as browsers, proxies and strangers send them.
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40)
ODD = st.one_of(HEADER, st.integers(-(10**20), 10**20).map(str), HEADER.map(encoded))
NAMES = ("Upload-Offset", "Upload-Checksum", "Tus-Resumable", "Content-Type", "Content-Length")
few = drawn(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


class TestWhateverComes:
    @few
    @given(cuts=st.sets(st.integers(1, LENGTH - 1), max_size=6), stale=st.integers(1, LENGTH))
    def test_a_file_in_any_pieces_arrives_whole_and_once(self, amys, enrolment, cuts, stale):
        with transaction.atomic():
            amys.begin()
            ends = [*sorted(cuts), LENGTH]
            for start, end in zip([0, *ends], ends, strict=False):
                said = {"Upload-Checksum": checksum(WORDS[start:end])}
                assert amys.patch(WORDS[start:end], start, **said).status_code == 204
                assert amys.head()["Upload-Offset"] == str(end)
                again = amys.patch(WORDS[start:end], end - stale)
                assert again.status_code == (409 if end >= stale else 400)
            answers = [amys.finish(), amys.finish()]

            assert [answer.status_code for answer in answers] == [200, 200]
            assert enrolment.artefacts.get().file.sha256 == hashlib.sha256(WORDS).hexdigest()
            transaction.set_rollback(True)

    @few
    @given(odd=st.dictionaries(st.sampled_from(NAMES), ODD, min_size=1))
    def test_an_odd_piece_is_answered_and_counts_for_all_or_nothing(self, amys, odd):
        with transaction.atomic():
            amys.begin()
            usual = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}

            answer = amys.client.generic(
                "PATCH", amys.url, WORDS[:5], headers={**TUS, **usual, **odd}
            )

            assert answer.status_code in (204, 400, 409, 412, 413, 415, 460)
            safe = uploads.here(Upload.objects.latest("pk"))
            assert safe in ((0, 5) if answer.status_code == 204 else (0,))
            transaction.set_rollback(True)

    @few
    @given(length=ODD, told=HEADER)
    def test_an_odd_beginning_is_answered_and_leaves_nothing(self, amys, own_storage, length, told):
        with transaction.atomic():
            said = {"Upload-Length": length, "Upload-Metadata": told}
            answer = amys.client.post(amys.begin_url, headers={**TUS, **said})

            assert answer.status_code in (201, 400, 413)
            if answer.status_code != 201:
                assert not Upload.objects.exists()
            transaction.set_rollback(True)


class TestProtocol:
    def test_says_what_it_can(self, amys):
        answer = amys.client.options(amys.begin_url)

        assert answer.status_code == 204
        told = {name: answer[name] for name in answer.headers if name.startswith("Tus-")}
        assert told == {
            "Tus-Resumable": "1.0.0",
            "Tus-Version": "1.0.0",
            "Tus-Extension": "creation,expiration,checksum,termination",
            "Tus-Max-Size": str(2048 * 1024 * 1024),
            "Tus-Checksum-Algorithm": "sha256,sha1",
        }

    def test_takes_a_file_in_two_pieces_and_makes_it_an_artefact(self, amys, enrolment):
        assert amys.begin().status_code == 201
        first, second = amys.patch(WORDS[:10], 0), amys.patch(WORDS[10:], 10)
        head = amys.head()
        answer = amys.finish()

        assert [(a.status_code, a["Upload-Offset"]) for a in (first, second, head)] == [
            (204, "10"),
            (204, str(len(WORDS))),
            (200, str(len(WORDS))),
        ]
        assert (head["Upload-Length"], head["Cache-Control"]) == (str(len(WORDS)), "no-store")
        artefact = enrolment.artefacts.get()
        assert (artefact.reference, artefact.file_name) == ("E01", "minutes.txt")
        assert storage.original(artefact.file.sha256).read_bytes() == WORDS
        assert [row["id"] for row in answer.context["rows"]] == [f"artefact-{artefact.pk}"]

    def test_tells_with_every_answer_until_when_it_is_kept(self, amys, settings):
        settings.UPLOAD_KEPT_DAYS = 7
        answers = [amys.begin(), amys.patch(WORDS[:5], 0), amys.head()]

        left = [parse_http_date(a["Upload-Expires"]) - clock.now().timestamp() for a in answers]
        assert [round(seconds / 3600) for seconds in left] == [7 * 24] * 3
        assert [a["Tus-Resumable"] for a in answers] == ["1.0.0"] * 3

    @pytest.mark.parametrize("offset", [0, 9, 11])
    def test_refuses_bytes_that_do_not_follow(self, amys, offset):
        amys.begin()
        amys.patch(WORDS[:10], 0)

        answer = amys.patch(b"other", offset)

        assert answer.status_code == 409
        assert amys.head()["Upload-Offset"] == "10"

    def test_refuses_another_version(self, amys):
        amys.begin()
        answer = amys.client.head(amys.url, headers={"Tus-Resumable": "0.2.2"})

        assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")

    def test_takes_a_post_for_the_method_that_its_header_names(self, amys):
        amys.begin()
        statuses = [
            amys.post_as(method, body, **said).status_code
            for method, body, said in [
                ("PATCH", WORDS[:10], {"Upload-Offset": "0"}),
                ("head", b"", {}),
                ("PATCH", WORDS[:10], {"Upload-Offset": "0"}),
            ]
        ]
        told = amys.post_as("HEAD")

        assert statuses == [204, 200, 409]
        assert (told["Upload-Offset"], told["Tus-Resumable"]) == ("10", "1.0.0")
        assert amys.post_as("DELETE").status_code == 204
        assert not Upload.objects.exists()

    def test_takes_a_post_for_nothing_else_and_nothing_else_for_a_post(self, amys):
        amys.begin()
        named = {**TUS, "X-HTTP-Method-Override": "DELETE"}
        answers = [amys.client.post(amys.url, headers=TUS), amys.post_as("GET")]
        answers.append(amys.client.get(amys.url, headers=named))

        assert [(a.status_code, a["Allow"]) for a in answers] == [(405, "HEAD, PATCH, DELETE")] * 3
        assert amys.client.head(amys.url, headers=named)["Upload-Offset"] == "0"

    def test_a_post_from_elsewhere_means_nothing(self, amys, amy):
        amys.begin()
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(amy)

        answer = Sender(strict, amys.enrolment, amys.url).post_as("DELETE")

        assert answer.status_code == 403
        assert amys.head()["Upload-Offset"] == "0"

    def test_refuses_another_content_type(self, amys):
        amys.begin()

        assert amys.patch(WORDS, 0, content_type="application/octet-stream").status_code == 415
        assert amys.head()["Upload-Offset"] == "0"

    @pytest.mark.parametrize("name", ["sha256", "sha1"])
    def test_counts_only_bytes_whose_checksum_is_right(self, amys, name):
        amys.begin()
        wrong = amys.patch(WORDS[:10], 0, Upload_Checksum=checksum(b"something else", name))
        between = amys.head()["Upload-Offset"]
        right = amys.patch(WORDS[:10], 0, Upload_Checksum=checksum(WORDS[:10], name))

        assert (wrong.status_code, between) == (460, "0")
        assert (right.status_code, right["Upload-Offset"]) == (204, "10")

    @pytest.mark.parametrize("value", ["md5 AAAA", "sha256", "sha256 not-base64!", ""])
    def test_refuses_a_checksum_that_it_can_not_read(self, amys, value):
        amys.begin()
        status = 460 if value == "sha256" else 400

        assert amys.patch(WORDS[:10], 0, Upload_Checksum=value).status_code == status

    def test_refuses_a_file_that_is_too_large_with_a_sentence(self, amys, settings):
        settings.EVIDENCE_MAX_BYTES = 1024 * 1024
        answer = amys.begin(length=1024 * 1024 + 1, name="film.mp4")

        assert answer.status_code == 413
        assert answer.content.decode().startswith("film.mp4 was not added: it is larger than 1 MB.")
        assert not Upload.objects.exists()

    def test_refuses_more_bytes_than_were_announced(self, amys):
        amys.begin(length=10)

        assert amys.patch(WORDS, 0).status_code == 413
        assert amys.head()["Upload-Offset"] == "0"

    @pytest.mark.parametrize(
        "headers",
        [
            {"Upload-Length": ""},
            {"Upload-Length": "-1"},
            {"Upload-Length": "ten"},
            {"Upload-Length": "9" * 30},
            {"Upload-Metadata": "filename not-base64!"},
            {"Upload-Metadata": "filename YQ==,filename Yg=="},
            {"Upload-Metadata": f"replaces {encoded('987654')}"},
        ],
    )
    def test_refuses_to_begin_without_sense(self, amys, headers):
        assert amys.begin(headers=TUS | headers).status_code == 400
        assert not Upload.objects.exists()

    def test_takes_names_in_any_writing(self, amys, enrolment):
        amys.begin(name=b"\x80 M\xe4rz\\..\\..\\CON.txt\x00")
        amys.patch(WORDS, 0)
        amys.finish()

        artefact = enrolment.artefacts.get()
        assert artefact.file_name == "file CON.txt"
        assert artefact.given_name == "\u20ac M\xe4rz\\..\\..\\CON.txt\u2400"

    def test_takes_nothing_during_a_break(self, amys, enrolment, owen):
        enrolling.pause(enrolment, because="Leave", by=owen)
        answer = amys.begin()

        assert answer.status_code == 422
        assert "it is paused" in answer.content.decode()

    def test_forgets_what_is_cancelled(self, amys, own_storage):
        amys.begin()
        amys.patch(WORDS[:10], 0)

        assert amys.client.delete(amys.url, headers=TUS).status_code == 204
        assert amys.client.head(amys.url, headers=TUS).status_code == 404
        assert on_disk(own_storage) == []

    def test_what_expired_is_gone(self, amys):
        amys.begin()
        amys.patch(WORDS[:10], 0)
        Upload.objects.update(expires_at=clock.now())

        answers = [amys.head(), amys.patch(WORDS[10:], 10), amys.finish()]

        assert [a.status_code for a in answers] == [410, 410, 410]


class TestOwner:
    def test_is_for_the_sender_alone(self, amys, client_of, ben, owen, una, dan, enrolment):
        amys.begin()
        for user in (ben, owen, una, dan):
            theirs = Sender(client_of(user), enrolment)
            theirs.url = amys.url
            refused = [theirs.head(), theirs.patch(WORDS, 0), theirs.finish()]
            refused.append(theirs.client.post(f"{amys.url}forget/"))
            refused.append(theirs.client.delete(amys.url, headers=TUS))
            assert [a.status_code for a in refused] == [404] * 5
        assert amys.head()["Upload-Offset"] == "0"

    def test_only_a_learner_begins(self, client_of, ben, owen, dan, enrolment):
        statuses = [
            Sender(client_of(user), enrolment).begin().status_code for user in (ben, owen, dan)
        ]

        assert statuses == [403, 403, 404]

    def test_a_stranger_is_told_401(self, client, enrolment):
        answer = Sender(client, enrolment).begin(headers=TUS | HTMX)

        assert answer.status_code == 401


class TestFinishing:
    def test_twice_is_once(self, amys, enrolment):
        amys.begin()
        amys.patch(WORDS, 0)
        answers = [amys.finish(), amys.finish()]

        artefact = enrolment.artefacts.get()
        assert [a.status_code for a in answers] == [200, 200]
        assert [[row["id"] for row in a.context["rows"]] for a in answers] == [
            [f"artefact-{artefact.pk}"]
        ] * 2
        assert amys.head()["Upload-Offset"] == str(len(WORDS))

    def test_what_is_refused_is_said_once_more_when_asked_again(self, amys, own_storage):
        page = b"<!doctype html><html>"
        amys.begin(length=len(page), name="page.html")
        amys.patch(page, 0)
        answers = [amys.finish(), amys.finish()]

        assert [a.status_code for a in answers] == [422, 422]
        for answer in answers:
            assert "page.html was not added: it is a web page" in answer.content.decode()
        assert on_disk(own_storage) == []

    def test_what_is_not_all_here_waits(self, amys, enrolment):
        amys.begin()
        amys.patch(WORDS[:10], 0)
        answer = amys.finish()

        assert answer.status_code == 409
        assert answer.content.decode() == (
            "10 of 39 bytes are safe. Choose the same file again to go on."
        )
        assert amys.patch(WORDS[10:], 10).status_code == 204
        assert amys.finish().status_code == 200
        assert enrolment.artefacts.count() == 1

    @pytest.fixture
    def busy(self, monkeypatch):
        """A machine that brings no check to an end."""

        def time_out(*_command, **_more):
            raise cage.TimedOut("Too busy")

        monkeypatch.setattr(cage, "run", time_out)

    def test_what_could_not_be_checked_stays_and_says_so(self, amys, busy):
        data = samples.pdf()
        amys.begin(length=len(data), name="plan.pdf")
        amys.patch(data, 0)
        answer = amys.finish()
        page = amys.client.post(f"{amys.url}finish/", follow=True)

        assert (answer.status_code, answer.content.decode()) == (503, UNCHECKED)
        assert messages_of(page) == [UNCHECKED]
        (row,) = page.context["rows"]
        assert (row["name"], row["unfinished"].is_whole) == ("plan.pdf", True)

    def test_the_plain_form_says_what_could_not_be_checked(self, amys, busy, own_storage):
        url = reverse("evidence:evidence-add", args=[amys.enrolment.pk])
        file = SimpleUploadedFile("plan.pdf", samples.pdf(), "application/pdf")
        page = amys.client.post(url, {"files": file}, follow=True)

        assert messages_of(page) == [
            "plan.pdf was not added: the machine is busy, and its check could not finish. "
            "Add it again in a minute."
        ]
        assert on_disk(own_storage) == []

    def test_a_break_in_learning_keeps_the_bytes(self, amys, enrolment, owen):
        amys.begin()
        amys.patch(WORDS, 0)
        enrolling.pause(enrolment, because="Leave", by=owen)
        refused = amys.finish()
        enrolling.resume(enrolment, because="Back", by=owen)

        assert refused.status_code == 422
        assert amys.finish().status_code == 200

    def test_a_better_file_takes_the_place_of_an_artefacts(self, amys, enrolment, amy):
        artefact = add_artefact(enrolment, by=amy)
        amys.begin(name="better.txt", replaces=str(artefact.pk))
        amys.patch(WORDS, 0)
        mapping = reverse("evidence:artefact-map", args=[artefact.pk])
        answer = amys.finish()

        artefact.refresh_from_db()
        assert (artefact.file_name, enrolment.artefacts.count()) == ("better.txt", 1)
        assert answer.headers["HX-Redirect"] == mapping
        told = messages_of(amys.client.get(mapping))
        assert told == ["E01 has a new file. Check its mapping, then send it."]

    @pytest.mark.parametrize("times", [1, 2])
    def test_a_new_file_that_came_is_said_however_often_it_is_asked(
        self, amys, enrolment, amy, times
    ):
        artefact = add_artefact(enrolment, by=amy)
        amys.begin(name="better.txt", replaces=str(artefact.pk))
        amys.patch(WORDS, 0)
        for _ in range(times):
            answer = amys.finish()

        told = messages_of(amys.client.get(answer.headers["HX-Redirect"]))
        assert told == ["E01 has a new file. Check its mapping, then send it."] * times

    def test_the_same_file_is_said_to_change_nothing(self, amys, enrolment, amy, criteria):
        sent = map_to(add_artefact(enrolment, by=amy), criteria["1.1"], by=amy)
        submit(enrolment, sent, by=amy)
        same = b"These are minutes.txt."
        amys.begin(length=len(same), replaces=str(sent.pk))
        amys.patch(same, 0)
        answer = amys.finish()

        sent.refresh_from_db()
        assert messages_of(amys.client.get(answer.headers["HX-Redirect"])) == [SAME_FILE]
        assert sent.state == "submitted"

    def test_a_better_file_is_one_without_scripts_too(self, amys, enrolment, amy):
        artefact = add_artefact(enrolment, by=amy)
        amys.begin(replaces=str(artefact.pk))
        amys.patch(WORDS, 0)

        answer = amys.client.post(f"{amys.url}finish/")

        assert answer.url == reverse("evidence:artefact-map", args=[artefact.pk])

    def test_without_scripts_it_is_a_button_on_the_page(self, amys, enrolment):
        amys.begin()
        amys.patch(WORDS, 0)
        page = amys.client.post(f"{amys.url}finish/", follow=True)

        assert messages_of(page) == ["E01 is added. Map it when it is checked."]


class TestPage:
    @pytest.fixture
    def add_url(self, enrolment):
        return reverse("evidence:evidence-add", args=[enrolment.pk])

    def test_shows_what_broke_off_and_how_to_go_on(self, amys, add_url):
        amys.begin(name="talk.m4a")
        amys.patch(WORDS[:10], 0)
        page = page_of(amys.client, add_url)

        until = clock.now() + dt.timedelta(days=7)
        assert (
            lacking(
                page,
                "talk.m4a",
                "Not finished: 10 of 39 bytes are safe, kept until",
                f"{until:%-d %B}",
                "Choose the same file again to go on",
                f'data-continue="{amys.url}"',
                f'action="{amys.url}forget/"',
            )
            == []
        )
        assert f'action="{amys.url}finish/"' not in page

    def test_offers_to_add_what_is_all_here(self, amys, add_url):
        amys.begin()
        amys.patch(WORDS, 0)
        page = page_of(amys.client, add_url)

        assert lacking(page, "All of it is here", f'action="{amys.url}finish/"') == []

    def test_a_better_file_goes_on_at_its_artefact(self, amys, add_url, enrolment, amy):
        artefact = add_artefact(enrolment, by=amy)
        other = add_artefact(enrolment, name="other.txt", by=amy)
        amys.begin(name="better.txt", replaces=str(artefact.pk))
        amys.patch(WORDS[:10], 0)
        waits = "Not finished: 10 of 39 bytes are safe"

        link = f'href="{artefact.get_absolute_url()}#replace"'
        added = page_of(amys.client, add_url)
        assert lacking(added, waits, "A new file for E01.", link) == []
        assert f'data-continue="{amys.url}"' not in added
        own = page_of(amys.client, artefact.get_absolute_url())
        assert lacking(own, waits, f'data-continue="{amys.url}"') == []
        assert waits not in page_of(amys.client, other.get_absolute_url())
        gone = amys.client.post(f"{amys.url}forget/")
        assert gone.url == artefact.get_absolute_url()

    def test_shows_nothing_of_what_never_began_or_is_done(self, amys, add_url):
        amys.begin(name="never.txt")
        amys.begin(name="done.txt")
        amys.patch(WORDS, 0)
        amys.finish()

        rows = amys.client.get(add_url).context["rows"]
        assert [row["id"].partition("-")[0] for row in rows] == ["artefact"]

    def test_shows_them_to_their_sender_alone(self, amys, client_of, add_url, enrolment):
        amys.begin()
        amys.patch(WORDS[:10], 0)

        assert uploads.unfinished(enrolment, enrolment.learner.user) != []
        assert "Not finished" not in client_of(enrolment.learner.user).get("/").content.decode()

    def test_forgets_it_by_a_button(self, amys, add_url, own_storage):
        amys.begin()
        amys.patch(WORDS[:10], 0)
        page = amys.client.post(f"{amys.url}forget/", follow=True)

        assert messages_of(page) == ["The unfinished upload is gone."]
        assert page.context["rows"] == []
        assert on_disk(own_storage) == []

    def test_the_sweep_forgets_it_after_its_time(self, amys, own_storage):
        amys.begin()
        amys.patch(WORDS[:10], 0)
        forgetting.sweep()
        kept = amys.head().status_code
        Upload.objects.update(expires_at=clock.now())
        forgetting.sweep()

        assert (kept, Upload.objects.count(), on_disk(own_storage)) == (200, 0, [])
