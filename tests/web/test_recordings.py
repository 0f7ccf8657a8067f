"""How is a recording played, and by whom; how small is a thumbnail?"""

import io

import pytest
from django.urls import reverse
from PIL import Image

from evidence.views import handing_out
from tests.evidence import recordings
from tests.people import add_artefact, judge, map_to, submit, text_file
from tests.web.asking import lacking, page_of


@pytest.fixture
def talk(enrolment, amy, criteria):
    """A recording that Amy sent for 1.1."""
    artefact = recordings.add_recording(enrolment, by=amy)
    map_to(artefact, criteria["1.1"], by=amy)
    submit(enrolment, artefact, by=amy)
    return artefact


@pytest.fixture
def url(talk):
    return reverse("evidence:recording-play", args=[talk.pk])


def body(answer):
    return b"".join(answer.streaming_content)


def test_a_recording_is_played_from_our_own_copy_alone(client_of, ben, url):
    answer = client_of(ben).get(url)

    data = body(answer)
    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/mpeg")
    assert answer["Content-Length"] == str(len(data))
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert data != recordings.sound()
    assert recordings.SECRET.encode() in recordings.sound()
    assert recordings.SECRET.encode() not in data


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-", slice(0, None)),
        ("bytes=100-199", slice(100, 200)),
        ("bytes=-50", slice(-50, None)),
        ("bytes=16000-99999999", slice(16000, None)),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(client_of, ben, url, asked, part):
    client = client_of(ben)
    whole = body(client.get(url))

    answer = client.get(url, headers={"Range": asked})

    first, last, _ = part.indices(len(whole))
    assert body(answer) == whole[part]
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last - 1}/{len(whole)}"
    assert answer["Content-Length"] == str(last - first)


def test_a_player_that_asks_for_all_gets_a_part_at_a_time(client_of, ben, url, monkeypatch):
    monkeypatch.setattr(handing_out, "MOST_AT_ONCE", 1000)

    answer = client_of(ben).get(url, headers={"Range": "bytes=500-"})

    assert (answer.status_code, len(body(answer))) == (206, 1000)
    assert answer["Content-Range"].startswith("bytes 500-1499/")


def test_a_part_behind_the_end_is_refused(client_of, ben, url):
    client = client_of(ben)
    size = len(body(client.get(url)))

    for asked in (f"bytes={size}-", "bytes=-0"):
        answer = client.get(url, headers={"Range": asked})
        assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{size}")


@pytest.mark.parametrize("asked", ["bytes=0-1,5-9", "bytes=-", "bytes=9-3", "pages=1-2"])
def test_a_range_that_makes_no_sense_here_gets_the_whole(client_of, ben, url, asked):
    answer = client_of(ben).get(url, headers={"Range": asked})

    assert answer.status_code == 200


def test_who_asks_for_the_headers_alone_gets_those_of_the_whole(client_of, ben, url):
    answer = client_of(ben).head(url, headers={"Range": "bytes=0-1"})

    assert (answer.status_code, answer.has_header("Content-Range")) == (200, False)


@pytest.mark.parametrize("who", ["una", "dan"])
def test_a_recording_is_not_found_by_outsiders(client_of, who, url, request):
    assert client_of(request.getfixturevalue(who)).get(url).status_code == 404


def test_what_has_pages_has_nothing_to_play(client_of, ben, sent):
    assert client_of(ben).get(f"/artefacts/{sent.pk}/recording/").status_code == 404


def test_a_version_keeps_its_own_recording(client_of, amy, ben, enrolment, talk, url):
    judge(enrolment, ben, c11="I can't hear the end.")
    replace = reverse("evidence:file-replace", args=[talk.pk])
    client_of(amy).post(replace, {"files": text_file("better.txt", "Better.")})
    client = client_of(ben)

    version = client.get(reverse("evidence:version-recording-play", args=[talk.pk, 1]))

    assert (version.status_code, client.get(url).status_code) == (200, 404)


def test_every_page_of_a_recording_shows_the_player_and_its_length(
    client_of, amy, ben, enrolment, talk, url
):
    pages = {
        ben: [reverse("assessment:enrolment-judge", args=[enrolment.pk]), talk.get_absolute_url()],
        amy: [talk.get_absolute_url(), reverse("evidence:artefact-map", args=[talk.pk])],
    }
    for user, addresses in pages.items():
        for address in addresses:
            page = page_of(client_of(user), address)
            assert (address, lacking(page, "<audio controls", url, "Sound, 0:02")) == (address, [])


def test_a_thumbnail_is_a_small_picture_of_its_page(client_of, amy, enrolment):
    artefact = add_artefact(enrolment, by=amy, words="\n".join(["One line."] * 200))
    client = client_of(amy)

    pages = client.get(artefact.get_absolute_url()).context["pages"]

    small, large = (body(client.get(pages[1][name])) for name in ("small", "url"))
    with Image.open(io.BytesIO(small)) as picture:
        assert picture.width == 160
    with Image.open(io.BytesIO(large)) as picture:
        assert picture.size == (pages[1]["width"], pages[1]["height"])
    assert len(small) < len(large) / 5
