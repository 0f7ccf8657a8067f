"""How does gunicorn serve the pages? Used as `gunicorn --config python:config.web config.wsgi`."""

import importlib

from django.conf import settings
from gunicorn.glogging import Logger

from config.discretion import without_secrets
from evidence.cage import cage
from evidence.collecting import collect_seldom

bind = f"{settings.HOST}:{settings.PORT}"
workers = settings.WEB_PROCESSES
# A slow phone holds one for as long as a piece of its file takes, so there are many.
threads = 16
worker_class = "gthread"
# Of a process that does not stir; how long one request may take says nothing of that.
timeout = 120
graceful_timeout = 30
preload_app = True
control_socket_disable = True
# A line that is silent for so long is broken, though nobody said so: what came in is safe.
SILENT_SECONDS = 30
loglevel = settings.LOG_LEVEL.lower()
accesslog = "-" if settings.LOG_LEVEL == "INFO" else None


def pre_request(_worker, request):
    """Wait for no more of a request whose line broke without a word."""
    request.unreader.sock.settimeout(SILENT_SECONDS)


class DiscreetLogger(Logger):
    """Writes down who asked for what, but no secret of an address."""

    def atoms(self, *args):
        found = super().atoms(*args)
        return {k: without_secrets(v) if isinstance(v, str) else v for k, v in found.items()}


logger_class = DiscreetLogger


def post_worker_init(_worker):
    """Clear away what processes left that were killed long ago: this one may follow such a one."""
    cage.remove_leftovers()
    collect_seldom()


def when_ready(_server):
    """Import every page before the web processes part, so that the first visitor doesn't wait."""
    importlib.import_module(settings.ROOT_URLCONF)
