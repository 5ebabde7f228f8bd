"""All settings, one file. What differs between machines comes from the environment through the typed helpers."""

import os

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import database


def env_bool(name: str, default: bool) -> bool:
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes"}


def env_list(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


BASE_DIR = database.BASE_DIR
DATA_DIR = database.DATA_DIR
PUBLIC_DIR = DATA_DIR / "public"  # published pages, files that any web server can serve

DEBUG = env_bool("DEBUG", False)
SECRET_KEY = database.secret_key(DATA_DIR)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "procrastinate.contrib.django",
    "mingjing.core",
    "mingjing.keyring",
    "mingjing.people",
    "mingjing.regulations",
    "mingjing.ledger",
    "mingjing.clocks",
    "mingjing.sealing",
    "mingjing.transparency",
    "mingjing.assignments",
    "mingjing.takedowns",
    "mingjing.catalogue",
    "mingjing.casework",
    "mingjing.disclosure",
    "mingjing.complaints",
    "mingjing.filings",
    "mingjing.meetings",
    "mingjing.supervision",
    "mingjing.accountability",
    "mingjing.portal",
    "mingjing.workbench",
    "mingjing.api",
    "mingjing.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "mingjing.portal.middleware.PublishedPages",
    "mingjing.core.unstored.Unstored",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mingjing.portal.display.looks",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["mingjing.core.templatetags.mingjing"],
        },
    }
]

DATABASES = database.from_env(DATA_DIR)
DATABASE_ROUTERS = ["mingjing.keyring.router.KeysApart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Official"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "mingjing.people.backends.OfficialBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/workbench/login/"
LOGIN_REDIRECT_URL = "/workbench/"
LOGOUT_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_RESET_ON_SUCCESS = True
# Where somebody wanted to go may be a case: a failed login would keep it beside the name.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "next"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "staticfiles"
MEDIA_ROOT = DATA_DIR / "media"
# The server's own keys: on a volume of its own, outside every backup of the database.
KEY_FOLDER = os.environ.get("KEY_FOLDER", DATA_DIR / "keys")
# The demo city's custodians have their identities here, and nobody else's ever lie on a server.
DEMO_CUSTODIANS = DATA_DIR / "demo-custodians"
# Where a proxy in front puts the visitor's address, as HTTP_X_REAL_IP; nobody stores it.
CLIENT_ADDRESS = os.environ.get("CLIENT_ADDRESS", "REMOTE_ADDR")
# Complaints that one network (/24, /56) may file by web in an hour: more where a whole town shares an address.
COMPLAINTS_AN_HOUR = int(os.environ.get("COMPLAINTS_AN_HOUR", "5"))
# "international" (X25519, XChaCha20-Poly1305) or "national" (SM2, SM3, SM4). What is sealed stays readable either way.
SEALING_PROVIDER = os.environ.get("SEALING_PROVIDER", "international")
# Where complaints come by mail: imaps://user@host/INBOX with the password in a file, or maildir:/path. Empty: nowhere.
MAILBOX = os.environ.get("MAILBOX", "")
MAILBOX_PASSWORD_FILE = os.environ.get("MAILBOX_PASSWORD_FILE", "")
ARCHIVE_RECIPIENTS = os.environ.get("ARCHIVE_RECIPIENTS", "").split()  # age keys to which archived cases are encrypted
UPLOAD_SCANNER = os.environ.get("UPLOAD_SCANNER", "")  # a command that is given a path and fails on a virus

# Counts of visitors' networks, in memory only. Django's own 300 entries would let many networks push one's count out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = env_bool("HTTPS", False)
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
CSRF_FAILURE_VIEW = "mingjing.portal.forged.forged"
SESSION_COOKIE_AGE = 8 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# What feeds name pages by; empty leaves addresses relative to the feed's own.
SITE_URL = os.environ.get("SITE_URL", "").rstrip("/")
# True lets the check of links ask this machine itself: for tests and for the demo, never in production.
LINK_CHECK_LOOPBACK = env_bool("LINK_CHECK_LOOPBACK", False)

DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# The regulation pack this city runs under by default, and what calls it by name on pages.
CITY_NAME = os.environ.get("CITY_NAME", "保定市")
# Who signs the letters of accountability, and what their numbers begin with (发文机关代字).
LETTER_ISSUER = os.environ.get("LETTER_ISSUER", f"{CITY_NAME}行政权力公开透明运行工作领导小组办公室")
LETTER_SIGN = os.environ.get("LETTER_SIGN", "权公开办")
# Fonts of pdf files: body, title, heading, sub-heading, as the office has them; without them Noto CJK is used.
DOCUMENT_FONTS = env_list("DOCUMENT_FONTS", "")
DOCUMENT_FONT_FOLDER = os.environ.get("DOCUMENT_FONT_FOLDER", "")
DEFAULT_PACK = os.environ.get("DEFAULT_PACK", "baoding-2010")

# 监察摘要 for leaders: "weekly" on the first working day of the week, "daily" on each, or "off".
DIGEST_EVERY = os.environ.get("DIGEST_EVERY", "weekly")
# A folder that the city's mail gateway empties: digests are written there as .eml too. Empty: none are.
MAIL_OUTBOX = os.environ.get("MAIL_OUTBOX", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
