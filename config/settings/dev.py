"""What differs on a developer's machine and in `make run`?"""

from config.broker import SOCKET_NAME, celery_url, runtime_folder
from config.secret import kept_secret
from config.settings.base import *  # noqa: F403  a settings module is its base and what differs
from config.settings.base import VAR, logging_at, setting

# Off, since what `make run` shows first is the product; DEBUG=1 is for who changes it.
DEBUG = setting("DEBUG", bool, False)
DEMO = setting("DEMO", bool, True)
SECRET_KEY = setting("SECRET_KEY", str, "") or kept_secret(VAR / "secret-key")
REDIS_URL = setting("REDIS_URL", str, "") or f"unix://{runtime_folder(VAR) / SOCKET_NAME}"
CELERY_BROKER_URL = celery_url(REDIS_URL)
STATIC_ROOT = None
LOG_LEVEL = setting("LOG_LEVEL", str, "WARNING")
LOGGING = logging_at(LOG_LEVEL)
WHITENOISE_USE_FINDERS = True
