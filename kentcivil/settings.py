"""Settings of the portal, read from the environment and secure unless told otherwise.

Production needs SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL and REDIS_URL; docs/configuration.md lists the rest.
DEBUG=1 is the local default that `make run` sets: it allows the demonstration sign-ins and asks no second factor.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from kentcivil import collector, logs

collector.rest()  # until the apps are ready, see kentcivil.pages.apps

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def required(name, what):
    """The value of an environment variable that has no safe default, or a sentence that says what to set."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}: {what}. `make run` sets it for you locally.")
    return value


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = required("SECRET_KEY", "a long random string that stays secret and stays the same")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if DEBUG else [])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000" if DEBUG else "https://localhost").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "kentcivil.accounts",
    "kentcivil.audit",
    "kentcivil.mail",
    "kentcivil.reminders",
    "kentcivil.followers",
    "kentcivil.geography",
    "kentcivil.pages",
    "organisations",
    "volunteering",
    "crowdfund",
    "partnership_board",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_forms_gds",
    "csp",
    "django_filters",
    "django_prometheus",
    "django_structlog",
    "import_export",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "kentcivil.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "kentcivil.request_size.RequestSizeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kentcivil.accounts.middleware.SignInRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kentcivil.accounts.middleware.StaffSecondFactorMiddleware",
    "kentcivil.audit.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "kentcivil.urls"
WSGI_APPLICATION = "kentcivil.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------------------------

DATABASES = {
    "default": {
        **env.db_url_config(
            required("DATABASE_URL", "the address of a PostgreSQL database, postgres://user:password@host/name")
        ),
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required("REDIS_URL", "the address of a Redis or Valkey server, redis://host:6379")
CACHES = {
    "default": {
        "BACKEND": "kentcivil.redis_cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "kentcivil",
    },
    # In each web process, for half a second: pages that many open at once, see kentcivil.caching.
    "here": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"},
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 30 * 60}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/London"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A web request that cannot reach Redis must not wait for it: the sweeper finds the work again from Postgres.
CELERY_TASK_PUBLISH_RETRY = False

# --- History ----------------------------------------------------------------------------------------------------

PGHISTORY_APPEND_ONLY = True
# Pages that only read are left alone, so that they need no session and can be served from the cache.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# --- People -----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["kentcivil.accounts.backends.EmailBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "kentcivil.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "kentcivil.accounts.forms.NameForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# The reverse proxy in docker-compose.yml is the one hop in front of the web processes.
ALLAUTH_TRUSTED_PROXY_COUNT = 0 if DEBUG else 1
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_TOTP_ISSUER = "Kent civil society"
STAFF_SECOND_FACTOR_REQUIRED = not DEBUG

# --- Mail -------------------------------------------------------------------------------------------------------

# Everything goes through the outbox (kentcivil.mail); this is what the outbox delivers through.
EMAIL_BACKEND = env.str(
    "EMAIL_BACKEND",
    default="django.core.mail.backends.filebased.EmailBackend"
    if DEBUG
    else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_FILE_PATH = BASE_DIR / ".local" / "mail"
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Kent civil society <no-reply@kentcivil.example>")
# With EMAIL_BACKEND=kentcivil.mail.notify.NotifyBackend, mail goes through GOV.UK Notify.
GOVUK_NOTIFY_API_KEY = env.str("GOVUK_NOTIFY_API_KEY", default="")
GOVUK_NOTIFY_PLAIN_EMAIL_TEMPLATE_ID = env.str("GOVUK_NOTIFY_PLAIN_EMAIL_TEMPLATE_ID", default="")
GOVUK_NOTIFY_URL = env.str("GOVUK_NOTIFY_URL", default="https://api.notifications.service.gov.uk")
# The bodies of emails are removed from the outbox this many days after they were written.
MAIL_KEEP_DAYS = env.int("MAIL_KEEP_DAYS", default=90)

# --- Language and time ------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# --- Files ------------------------------------------------------------------------------------------------------

LOCAL_BANK_DETAILS_KEY = "bG9jYWwtcG9ydGFsLWtleS1ub3QtYS1zZWNyZXQhISE="
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [("", BASE_DIR / "static" / "build")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = not DEBUG
# Uploaded files are private: there is no MEDIA_URL, each is served by a view that checks who asks.
MEDIA_ROOT = Path(env.str("FILES_DIR", default=str(BASE_DIR / ".local" / "files")))
MEDIA_URL = ""
FILE_UPLOAD_PERMISSIONS = 0o600
# Path of a callable that is given each uploaded file, and raises FileRefused for one that is not clean.
DOCUMENT_SCANNER = env.str("DOCUMENT_SCANNER", default="")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# Fernet keys that seal applicants' bank details, the newest first. Without one, bank details are not asked for.
BANK_DETAILS_KEYS = env.list("BANK_DETAILS_KEYS", default=[LOCAL_BANK_DETAILS_KEY] if DEBUG else [])

# --- Security ---------------------------------------------------------------------------------------------------

SECURE_HTTPS = not DEBUG
SECURE_SSL_REDIRECT = SECURE_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_HTTPS else None
SECURE_HSTS_SECONDS = 63_072_000 if SECURE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HTTPS
SECURE_HSTS_PRELOAD = SECURE_HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = SECURE_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SECURE_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
# A map shows pictures of another server only where an operator chooses one, such as
# MAP_TILES=https://tiles.example/{z}/{x}/{y}.png; visitors' browsers then ask that server.
MAP_TILES = env.str("MAP_TILES", default="")
MAP_ATTRIBUTION = env.str("MAP_ATTRIBUTION", default="")
MAP_ORIGINS = ["/".join(MAP_TILES.split("/")[:3])] if MAP_TILES.startswith("https://") else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *MAP_ORIGINS],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Open data --------------------------------------------------------------------------------------------------

# The publisher prefix that 360Giving gave: it begins the identifier of every grant, so it never changes again.
THREESIXTYGIVING_PREFIX = env.str("THREESIXTYGIVING_PREFIX", default="360G-kentcc")

# --- Forms ------------------------------------------------------------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = ["gds"]
CRISPY_TEMPLATE_PACK = "gds"

# --- Watching over it -------------------------------------------------------------------------------------------

# Addresses or networks, such as 10.0.0.0/8, that may read /metrics directly; never what comes through the proxy.
METRICS_ALLOWED_ADDRESSES = env.list("METRICS_ALLOWED_ADDRESSES", default=["127.0.0.1", "::1"])
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO").upper()
if LOG_LEVEL not in logs.LEVELS:
    raise ImproperlyConfigured("LOG_LEVEL is a lowest level to log: DEBUG, INFO, WARNING, ERROR or CRITICAL.")
LOGGING = logs.configure(json=not DEBUG, level=LOG_LEVEL)
