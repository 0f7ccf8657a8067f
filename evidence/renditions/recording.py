"""How does a recording become a fresh file of sound and picture alone that a browser plays?"""

import contextlib
from pathlib import Path

import av
from av.stream import Disposition

from evidence.door.file_types import MOST_HOURS
from evidence.renditions.telling import DAMAGED, Problem, tell

# Only the reader that the first bytes call for: FFmpeg must not look for a way of its own.
READERS = {
    "mp4": "mov", "mp3": "mp3", "aac": "aac", "wav": "wav", "ogg": "ogg", "webm": "matroska",
}  # fmt: skip
SOUND = {
    "mp3": "mp3", "aac": "mp4", "opus": "ogg", "vorbis": "ogg",
    "pcm_u8": "wav", "pcm_s16le": "wav", "pcm_s24le": "wav", "pcm_f32le": "wav",
}  # fmt: skip
PICTURE = {"h264": "mp4", "hevc": "mp4", "vp8": "webm", "vp9": "webm", "av1": "webm"}
BESIDE_PICTURE = {"mp4": {"aac", "mp3"}, "webm": {"opus", "vorbis"}}
# The index comes first, so that playing starts early; nothing says with what it was made.
OPTIONS = {
    "mp4": {"movflags": "+faststart", "fflags": "+bitexact"},
    "mp3": {"id3v2_version": "0", "write_id3v1": "0", "fflags": "+bitexact"},
}
BITEXACT = {"fflags": "+bitexact"}
LONGEST_SECONDS = MOST_HOURS * 3600


def remake(path, reader, folder):
    """Copy sound and picture of `path` into `folder`/recording, and nothing else that it carries.

    Returns {"form": "mp4", "picture": bool, "seconds": n}. Raises Problem.
    """
    with opened(path, reader) as source:
        streams, form = playable(source)
        picture = has_picture(streams)
        out = str(Path(folder) / "recording")
        with av.open(out, "w", format=form, options=OPTIONS.get(form, BITEXACT)) as made:
            copies = {s.index: made.add_stream_from_template(s) for s in streams}
            seconds = 0
            for packet in packets(source, streams):
                seconds = max(seconds, end_of(packet))
                packet.stream = copies[packet.stream.index]
                made.mux(packet)
    if not 0 < seconds < LONGEST_SECONDS:
        raise Problem(DAMAGED)
    return {"form": form, "picture": picture, "seconds": round(seconds)}


@contextlib.contextmanager
def opened(path, reader):
    """Open a recording inside; whatever FFmpeg can't read becomes the Problem "damaged".

    Its streams are gone when the block is left: ask them before.
    """
    try:
        with open(path, "rb") as file, av.open(file, format=READERS[reader]) as source:
            yield source
    except (av.FFmpegError, ValueError, OverflowError, ZeroDivisionError) as error:
        raise Problem(DAMAGED) from error


def playable(source):
    """Return the streams to keep, the picture first, and the form that holds them in a browser.

    Raises Problem "codec" when sound or picture are packed in a way that browsers can't play.
    """
    pictures = [s for s in source.streams.video if not s.disposition & Disposition.attached_pic]
    streams = [*pictures[:1], *source.streams.audio[:1]]
    if not streams:
        raise Problem(DAMAGED)
    names = [stream.codec_context.codec.canonical_name for stream in streams]
    form = (PICTURE if pictures else SOUND).get(names[0])
    if form is None or (pictures and not set(names[1:]) <= BESIDE_PICTURE[form]):
        raise Problem("codec")
    return streams, form


def packets(source, streams):
    """Yield the packets of the streams in their order, without the empty ones at the end."""
    for packet in source.demux(streams):
        if packet.dts is not None:
            yield packet


def end_of(packet):
    """Return at which second a packet is over."""
    start = packet.dts if packet.pts is None else packet.pts
    return float((start + (packet.duration or 0)) * packet.time_base)


def has_picture(streams):
    """Return whether the streams of `playable` make a film, not only sound."""
    return streams[0].type == "video"


if __name__ == "__main__":
    tell(remake)
