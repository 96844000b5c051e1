"""Django's settings, from the variables of `environment`. Refuses to start on nonsense."""

import os
import ssl
import sys
from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF

from delegation.domain.wire.addresses import AddressUnusable, complete_address
from delegation.domain.words import Awaiting
from delegation.environment import (
    BASE_DIR,
    SERVERS_FILE,
    Nonsense,
    is_this_machine,
    read_environment,
)
from delegation.mail_server import MailServer
from delegation.queues import ROUTES
from delegation.valkey import POLICY

django_stubs_ext.monkeypatch()  # Django's generic classes take their parameters at run time too

STATE_DIR = Path(os.environ.get("STATE_DIR") or BASE_DIR / ".state")

try:
    ENV = read_environment(STATE_DIR / SERVERS_FILE)
except Nonsense as nonsense:
    sys.exit(f"The environment is not right:\n{nonsense}")

DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
PUBLIC_URL = ENV.web_url()
STREAM_URL = ENV.events_url()
REDIS_URL = str(ENV.redis_url) if ENV.redis_url else ""
# Empty: the same server.
REDIS_EVENTS_URL = str(ENV.redis_events_url) if ENV.redis_events_url else ""
REDIS_CACHE_URL = str(ENV.redis_cache_url) if ENV.redis_cache_url else ""
TRUSTED_PROXIES = ENV.trusted_proxies
HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = ENV.allowed_hosts or ["127.0.0.1", "localhost"]

OPERATORS_SECOND_FACTOR = ENV.operators_second_factor
SIGN_UP = ENV.sign_up
SIGN_UPS_PER_DAY = ENV.sign_ups_per_day
TRIAL_ALLOWANCE = ENV.trial_allowance
TRIAL_CALLS = ENV.trial_calls
PLATFORM_ALLOWANCE = ENV.platform_allowance
NETWORK_SHARE = ENV.network_share  # of a tenant's budget, in a day
HOUR_SHARE = ENV.hour_share

try:
    TEACHER_BASE_URL = complete_address(str(ENV.openai_base_url)) if ENV.openai_base_url else None
except AddressUnusable as unusable:
    sys.exit(f"The environment is not right:\nOPENAI_BASE_URL cannot be used: {unusable}.")
TEACHER_API_KEY = ENV.openai_api_key
TEACHER_MODEL = ENV.teacher_model
TEACHER_PATIENCE = ENV.teacher_patience  # seconds
TEACHER_EXCEPTIONS = ENV.teacher_exceptions
SEALING_KEYS = ENV.sealing_keys or [SECRET_KEY]  # newest first
LIMITS = {
    "visitor": ENV.limit_per_visitor,
    "network": ENV.limit_per_network,
    "key": ENV.limit_per_key,
}
LONGEST_QUEUE = ENV.longest_queue
LONGEST_QUEUE_OF_A_TENANT = ENV.longest_queue_of_a_tenant
ANSWERS_OF_A_TENANT = ENV.answers_of_a_tenant
EXPORTS_WITHOUT_ACCOUNT = ENV.exports_without_account
UNKNOWN_INPUT_PRICE = ENV.unknown_input_price  # USD per million tokens
UNKNOWN_OUTPUT_PRICE = ENV.unknown_output_price  # USD per million tokens
TRACES = ENV.traces()  # None: no traces
SENTRY_DSN = str(ENV.sentry_dsn) if ENV.sentry_dsn else ""
SENTRY_ENVIRONMENT = ENV.sentry_environment

ROOT_URLCONF = "delegation.urls"
WSGI_APPLICATION = "delegation.wsgi.application"
AUTH_USER_MODEL = "tenants.User"
SITE_ID = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *(f"allauth.socialaccount.providers.{login.provider}" for login in ENV.social_logins),
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_prometheus",
    "delegation.apps.DelegationConfig",
    "delegation.apps.OperatorAdminConfig",
    "tenants",
    "delegation.notifications",
    "delegation.rules",
    "delegation.conversations",
    "delegation.savings",
]

