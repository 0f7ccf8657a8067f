"""How do tasks travel from a page to a worker?

A message is only a nudge: the row that it points at says what is to be done, and a sweep finds what
a lost message left behind. So a page never fails because the broker is away.
"""

import os

from celery import Celery
from celery.contrib.django.task import DjangoTask
from celery.signals import heartbeat_sent, worker_process_init
from django.db import transaction

from evidence.collecting import collect_seldom
from portfolio.health import record_pulse

BEHIND_PAGES = 10


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
