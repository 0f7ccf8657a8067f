"""How does the process outside put a question to one of the modules in the cage?"""

import json
import logging
from pathlib import Path

from evidence import cage
from evidence.renditions.telling import DAMAGED, HEAVY, READY, Problem, understand

log = logging.getLogger(__name__)
# A Python program that raised; everything else is a signal or a limit.
RAISED = 1


def ask(module, *, reads, seconds, memory, writes=None, **order):
    """Run `module` on the file `reads` (with the folder `writes`) and return its answer, a dict.

    Raises Problem with what the module found, HEAVY when it ran into a limit, DAMAGED when it
    broke; cage.Failed when the module could not even start, which is a fault of the machine.
    """
    path = str(Path(reads).absolute())
    said = json.dumps({"path": path, **order}).encode()
    try:
        told = cage.run_python(
            module, inputs=[path], output=writes, seconds=seconds, memory=memory, said=said
        )
    except cage.TimedOut as error:
        log.warning("%s ran out of time", module)
        raise Problem(HEAVY) from error
    except cage.Failed as failure:
        if not failure.told.startswith(READY):
            raise
        log.warning("%s broke off: %s", module, failure)
        raise Problem(DAMAGED if failure.code == RAISED else HEAVY) from failure
    answer = understand(told)
    if answer is None:
        raise Problem(DAMAGED)
    if answer.get("problem") is not None:
        raise Problem(answer["problem"], answer.get("number"))
    return answer
