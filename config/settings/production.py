"""What differs where real people's work is kept? It refuses to start half-configured."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403  a settings module is its base and what differs
from config.settings.base import ALLOWED_HOSTS, DATABASE_URL, REDIS_URL, STORAGES, setting

SECRET_KEY = setting("SECRET_KEY", str, "")
SHORTEST_KEY = 50


def refuse(wrong, sentence):
    """Raise ImproperlyConfigured with `sentence` if `wrong`."""
    if wrong:
        raise ImproperlyConfigured(sentence)


refuse(setting("DEBUG", bool, False), "DEBUG must be off here: it shows the program to visitors.")
refuse(setting("DEMO", bool, False), "DEMO must be off here: its passwords are known to all.")
refuse(
    len(SECRET_KEY) < SHORTEST_KEY or len(set(SECRET_KEY)) < 10,
    f"SECRET_KEY must be set to at least {SHORTEST_KEY} random characters. Make one with: "
    "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'",
)
refuse(
    not setting("ALLOWED_HOSTS", list, []) or "*" in ALLOWED_HOSTS,
    "ALLOWED_HOSTS must name the host names that people use, such as portfolio.example.ac.uk.",
)
refuse(
    not setting("DATABASE_URL", str, "") or not DATABASE_URL.startswith("postgres"),
    "DATABASE_URL must name a PostgreSQL database, such as postgres://user:password@host/name.",
)
refuse(not REDIS_URL, "REDIS_URL must name a Redis server, such as redis://host:6379/0.")
refuse(
    not setting("EMAIL_URL", str, ""),
    "EMAIL_URL must name a mail server, such as smtp+tls://user:password@host:587, "
    "or be dummymail:// to send none.",
)

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SECURE_HSTS_SECONDS = setting("HSTS_SECONDS", int, 31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = setting("HSTS_SUBDOMAINS", bool, True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
if setting("BEHIND_TLS_PROXY", bool, False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Preloading can't be undone by this program; it is for the domain's owner to ask for.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "config.static.NamedByContent"},
}
