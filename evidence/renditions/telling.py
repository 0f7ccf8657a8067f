"""How does a module in the cage tell the process outside what it found?"""

import json
import sys

READY = b"ready\n"
DAMAGED, HEAVY = "damaged", "heavy"


class Problem(Exception):
    """What keeps a file from being used: a short name, and a number where one belongs to it."""

    def __init__(self, name, number=None):
        super().__init__(name)
        self.name = name
        self.number = number


def tell(answer_to):
    """Read the order (JSON on standard input), call `answer_to` with it, write its answer.

    "ready" comes first, so that the reader can tell a machine that lacks a library from a file
    that breaks one.
    """
    sys.stdout.buffer.write(READY)
    sys.stdout.flush()
    order = json.loads(sys.stdin.buffer.read())
    try:
        answer = answer_to(**order)
    except Problem as problem:
        answer = {"problem": problem.name, "number": problem.number}
    except (MemoryError, RecursionError):
        answer = {"problem": HEAVY, "number": None}
    sys.stdout.write(json.dumps(answer))


def understand(told):
    """Return the answer that `tell` wrote, or None when there is none that can be read."""
    if not told.startswith(READY):
        return None
    try:
        answer = json.loads(told.removeprefix(READY))
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
