"""How do tasks travel from a page to a worker?

A message is only a nudge: the row that it points at says what is to be done, and a sweep finds what
a lost message left behind. So a page never fails because the broker is away.
"""

import contextlib
import os
import socket
import stat

from celery import Celery
from celery.contrib.django.task import DjangoTask
from celery.signals import heartbeat_sent, worker_process_init
from django.db import transaction

from evidence.collecting import collect_seldom
from portfolio.health import record_pulse

BEHIND_PAGES = 10
STANDARD_STREAMS = (0, 1, 2)


class NudgeTask(DjangoTask):
    """A task whose sending after the commit can't break the page that asked for it."""

    def delay_on_commit(self, *args, **kwargs):
        """Send the task after the commit; a broker that is away is logged, not raised."""

        def send():
            self.delay(*args, **kwargs)

        transaction.on_commit(send, robust=True)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
app = Celery("portfolio", task_cls=NudgeTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["portfolio.exports"])


@heartbeat_sent.connect
def keep_pulse(**_signal):
    """Say every two seconds, for `/healthz/`, that a worker listens to its queues."""
    record_pulse(app.amqp.queues.consume_from)


@worker_process_init.connect
def stand_back(**_signal):
    """Let pages go first where a machine has both, and seldom look for garbage."""
    os.nice(BEHIND_PAGES)
    collect_seldom()


@worker_process_init.connect
def let_go_of_connections(**_signal):
    """Let go of the connections that the worker had open when it forked this process off.

    As long as two processes hold one, the worker goes on hearing of it after it has closed it.
    After a restart of the broker it then took such news for news of the next connection of the
    same number, read from that, and waited for ever (kombu 5.7). The numbers stay taken, since
    objects are left that will close them.
    """
    with open(os.devnull, "rb") as nothing:
        for number in map(int, os.listdir("/dev/fd")):
            if number not in STANDARD_STREAMS and _is_connection(number):
                os.dup2(nothing.fileno(), number, inheritable=False)


def _is_connection(number):
    """Return whether a file descriptor is a socket that leads to another program."""
    with contextlib.suppress(OSError):
        if stat.S_ISSOCK(os.fstat(number).st_mode):
            with socket.socket(fileno=os.dup(number)) as found:
                return bool(found.getpeername())
    return False
