"""What holds in every environment? Each variable is listed in .env.example."""

import os
from pathlib import Path

import environ
from csp.constants import SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Exchange, Queue

from config.broker import celery_url
from config.scanners import clamd_url
from config.seals import seal_keys
from config.stores import evidence_store

ROOT = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
BOOLEANS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def setting(name, cast, default):
    """Return environment variable `name` as `cast` (str, int, bool, list), or `default` if empty.

    Raises ImproperlyConfigured with the variable's name when the value can't be read.
    """
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if cast is bool and text.lower() not in BOOLEANS:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(BOOLEANS)}, not {text!r}.")
    try:
        return BOOLEANS[text.lower()] if cast is bool else env.parse_value(text, cast)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {text!r}.") from None


def logging_at(level):
    """Return Django's LOGGING: one line for each event, to the standard output."""
    told = {name: {"level": level} for name in ("celery", "config", "evidence", "portfolio")}
    console = {
        "class": "logging.StreamHandler",
        "stream": "ext://sys.stdout",
        "formatter": "line",
        "filters": ["discreet"],
    }
    django = {"handlers": ["console"], "level": level, "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
        "filters": {"discreet": {"()": "config.discretion.WithoutSecrets"}},
        "handlers": {"console": console},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {"django": django, **told},
    }


VAR = Path(setting("VAR_DIR", str, str(ROOT / "var")))
DEBUG = False
ALLOWED_HOSTS = setting("ALLOWED_HOSTS", list, ["localhost", "127.0.0.1"])
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "config",
    "allauth",
    "allauth.account",
    "axes",
    "crispy_bootstrap5",
    "crispy_forms",
    "csp",
    "django_htmx",
    "core",
    "audit",
    "accounts",
    "qualifications",
    "learners",
    "evidence",
    "assessment",
    "portfolio",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.permissions_policy.PermissionsPolicyMiddleware",
    "accounts.keeping.NotKeptMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "evidence.door.allowance.AllowanceMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.session_ends.SessionEndsMiddleware",
    "accounts.signed_out.SignedOutMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.RuleViolationMiddleware",
    "evidence.out_of_reach.OutOfReachMiddleware",
    "accounts.saved_forms.SavedFormsMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portfolio.navigation.navigation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

DATABASE_URL = setting("DATABASE_URL", str, f"sqlite:///{VAR / 'portfolio.sqlite3'}")
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 2)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["CONN_MAX_AGE"] = 60

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 10},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portfolio:home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False
AXES_FAILURE_LIMIT = setting("SIGN_IN_FAILURE_LIMIT", int, 5)
AXES_COOLOFF_TIME = setting("SIGN_IN_LOCK_HOURS", int, 1)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# As allauth names it when it asks whether a password is right; the form calls it "login".
AXES_USERNAME_FORM_FIELD = "email"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_VERBOSE = False

SESSION_COOKIE_AGE = setting("SESSION_HOURS", int, 12) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}

