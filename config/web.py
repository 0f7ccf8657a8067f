"""How does gunicorn serve the pages? Used as `gunicorn --config python:config.web config.wsgi`."""

import importlib

from django.conf import settings

bind = f"{settings.HOST}:{settings.PORT}"
workers = settings.WEB_PROCESSES
threads = 4
worker_class = "gthread"
# A slow phone may take minutes to send a large file; one thread waits for it, the others go on.
timeout = 120
graceful_timeout = 30
preload_app = True
control_socket_disable = True
loglevel = settings.LOG_LEVEL.lower()
accesslog = "-" if settings.LOG_LEVEL == "INFO" else None


def when_ready(_server):
    """Import every page before the web processes part, so that the first visitor doesn't wait."""
    importlib.import_module(settings.ROOT_URLCONF)
