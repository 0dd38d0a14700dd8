"""Django's settings, all derived from `config.environment`; nothing else reads the process environment."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import unquote

from pydantic import ValidationError

from config.database import database_settings
from config.environment import ROOT, Environment, complaints
from config.gateway import read_ports
from config.house import site_of
from pipelines.documents.site import Site
from pipelines.recipes import RecipeError, Recipes, load_recipes


def _read_environment() -> Environment:
    try:
        return Environment()
    except ValidationError as error:
        sys.exit("\n  ".join(["Bildstelle cannot start, its settings are wrong:", *complaints(error)]))


def _read_recipes(path: Path) -> Recipes:
    try:
        return load_recipes(path.read_text("utf-8"), path.parent)
    except OSError as error:
        sys.exit(f"Bildstelle cannot start, BILDSTELLE_RENDITIONS: {path} cannot be read: {error.strerror}")
    except RecipeError as error:
        sys.exit(f"Bildstelle cannot start, {path.name} is wrong:\n  {error}")


def _read_site(env: Environment) -> Site:
    try:
        return site_of(env, env.sign_up_page)
    except ValueError as error:
        sys.exit(f"Bildstelle cannot start, its settings of the public pages are wrong:\n  {error}")


# The settings' words for the roles of archive/people/accounts.py.
_ROLES = {"photographers": "photographer", "editors": "editor", "approvers": "approver", "administrators": "admin"}

env = _read_environment()
RECIPES = _read_recipes(env.renditions)
if not env.heic:
    RECIPES = RECIPES.model_copy(update={"limits": RECIPES.limits.model_copy(update={"heic": False})})

# Who we are
PUBLISHER = env.publisher
CREDIT_TEMPLATE = env.credit_template
RELEASE_LANGUAGES = env.languages
DOWNLOAD_PATH = env.download_path
TERMS = env.terms
TERMS_URL = str(env.terms_url) if env.terms_url else ""
LICENSOR_URL = str(env.licensor_url) if env.licensor_url else TERMS_URL
DATA_MINING = f"http://ns.useplus.org/ldf/vocab/DMI-{env.data_mining}"
INSTRUCTIONS = env.instructions
SITE = _read_site(env)

# Rules of the house
REQUIRE_EVERY_LANGUAGE = env.require_every_language
REQUIRE_ALT_TEXT = env.require_alt_text
REQUIRE_AI_CONFIRMATION = env.require_ai_confirmation
FOUR_EYES = env.four_eyes
MAX_ATTACHMENT_BYTES = env.attachment_megabytes * 1_000_000
KEEP_UPLOADS_DAYS = env.keep_uploads_days
KEEP_MEMOS_DAYS = env.keep_memos_days

# The store
S3_ENDPOINT = str(env.s3_endpoint).rstrip("/") if env.s3_endpoint else None
S3_REGION = env.s3_region
S3_ACCESS_KEY = env.s3_access_key
S3_SECRET_KEY = env.s3_secret_key
S3_IAM = env.s3_iam
S3_PUBLIC_URL = str(env.s3_public_url).rstrip("/")
S3_UPLOAD_URL = str(env.s3_upload_url).rstrip("/") if env.s3_upload_url else S3_ENDPOINT
BUCKET_INCOMING = env.bucket_incoming
BUCKET_ARCHIVE = env.bucket_archive
BUCKET_PRESS = env.bucket_press
EVENTS_TOKEN = env.events_token
SNS_TOPICS = env.sns_topics
SQS_URL = str(env.sqs_url) if env.sqs_url else ""

# From the camera
FTP_PORT = env.ftp_port
SFTP_PORT = env.sftp_port
GATEWAY_LISTEN = env.gateway_listen
GATEWAY_FOLDER = env.gateway_folder
GATEWAY_PER_ADDRESS = env.gateway_per_address
FTP_PASSIVE_PORTS = read_ports(env.ftp_passive_ports)
FTP_ADDRESS = env.ftp_address
FTP_CERTIFICATE = env.ftp_certificate
FTP_KEY = env.ftp_key

# Django
SECRET_KEY = env.secret_key
DEBUG = env.debug
PUBLIC_URL = str(env.public_url).rstrip("/")
ALLOWED_HOSTS = sorted({str(env.public_url.host), "127.0.0.1", "localhost", *env.allowed_hosts})
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "config",
    "archive",
    "workers",
    "desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "desk.compression.PageGZipMiddleware",
    "desk.security.SecurityHeadersMiddleware",
    "desk.security.CalledByAddressMiddleware",
    "desk.security.SoundTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "desk.signin.middleware.SlidingSessionMiddleware",
    "desk.signin.middleware.SecondFactorMiddleware",
    "desk.signin.middleware.HashingBusyMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Each page of the desk keeps its own; the names are unique over all pages.
        "DIRS": sorted(ROOT.glob("desk/*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "desk.context.house",
            ]
        },
    }
]


_https = PUBLIC_URL.startswith("https://")

DATABASES = {"default": database_settings(str(env.database_url))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Signing in: desk/signin. allauth's backend alone, so that a wrong password is hashed once.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["desk.signin.hashing.QueuedPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "archive.people.passwords.KnownPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:queue"
LOGOUT_REDIRECT_URL = "account_login"
SECOND_FACTOR_FOR = [_ROLES[who] for who in env.second_factor_for]
TRUSTED_PROXIES = env.trusted_proxies
SIGN_IN_HELP = env.sign_in_help
ACCOUNT_ADAPTER = "desk.signin.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "desk.signin.forms.SignInForm",
    "change_password": "desk.signin.forms.ChangeForm",
    "reset_password": "desk.signin.forms.ResetForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are entered by administrators alone
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
PASSWORD_RESET_TIMEOUT = 24 * 3600
# desk/signin/limits.py counts instead: allauth's limits lock accounts out from anywhere.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
MFA_ADAPTER = "desk.signin.adapters.MFAAdapter"
MFA_FORMS = {"authenticate": "desk.signin.forms.CodeForm", "reauthenticate": "desk.signin.forms.ConfirmCodeForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # telephones' clocks are up to half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _https
SOCIALACCOUNT_ADAPTER = "desk.signin.adapters.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
OIDC_ISSUER = str(env.oidc_issuer).rstrip("/") if env.oidc_issuer else ""
OIDC_NAME = env.oidc_name
OIDC_DEFAULT_ROLE = env.oidc_default_role
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "EMAIL_AUTHENTICATION": True,
        "APPS": [
            {
                "provider_id": "house",
                "name": OIDC_NAME,
                "client_id": env.oidc_client_id,
                "secret": env.oidc_client_secret,
                "settings": {"server_url": OIDC_ISSUER},
            }
        ],
    }
}
# Codes that were used once; in the database, which all processes and hosts share.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "bildstelle_cache"}}

MAIL_WORKS = env.smtp_url is not None
LIST_WORKS = MAIL_WORKS or env.mail_console
_backend = "smtp" if MAIL_WORKS else "console" if env.mail_console else "dummy"
EMAIL_BACKEND = f"django.core.mail.backends.{_backend}.EmailBackend"
if env.smtp_url is not None:
    EMAIL_HOST, EMAIL_PORT = env.smtp_url.host, env.smtp_url.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(env.smtp_url.username or ""), unquote(env.smtp_url.password or "")
    EMAIL_USE_SSL = env.smtp_url.scheme == "smtps"
    EMAIL_USE_TLS = env.smtp_url.scheme == "smtp+starttls"
    EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.mail_from or f"bildstelle@{env.public_url.host}"

WEBHOOK_NETWORKS = env.webhook_networks
CDN_PURGE_URLS = env.cdn_purge_urls
CDN_WEBHOOK_URL = str(env.cdn_webhook_url) if env.cdn_webhook_url else ""
CDN_TOKEN = env.cdn_token

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [ROOT / "desk/locale"]
TIME_ZONE = env.time_zone
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
# Scripts and styles are in their pages' folders but served from one, so that modules import each other as `./grid.js`.
STATICFILES_DIRS = [("desk", folder) for folder in sorted(ROOT.glob("desk/*/static"))]
# Whitenoise serves the sources directly, so there is no collectstatic step to forget.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True  # the CSRF cookie is not: a page that is open reads the new token there
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # idle time, as every action of a person prolongs the session
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.trusted_proxies else None
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # enough for a selection of 500 photos with its fields

# Celery reads these through config.celery_settings.
BROKER_URL = str(env.broker_url)
SWEEP_OPEN_EVERY = env.sweep_open_every
SWEEP_ALL_EVERY = env.sweep_all_every
TICK_EVERY = env.tick_every

METRICS_TOKEN = env.metrics_token
METRICS_PORT = env.metrics_port
WATCHED_FOLDERS = env.watched_folders
TRACES_URL = str(env.traces_url).rstrip("/") if env.traces_url else ""

LOGGING_CONFIG = None  # config.apps configures the logs
LOG_FORMAT = env.log_format
