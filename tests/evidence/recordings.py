"""How are the recordings made that the tests send in?"""

import functools
import io
from fractions import Fraction

import av
from django.core.files.uploadedfile import SimpleUploadedFile

from evidence import intake, scanning

SECRET = "Recorded at 12 Harbour Street"
RATE = 48000
AT_ONCE = 1024


@functools.cache
def sound(codec="libmp3lame", form="mp3", *, seconds=2):
    """Return a recording of silence, with a title that must not travel on."""
    data = io.BytesIO()
    with av.open(data, "w", format=form) as made:
        made.metadata["title"] = SECRET
        _fill_sound(made, _sound_of(made, codec), seconds)
    return data.getvalue()


@functools.cache
def film(codec="libx264", form="mp4", *, seconds=2, sound=None):
    """Return a small film whose picture grows lighter, with sound when its codec is named."""
    data = io.BytesIO()
    with av.open(data, "w", format=form) as made:
        made.metadata["title"] = SECRET
        picture = made.add_stream(codec, rate=10)
        picture.width, picture.height, picture.pix_fmt = 160, 90, "yuv420p"
        voice = _sound_of(made, sound) if sound else None
        for number in range(seconds * 10):
            frame = av.VideoFrame(160, 90, "yuv420p")
            for plane, level in zip(frame.planes, (number * 8 % 256, 128, 128), strict=True):
                plane.update(bytes([level]) * plane.buffer_size)
            frame.pts = number
            made.mux(picture.encode(frame))
        made.mux(picture.encode(None))
        if voice:
            _fill_sound(made, voice, seconds)
    return data.getvalue()


def add_recording(enrolment, *, by, name="talk.mp3", data=b""):
    """Return a new artefact of a recording, by default of sound, with the worker's part done."""
    upload = SimpleUploadedFile(name, data or sound(), content_type="")
    artefact = intake.receive(enrolment, upload, by=by)
    scanning.scan(artefact.file_id)
    artefact.refresh_from_db()
    return artefact


def read(path):
    """Return the codecs of a recording in order, all its metadata, and its length in seconds."""
    with av.open(str(path)) as made:
        notes = dict(made.metadata)
        codecs = [stream.codec_context.codec.canonical_name for stream in made.streams]
        return codecs, notes, made.duration / av.time_base


def _sound_of(made, codec):
    stream = made.add_stream(codec, rate=RATE)
    stream.layout = "mono"
    return stream


def _fill_sound(made, stream, seconds):
    frames = av.AudioResampler(
        format=stream.format.name,
        layout="mono",
        rate=RATE,
        frame_size=stream.codec_context.frame_size or AT_ONCE,
    )
    for number in range(RATE * seconds // AT_ONCE):
        frame = av.AudioFrame("s16", "mono", AT_ONCE)
        frame.planes[0].update(bytes(2 * AT_ONCE))
        frame.rate, frame.pts, frame.time_base = RATE, number * AT_ONCE, Fraction(1, RATE)
        for fitting in frames.resample(frame):
            made.mux(stream.encode(fitting))
    made.mux(stream.encode(None))
