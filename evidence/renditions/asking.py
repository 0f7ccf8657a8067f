"""How does the process outside put a question to one of the modules in the cage?"""

import json
import logging
import signal
from pathlib import Path

from evidence.cage import cage
from evidence.renditions.telling import DAMAGED, HEAVY, READY, Problem, understand, whole

log = logging.getLogger(__name__)
# A Python program that raised says where; everything else is a signal or a limit.
RAISED, WHERE = 1, b"Traceback"
# Sent from outside, as the kernel does when the machine has no memory left. Shells and bubblewrap
# tell a signal as 128 and its number, and unshare, killed with its child, as no more than 1.
FROM_OUTSIDE = {
    code
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    for code in (-number, 128 + number)
} | {RAISED}
LARGEST_NUMBER = 10**12
# On a busy machine a module waits for the processor for much longer than it computes.
WAITS, MOST_WAITING = 4, 120


class BrokeOff(Problem):
    """The module was killed, or killed itself; a second try may go better."""


class Interrupted(BrokeOff):
    """The machine was busy, or ended the module: that says nothing about the file."""


def ask(module, *, reads, seconds, memory, writes=None, written=cage.WRITTEN, **order):
    """Run `module` on the file `reads` (with the folder `writes`) and return its answer, a dict.

    `reads` may be a list of files, which the module then gets as `paths` in place of `path`.

    It may compute for `seconds`; while the machine is busy it may take longer. Raises Problem with
    what the module found, HEAVY when it ran into a limit, DAMAGED when it broke, BrokeOff when it
    ended by a signal of its own, Interrupted when that was not its doing; cage.Failed when the
    module could not even start, which is a fault of the machine. Whatever stands in the dict may
    be a lie of a module that a file took over: its keys are strings, and no more is sure.
    """
    several = isinstance(reads, list)
    paths = [str(Path(path).absolute()) for path in (reads if several else [reads])]
    given = {"paths": paths} if several else {"path": paths[0]}
    said = json.dumps({**given, **order}).encode()
    try:
        told = cage.run_python(
            module,
            inputs=paths,
            output=writes,
            seconds=min(WAITS * seconds, seconds + MOST_WAITING),
            processor=seconds,
            memory=memory,
            written=written,
            said=said,
        )
    except cage.TookTooMuch as error:
        log.warning("%s was ended: %s", module, error)
        raise Problem(HEAVY) from error
    except cage.TimedOut as error:
        log.warning("%s did not come to an end: %s", module, error)
        raise Interrupted(HEAVY) from error
    except cage.Failed as failure:
        if not failure.told.startswith(READY):
            raise
        log.warning("%s broke off: %s", module, failure)
        if failure.code == RAISED and WHERE in failure.complained:
            raise Problem(DAMAGED) from failure
        error = Interrupted if failure.code in FROM_OUTSIDE else BrokeOff
        raise error(HEAVY) from failure
    answer = understand(told)
    if answer is None:
        raise Problem(DAMAGED)
    if answer.get("problem") is not None:
        raise _problem(answer)
    return answer


def _problem(answer):
    name, numbers = answer["problem"], [answer.get("number"), answer.get("of")]
    if not isinstance(name, str):
        return Problem(DAMAGED)
    return Problem(name, *(n if n is None else whole(n, LARGEST_NUMBER) for n in numbers))
