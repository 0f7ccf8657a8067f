"""Which recordings are taken, and what is played of them?"""

import pytest

from core.errors import RuleViolation
from evidence import previews, scanning
from evidence.door import inspection
from evidence.models import StoredFile
from tests.evidence import recordings, samples

film, sound = recordings.film, recordings.sound
GOOD = [
    (lambda: sound(), "talk.mp3", inspection.MP3, "audio/mpeg", ["mp3"]),
    (lambda: sound("aac", "ipod"), "talk.m4a", inspection.M4A, "audio/mp4", ["aac"]),
    (lambda: sound("aac", "adts"), "talk.aac", inspection.AAC, "audio/mp4", ["aac"]),
    (lambda: sound("pcm_s16le", "wav"), "a.wav", inspection.WAV, "audio/wav", ["pcm_s16le"]),
    (lambda: sound("libopus", "ogg"), "talk.opus", inspection.OGG, "audio/ogg", ["opus"]),
    (lambda: sound("libopus", "webm"), "a.webm", inspection.WEBM_SOUND, "audio/ogg", ["opus"]),
    (lambda: film(sound="aac"), "a.mp4", inspection.MP4, "video/mp4", ["h264", "aac"]),
    (lambda: film(form="mov"), "IMG_1.MOV", inspection.QUICKTIME, "video/mp4", ["h264"]),
    (lambda: film("libvpx", "webm"), "a.webm", inspection.WEBM, "video/webm", ["vp8"]),
    (lambda: film(form="matroska"), "a.mkv", inspection.MATROSKA, "video/mp4", ["h264"]),
]
NAMES = [case[1] for case in GOOD]


@pytest.fixture
def taken(tmp_path):
    """Put bytes on disk and inspect them as `name`; return the path and what they are."""

    def inspected(data, name):
        path = samples.write(tmp_path / "incoming", data)
        return path, inspection.inspect(path, name).kind

    return inspected


@pytest.mark.parametrize(("make", "name", "expected", "mime", "codecs"), GOOD, ids=NAMES)
def test_a_recording_is_taken_and_gets_a_fresh_file_to_play(
    taken, tmp_path, make, name, expected, mime, codecs
):
    path, kind = taken(make(), name)

    made = previews.render(path, kind.mime, tmp_path / "made", title="For everyone")

    assert kind == expected
    assert (made.pages, made.images, made.kind) == (0, (), mime.partition("/")[0])
    assert made.plays == {"name": "recording", "mime": mime, "seconds": 2}
    found, notes, seconds = recordings.read(made.folder / "recording")
    assert (found, round(seconds)) == (codecs, 2)
    assert recordings.SECRET not in str(notes)
    assert recordings.SECRET.encode() not in (made.folder / "recording").read_bytes()


@pytest.mark.parametrize(
    ("make", "name", "sentence"),
    [
        (
            lambda: sound("pcm_mulaw", "wav"),
            "phone.wav",
            "its sound or picture is stored in a way that browsers can’t play. "
            "Save it as MP4 or MP3, then add it again.",
        ),
        (
            lambda: film("mpeg4", "mp4"),
            "old.mp4",
            "its sound or picture is stored in a way that browsers can’t play. "
            "Save it as MP4 or MP3, then add it again.",
        ),
        (
            lambda: sound("flac", "flac"),
            "talk.flac",
            "it is a sound recording of a kind that browsers can’t play. "
            "Save it as MP3 or M4A, then add it again.",
        ),
        (
            lambda: film("mpeg4", "avi"),
            "old.avi",
            "it is a video of a kind that browsers can’t play. Save it as MP4, then add it again.",
        ),
    ],
)
def test_what_no_browser_plays_is_refused_with_the_way_on(taken, make, name, sentence):
    with pytest.raises(RuleViolation) as refusal:
        taken(make(), name)

    assert refusal.value.message == f"{name} was not added: {sentence}"


@pytest.mark.parametrize(
    "broken",
    [
        lambda: b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40),
        lambda: b"\x00\x00\x00\x18ftypisom" + bytes(40),
        lambda: film()[:-700],
        lambda: sound("libopus", "ogg")[:60],
        lambda: b"\x1a\x45\xdf\xa3" + bytes(400),
    ],
)
def test_a_recording_that_was_cut_off_is_refused(taken, broken):
    with pytest.raises(RuleViolation, match="it is (damaged|cut off)"):
        taken(broken(), "broken.mp4")


def test_a_playlist_under_the_name_of_a_film_opens_nothing(taken):
    _, kind = taken("#EXTM3U\n#EXTINF:1,\n/etc/passwd\n", "list.txt")

    assert kind == inspection.TEXT


def test_a_recording_that_came_in_is_clean_and_has_no_pages(enrolment, amy):
    artefact = recordings.add_recording(enrolment, by=amy)

    file = StoredFile.objects.get(pk=artefact.file_id)

    assert (file.state, file.pages, file.rendition) == ("clean", 0, "audio")
    assert file.rendered_with == previews.converter_key()
    assert scanning.render(file).plays["seconds"] == 2