MIDDLEWARE = [
    "tenants.middleware.RowSecurityMiddleware",
    "delegation.middleware.RequestIdMiddleware",
    "delegation.middleware.ProbesMiddleware",
    "tenants.middleware.CurrencyMiddleware",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "delegation.middleware.PermissionsPolicyMiddleware",
    "delegation.middleware.PublicApiMiddleware",
    "delegation.middleware.KnownMethodsMiddleware",
    "delegation.middleware.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tenants.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tenants.middleware.LostFormsMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "tenants" / "templates"],  # before allauth's own pages
        "APP_DIRS": True,
        "OPTIONS": {
            # Nearly every template has sentences, and days or figures in them.
            "builtins": ["django.templatetags.i18n", "tenants.templatetags.figures"],
            "context_processors": [
                "tenants.context_processors.languages",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tenants.context_processors.workspace",
            ],
        },
    }
]


def _database(url: object, *, most_connections: int = 0) -> dict[str, Any]:
    """A database from its URL; without one, a stand-in that says so when it is first used."""
    if url is None:
        return {"ENGINE": "delegation.no_database"}
    # Migrations run without a tenant: the owner's role sees every row.
    serves = most_connections > 0
    engine = "tenants.row_security.database" if serves else "django.db.backends.postgresql"
    database: dict[str, Any] = {
        **dj_database_url.parse(
            str(url),
            engine=engine,
            conn_max_age=0,
            conn_health_checks=serves,
        )
    }
    if serves:
        # A pool lends a connection for one request; CONN_MAX_AGE would pin one to every thread.
        # The address may contain options: a dropped `sslmode` would connect in clear text.
        pool = {"min_size": 1, "max_size": most_connections, "timeout": 5}
        database["OPTIONS"] = {**database.get("OPTIONS", {}), "pool": pool}
    return database


DATABASES = {
    "default": _database(ENV.database_url, most_connections=20),
    "owner": _database(ENV.database_owner_url),
}
if ENV.database_platform_url:
    # Work for all tenants is short or rare, and gives its connection back at once.
    platform = _database(ENV.database_platform_url, most_connections=4)
    DATABASES["platform"] = {**platform, "SEES_EVERY_TENANT": True}
