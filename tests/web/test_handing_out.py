"""Every file that leaves the store: its own type, never run, never kept, for those who may see."""

import pytest
from django.urls import reverse

from accounts.models import Role
from evidence import storage
from learners import allocation
from portfolio.bundles import building, requesting
from tests.evidence import recordings
from tests.people import add_artefact, judge, map_to, person, submit, text_file
from tests.web.asking import messages_of

SEALED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}
READERS = ("amy", "ben", "cara", "eve", "owen")
OUTSIDERS = ("una", "dan", "former")
ATTACHED = "attachment; filename"


@pytest.fixture
def former(centre, enrolment, owen):
    """An assessor whose allocation has ended."""
    user = person("former", centre=centre, role=Role.ASSESSOR)
    given = allocation.allocate(enrolment, user, role=Role.ASSESSOR, by=owen)
    allocation.end_allocation(given, by=owen)
    return user


@pytest.fixture
def handed_out(enrolment, criteria, client_of, amy, ben, owen):
    """{address: (type, disposition)} of every file of an enrolment, old versions too."""
    page, sound = add_artefact(enrolment, by=amy), recordings.add_recording(enrolment, by=amy)
    for artefact in (page, sound):
        map_to(artefact, criteria["1.1"], by=amy)
    submit(enrolment, page, sound, by=amy)
    judge(enrolment, ben, c11="Say who was there.")
    for artefact, name in ((page, "better.txt"), (sound, "instead.txt")):
        url = reverse("evidence:file-replace", args=[artefact.pk])
        client_of(amy).post(url, {"files": text_file(name, f"Better: {name}.")})
    better = add_artefact(enrolment, by=amy, name="third.txt")
    talk = recordings.add_recording(enrolment, by=amy, data=recordings.sound(seconds=3))
    built = building.build(requesting.request(enrolment, edition="learner", by=owen).pk)
    image = ("image/webp", 'inline; filename="page-001.webp"')
    small = ("image/webp", 'inline; filename="small-001.webp"')
    played = ("audio/mpeg", "inline")
    return {
        f"/artefacts/{page.pk}/original/": ("text/plain", f'{ATTACHED}="better.txt"'),
        f"/artefacts/{page.pk}/versions/1/original/": ("text/plain", f'{ATTACHED}="minutes.txt"'),
        f"/artefacts/{better.pk}/pages/1/": image,
        f"/artefacts/{better.pk}/pages/1/?size=small": small,
        f"/artefacts/{page.pk}/versions/1/pages/1/": image,
        f"/artefacts/{better.pk}/words/": ("application/json", "inline"),
        f"/artefacts/{page.pk}/versions/1/words/": ("application/json", "inline"),
        f"/artefacts/{talk.pk}/recording/": played,
        f"/artefacts/{sound.pk}/versions/1/recording/": played,
        f"/bundles/{built.pk}/download/pdf/": ("application/pdf", ATTACHED),
        f"/bundles/{built.pk}/download/zip/": ("application/zip", ATTACHED),
    }


def test_every_file_is_sealed_for_those_who_may_and_not_there_for_others(
    client_of, handed_out, former, una, dan, request
):
    seen = set()
    for who in READERS:
        client = client_of(request.getfixturevalue(who))
        for address, (mime, disposition) in handed_out.items():
            answer = client.get(address)
            if who in ("ben", "cara", "eve") and "/bundles/" in address:
                assert (who, address, answer.status_code) == (who, address, 403)
                continue
            assert (who, address, answer.status_code) == (who, address, 200)
            assert {name: answer[name] for name in SEALED} == SEALED
            assert answer["Content-Type"] == mime
            assert answer["Content-Disposition"].startswith(disposition)
            seen.add(address)
    assert seen == set(handed_out)
    for who in OUTSIDERS:
        client = client_of(request.getfixturevalue(who))
        for address in handed_out:
            answer = client.get(address)
            assert (who, address, answer.status_code) == (who, address, 404)
            assert "ETag" not in answer


@pytest.fixture
def original(sent):
    return reverse("evidence:original-download", args=[sent.pk])


def test_an_original_that_is_gone_from_the_store_is_told_in_words(client_of, ben, sent, original):
    storage.original(sent.file.sha256).unlink()

    answer = client_of(ben).get(original, follow=True)

    assert messages_of(answer) == [
        "The store no longer has this file. Tell whoever runs this system."
    ]


WORDS = b"These are minutes.txt."


@pytest.mark.parametrize(
    ("asked", "part"),
    [("bytes=0-", slice(0, None)), ("bytes=6-8", slice(6, 9)), ("bytes=-4", slice(-4, None))],
)
def test_a_download_that_broke_off_goes_on_where_it_was(client_of, ben, original, asked, part):
    client = client_of(ben)
    tag = client.get(original)["ETag"]

    answer = client.get(original, headers={"Range": asked, "If-Range": tag})

    first, last, _ = part.indices(len(WORDS))
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, WORDS[part])
    assert answer["Content-Range"] == f"bytes {first}-{last - 1}/{len(WORDS)}"


def test_the_rest_of_another_file_is_not_glued_to_this_one(client_of, ben, original):
    answer = client_of(ben).get(original, headers={"Range": "bytes=5-", "If-Range": '"other"'})

    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, WORDS)


def test_who_only_asks_how_long_it_is_gets_no_bytes(client_of, ben, original):
    answer = client_of(ben).head(original)

    assert answer["Content-Length"] == str(len(WORDS))
    assert b"".join(answer.streaming_content) == b""


def test_a_name_from_hell_stays_a_name(client_of, amy, enrolment):
    name = 'a"b;filename=evil.exe ü.txt'
    artefact = add_artefact(enrolment, by=amy, name=name)

    answer = client_of(amy).get(f"/artefacts/{artefact.pk}/original/")

    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''a")
    assert ";" not in answer["Content-Disposition"].partition("filename*=")[2]


def test_pages_are_not_kept_and_signing_out_clears_what_was(client_of, amy, enrolment):
    client = client_of(amy)

    assert client.get(reverse("portfolio:home"))["Cache-Control"] == "private, no-store"
    assert client.get("/no-such-page/")["Cache-Control"] == "private, no-store"

    answer = client.post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == '"cache"'
    assert client.get(reverse("account_login")).headers.get("Clear-Site-Data") is None
