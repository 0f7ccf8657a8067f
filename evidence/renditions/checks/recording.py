"""Can a browser play this recording, and has all of it come in?"""

import av

from evidence.renditions.recording import end_of, has_picture, opened, packets, playable
from evidence.renditions.telling import DAMAGED, Problem, tell

# A file that ends long before it says it would was cut off on its way.
WHOLE = 0.9


def check(path, reader):
    """Return {"picture": bool}; raise Problem "codec" or "damaged"."""
    with opened(path, reader) as source:
        streams, _ = playable(source)
        picture = has_picture(streams)
        promised = (source.duration or 0) / av.time_base
        seconds = max((end_of(packet) for packet in packets(source, streams)), default=0)
    if seconds <= 0 or (reader == "mp4" and seconds < promised * WHOLE):
        raise Problem(DAMAGED)
    return {"picture": picture}


if __name__ == "__main__":
    tell(check)