CACHES = {
    "default": {
        "BACKEND": "delegation.cache.PatientCache",
        "LOCATION": REDIS_CACHE_URL or REDIS_URL,
        "KEY_PREFIX": "cache",
        "OPTIONS": {**POLICY},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

LANGUAGE_CODE = "en"
# Complete languages only: people may choose each of them. Tests compare it with the sentences.
LANGUAGES = (
    ("en", "English"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("pt-br", "Português brasileiro"),
)
LOCALE_PATHS = [BASE_DIR / "delegation" / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 86_400  # seconds
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS: list[Path] = []
WHITENOISE_USE_FINDERS = not STATIC_ROOT.exists()  # a checkout serves from its source folders

# People sign up and in by email address; pages are in tenants/templates/account/.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Without a mail server no address could be confirmed.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if ENV.email_url else "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {"signup": "tenants.forms.SignUpForm"}
ACCOUNT_ADAPTER = "tenants.sign_in.SignInAdapter"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds; then dangerous acts ask again who it is
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # localhost of the demo
MFA_TOTP_ISSUER = "Self-delegation"
MFA_ADAPTER = "tenants.second_factor.SealingAdapter"
SOCIALACCOUNT_PROVIDERS = {
    login.provider: {"APPS": [{"client_id": login.client_id, "secret": login.secret, "key": ""}]}
    for login in ENV.social_logins
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
ACCOUNT_SIGNUP_REDIRECT_URL = "start"
# A person who has just confirmed an address goes on with the set-up.
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/start/"
ACCOUNT_EMAIL_CONFIRMATION_ANONYMOUS_REDIRECT_URL = "/accounts/login/?next=/start/"
ACCOUNT_LOGOUT_REDIRECT_URL = "front"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

if ENV.email_url:
    EMAIL_BACKEND = "tenants.mail_backend.QueueingBackend"  # workers send what it keeps
    MAIL_SERVER = MailServer.of(ENV.email_url)
    EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL_SERVER.tls_from_start, MAIL_SERVER.starttls
    EMAIL_TIMEOUT = 10  # seconds for each step; a silent server must not hold a worker's thread
elif is_this_machine(PUBLIC_URL):
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
else:
    # Their links would let those in who read the log.
    EMAIL_BACKEND = "tenants.mail_backend.UnsentBackend"
    if SIGN_UP == "open":
        SIGN_UP = "approval"  # no one can prove an address, so anyone could sign up with another's
DEFAULT_FROM_EMAIL = ENV.email_from

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
# A trial on a laptop must not make a browser insist on https for everything else on localhost.
HSTS = HTTPS and not is_this_machine(PUBLIC_URL)
SECURE_HSTS_SECONDS = 31_536_000 if HSTS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HSTS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "tenants.lost_forms.csrf_failure"
FORM_RENDERER = "tenants.forms.rendering.FormRenderer"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the admin's stylesheet holds its icons inline
        "font-src": [SELF],
        "connect-src": [SELF, STREAM_URL],
        "form-action": [SELF, *(login.origin for login in ENV.social_logins)],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144  # bytes; pages post forms, the API caps itself far lower

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["delegation.rest.PlainTextJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "delegation.rest.api_exception_handler",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Self-delegation",
    "DESCRIPTION": "What the gatekeeper in a visitor's browser says to the service.",
    "VERSION": "1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENFORCE_NON_BLANK_FIELDS": True,
    # The moderation pages label the states, which makes a second set of choices of the same field.
    "ENUM_NAME_OVERRIDES": {"AwaitingEnum": [state.value for state in Awaiting]},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "delegation.api_description.describe_errors",
        "delegation.api_description.describe_streams",
    ],
    "APPEND_COMPONENTS": {"securitySchemes": {"secretKey": {"type": "http", "scheme": "bearer"}}},
}

CELERY_BROKER_URL = REDIS_URL
if REDIS_URL.startswith("rediss://"):
    # Celery encrypts and verifies nothing by itself; `?ssl_cert_reqs=` in the address still wins.
    CELERY_BROKER_USE_SSL = {"ssl_cert_reqs": ssl.CERT_REQUIRED}
CELERY_TASK_ROUTES = ROUTES
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20.0  # seconds; longer than nearly every answer takes
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker outlives any restart of Valkey
CELERY_TASK_PUBLISH_RETRY = False  # the sweeper repairs what could not be published
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,  # seconds; the row decides, a late second delivery is harmless
    "socket_timeout": 10,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_BEAT_SCHEDULER = "delegation.schedule:CountedScheduler"
METRICS_PORT = ENV.metrics_port
CELERY_BEAT_SCHEDULE = {
    "erase-old-texts": {"task": "tenants.erase_old_texts", "schedule": 3600.0},
    "send-mail": {"task": "tenants.send_mail", "schedule": 30.0},
    "sweep-escalations": {"task": "conversations.sweep", "schedule": 5.0},
    "keep-packs": {"task": "rules.keep_packs", "schedule": 30.0},
    "weigh-rules": {"task": "rules.weigh", "schedule": 6 * 3600.0},
    "sweep-deliveries": {"task": "notifications.sweep", "schedule": 15.0},
    "digest": {"task": "rules.digest", "schedule": 1800.0},
    "suspend-expired": {"task": "rules.suspend_expired", "schedule": 60.0},
    "learn-batches": {"task": "conversations.learn_batches", "schedule": 600.0},
    "recheck-answers": {"task": "conversations.recheck", "schedule": 3600.0},
    "roll-up-receipts": {"task": "savings.roll_up", "schedule": 60.0},
    "mail-month": {"task": "savings.mail_month", "schedule": 3600.0},
    "mail-week": {"task": "savings.mail_week", "schedule": 1800.0},
    "forget-uploads": {"task": "savings.forget_uploads", "schedule": 300.0},
    "forget-shares": {"task": "conversations.forget_shares", "schedule": 86_400.0},
    "forget-receipts": {"task": "savings.forget", "schedule": 86_400.0},
    "audit-answers": {"task": "savings.audit", "schedule": 600.0},
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "delegation.logs.JsonFormatter", "key": SECRET_KEY},
    },
    "filters": {"refusals": {"()": "delegation.logs.RefusalsAreCounted"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": ENV.log_format}},
    "root": {"handlers": ["console"], "level": ENV.log_level},
    "loggers": {
        "httpx2": {"level": "WARNING"},  # logs addresses of every call
        "openai": {"level": "WARNING"},
        "django.db.backends": {"level": "WARNING"},
        "django.request": {"filters": ["refusals"]},
        # Servers set up their own before they load the product.
        **{name: {"handlers": [], "propagate": True} for name in ("uvicorn", "uvicorn.error")},
        # Addresses of streams carry tokens: no line may hold one.
        "uvicorn.access": {"handlers": [], "propagate": False},
    },
}
