"""How does a module in the cage tell the process outside what it found?"""

import json
import os
import sys

from evidence.collecting import collect_seldom

READY = b"ready\n"
DAMAGED, HEAVY = "damaged", "heavy"


class Problem(Exception):
    """What keeps a file from being used: a short name, and where they belong to it two numbers.

    `number` is how much there is, `of` how much there should be.
    """

    def __init__(self, name, number=None, of=None):
        super().__init__(name)
        self.name = name
        self.number = number
        self.of = of


def tell(answer_to):
    """Read the order (JSON on standard input), call `answer_to` with it, write its answer.

    "ready" comes first, so that the reader can tell a machine that lacks a library from a file
    that breaks one. The process ends here.
    """
    sys.stdout.buffer.write(READY)
    sys.stdout.flush()
    collect_seldom()
    order = json.loads(sys.stdin.buffer.read())
    try:
        answer = answer_to(**order)
    except Problem as problem:
        answer = {"problem": problem.name, "number": problem.number, "of": problem.of}
    except (MemoryError, RecursionError):
        answer = {"problem": HEAVY, "number": None}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    # Pango reads fonts in a thread of its own, which crashes when its library goes before it.
    os._exit(0)


def understand(told):
    """Return the answer that `tell` wrote, or None when there is none that can be read."""
    if not told.startswith(READY):
        return None
    try:
        answer = json.loads(told.removeprefix(READY), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def whole(value, most):
    """Return `value` if it is a whole number from 0 to `most`; raise Problem "damaged" if not."""
    if type(value) is not int or not 0 <= value <= most:
        raise Problem(DAMAGED)
    return value


def _refuse(constant):
    raise ValueError(f"{constant} is no number that was asked for")
