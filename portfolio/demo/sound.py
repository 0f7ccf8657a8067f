"""What is heard in the sample recording of a discussion: tones in two voices, no speech?"""

import io
import math
import wave
from array import array

RATE = 8000
LOUDNESS = 9000
TURNS = (
    # seconds, tone in Hz: who asks speaks low, who answers speaks higher and longer
    (1.2, 165),
    (2.4, 262),
    (0.9, 147),
    (2.7, 294),
    (1.1, 165),
    (3.2, 247),
)
SILENCE = 0.15


def call_back_discussion():
    """A recording of 13 November 2026 in miniature, as WAV: twelve seconds, mono."""
    samples = array("h")
    for seconds, tone in TURNS:
        samples.extend(_voice(seconds, tone))
        samples.extend([0] * int(SILENCE * RATE))
    raw = io.BytesIO()
    with wave.open(raw, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(samples.itemsize)
        recording.setframerate(RATE)
        recording.writeframes(samples.tobytes())
    return raw.getvalue()


def _voice(seconds, tone):
    """One turn: a tone with one overtone that swells five times a second, as syllables do."""
    for at in range(int(seconds * RATE)):
        moment = at / RATE
        swell = math.sin(math.pi * 5 * moment) ** 2
        wave_at = 2 * math.pi * tone * moment
        yield round(LOUDNESS * swell * (0.7 * math.sin(wave_at) + 0.3 * math.sin(2 * wave_at)))
