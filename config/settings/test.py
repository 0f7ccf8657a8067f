"""What differs in the tests? They run on SQLite, and again on DATABASE_URL and REDIS_URL."""

from config.settings.base import *  # noqa: F403  a settings module is its base and what differs
from config.settings.base import DATABASES

SECRET_KEY = "only-the-tests-are-signed-with-this-key-and-nothing-else-ever-is"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True

if "init_command" in DATABASES["default"].get("OPTIONS", {}):
    # No test pulls the plug, so nothing has to wait for the disk.
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
