"""Can a browser play this recording, has all of it come in, and what else does it carry?"""

import struct
from pathlib import Path

import av

from evidence.renditions.recording import end_of, has_picture, opened, packets, playable
from evidence.renditions.telling import DAMAGED, Problem, tell

# A file that ends long before it says it would was cut off on its way.
WHOLE = 0.9
TELLS_LENGTH = ("mp4", "webm", "wav")
POSITION = "location"
# A recorder that writes as it goes leaves one of these where the size belongs.
NOT_KNOWN = (0, 0xFFFFFFFF)
BOX = struct.Struct(">L4s")
LARGE_BOX, LARGE_SIZE = 1, struct.Struct(">Q")


def check(path, reader):
    """Return {"picture": bool, "found": [what it holds]}.

    Raises Problem "codec", "damaged", "cut off", or "seconds cut off" with how many of how many
    seconds came in.
    """
    if reader == "mp4" and _ends_inside_a_box(path):
        raise Problem("cut off")
    with opened(path, reader) as source:
        found = _holds(source)
        streams, _ = playable(source)
        picture = has_picture(streams)
        promised = (source.duration or 0) / av.time_base
        seconds = max((end_of(packet) for packet in packets(source, streams)), default=0)
    if seconds <= 0:
        raise Problem(DAMAGED)
    if reader == "wav":
        promised = seconds / _share_of_wav(path)
    if reader in TELLS_LENGTH and seconds < promised * WHOLE:
        raise Problem("seconds cut off", round(seconds), round(promised))
    return {"picture": picture, "found": found}


def _holds(source):
    found = []
    attached = sum(stream.type == "attachment" for stream in source.streams)
    if attached:
        found.append({"what": "embedded files", "number": attached})
    notes = [source.metadata, *(stream.metadata for stream in source.streams)]
    if any(POSITION in name.lower() for note in notes for name in note):
        found.append({"what": "position"})
    return found


def _ends_inside_a_box(path):
    """An MP4 is a row of boxes that each say how long they are; nothing else may follow."""
    size, at = Path(path).stat().st_size, 0
    with open(path, "rb") as file:
        while at + BOX.size <= size:
            file.seek(at)
            length, _ = BOX.unpack(file.read(BOX.size))
            if length == LARGE_BOX:
                length = LARGE_SIZE.unpack(file.read(LARGE_SIZE.size).ljust(LARGE_SIZE.size))[0]
            if length < BOX.size:
                return False
            at += length
    return at > size


def _share_of_wav(path):
    """Return how much of a WAV is there, by the size that it says it has."""
    with open(path, "rb") as file:
        promised = struct.unpack("<4xL", file.read(8))[0]
    return 1 if promised in NOT_KNOWN else Path(path).stat().st_size / (promised + 8)


if __name__ == "__main__":
    tell(check)
