"""How does gunicorn serve the pages? Used as `gunicorn --config python:config.web config.wsgi`."""

from config.settings.base import LOG_LEVEL, PORT, setting

bind = f"{setting('HOST', str, '127.0.0.1')}:{PORT}"
workers = setting("WEB_PROCESSES", int, 2)
threads = 4
worker_class = "gthread"
# A slow phone may take minutes to send a film of evidence; a thread waits for it, not the process.
timeout = 120
graceful_timeout = 30
preload_app = True
control_socket_disable = True
loglevel = LOG_LEVEL.lower()
accesslog = "-" if LOG_LEVEL == "INFO" else None