STATIC_URL = "static/"
STATIC_ROOT = Path(setting("STATIC_DIR", str, str(ROOT / "staticfiles")))
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_ROOT = Path(setting("STORAGE_DIR", str, str(VAR / "storage")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "evidence": evidence_store(
        {
            "S3_BUCKET": setting("S3_BUCKET", str, ""),
            "S3_ENDPOINT": setting("S3_ENDPOINT", str, ""),
            "S3_ACCESS_KEY": setting("S3_ACCESS_KEY", str, ""),
            "S3_SECRET_KEY": setting("S3_SECRET_KEY", str, ""),
            "S3_REGION": setting("S3_REGION", str, ""),
        }
    ),
}
# Copies of what stands in a bucket, for programs that open paths.
STORAGE_CACHE = VAR / "cache"
STORAGE_CACHE_BYTES = setting("S3_CACHE_MB", int, 10240) * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["evidence.door.multipart.NamedFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o640
EVIDENCE_MAX_BYTES = setting("EVIDENCE_MAX_MB", int, 2048) * 1024 * 1024
EVIDENCE_MAX_FILES = setting("EVIDENCE_MAX_FILES", int, 50)
DATA_UPLOAD_MAX_NUMBER_FILES = EVIDENCE_MAX_FILES
# A plan of a hundred tasks and as many risks is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# Words, not files: so much gets as far as its field, which says in a sentence that it is too long.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
UPLOAD_KEPT_DAYS = setting("UPLOAD_KEPT_DAYS", int, 7)
BUNDLE_KEPT_DAYS = setting("BUNDLE_KEPT_DAYS", int, 30)
BUNDLE_VOLUME_BYTES = setting("BUNDLE_VOLUME_MB", int, 400) * 1024 * 1024
BUNDLE_VOLUME_PAGES = setting("BUNDLE_VOLUME_PAGES", int, 4000)
# With two, a large bundle of one centre leaves room for those of others.
BUNDLE_PROCESSES = max(1, setting("BUNDLE_PROCESSES", int, 2))
# Of a bundle that somebody wants to have checked, at /verify/.
VERIFY_MAX_BYTES = setting("VERIFY_MAX_MB", int, 2048) * 1024 * 1024
SEAL_KEYS = seal_keys(setting("SEAL_KEYS_DIR", str, ""), setting("SEAL_PASSPHRASE", str, ""))
SEAL_DEMO_KEY = VAR / "demo-seal.p12"
EXPORT_KEPT_DAYS = setting("EXPORT_KEPT_DAYS", int, 7)
CLAMD_URL = clamd_url(setting("CLAMD_URL", str, ""))

HOST = setting("HOST", str, "127.0.0.1")
PORT = setting("PORT", int, 8000)
WEB_PROCESSES = setting("WEB_PROCESSES", int, 2)
DEMO = setting("DEMO", bool, False)
REDIS_URL = setting("REDIS_URL", str, "")
CELERY_BROKER_URL = celery_url(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The broker hands a task out again after visibility_timeout, so that is longer than the longest
# task may take; the sweeps, not the broker, find abandoned work within a minute.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 1,
    "socket_timeout": 2,
    "max_retries": 1,
}
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_SOFT_TIME_LIMIT = 1740
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.2, "interval_max": 0.2}
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 100
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
# Each queue but the sweeps has a worker of its own, so a long bundle never holds up an upload.
CELERY_TASK_DEFAULT_QUEUE = "files"
CELERY_TASK_QUEUES = [
    Queue(name, Exchange(name), routing_key=name) for name in ("files", "bundles", "sweeps")
]
CELERY_TASK_ROUTES = {
    "evidence.tasks.sweep_files": {"queue": "sweeps"},
    "evidence.tasks.sweep_storage": {"queue": "sweeps"},
    "evidence.tasks.sweep_uploads": {"queue": "sweeps"},
    "portfolio.tasks.sweep_bundles": {"queue": "sweeps"},
    "portfolio.exports.tasks.*": {"queue": "sweeps"},
    "portfolio.tasks.*": {"queue": "bundles"},
}
CELERY_BEAT_SCHEDULE = {
    "set_ahead": {
        "task": "portfolio.tasks.set_ahead",
        "schedule": 15,
        "options": {"expires": 15},
    },
    "sweep_bundles": {
        "task": "portfolio.tasks.sweep_bundles",
        "schedule": 15,
        "options": {"expires": 15},
    },
    "sweep_exports": {
        "task": "portfolio.exports.tasks.sweep_exports",
        "schedule": 15,
        "options": {"expires": 15},
    },
    "sweep_files": {
        "task": "evidence.tasks.sweep_files",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "sweep_storage": {
        "task": "evidence.tasks.sweep_storage",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "sweep_uploads": {
        "task": "evidence.tasks.sweep_uploads",
        "schedule": 600,
        "options": {"expires": 600},
    },
}

# One URL sets EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT and the others.
vars().update(env.email_url_config(setting("EMAIL_URL", str, "consolemail://")))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = setting("DEFAULT_FROM_EMAIL", str, "portfolio@localhost")

LOG_LEVEL = setting("LOG_LEVEL", str, "INFO")
LOGGING = logging_at(LOG_LEVEL)
