"""Django's settings of the console, made from the installation's own. Ours have their line in docs/guide/console.md.

Nothing here is switched off for convenience: cookies are the browser's alone, every form has its token,
a second factor is asked of everybody (console.door), and no page may load anything from elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from orderveil.console.accounts.profiles import check_provider, the_profile, validators_of
from orderveil.console.asking import cookie_name, room_secret, the_settings

_of = the_settings()
_url = urlsplit(_of.console_url)
_is_https = _url.scheme == "https"
_profile = the_profile()
check_provider(_profile, _of.oidc)
_here = Path(__file__).resolve().parent

DEBUG = False
# all that is signed here ends with the vault's own secret: cookies, one-time links
SECRET_KEY = hmac.digest(room_secret(_of).encode(), b"console cookies", hashlib.sha256).hex()
ALLOWED_HOSTS = [_url.hostname or "localhost"]
CSRF_TRUSTED_ORIGINS = [f"{_url.scheme}://{_url.netloc}"]
ROOT_URLCONF = "orderveil.console.urls"
APPEND_SLASH = False
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("hi", "हिन्दी")]
LANGUAGE_COOKIE_NAME = cookie_name("ov_language")
LANGUAGE_COOKIE_SECURE = _is_https

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "orderveil.console.apps.ConsoleConfig",
    "orderveil.console.accounts.apps.AccountsConfig",
]
MIDDLEWARE = [
    "orderveil.console.headers.SecureHeaders",
    "orderveil.console.proxies.KnownProxies",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "orderveil.console.door.Door",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_here / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "orderveil.console.context.about_the_page",
            ],
        },
    },
]

DATABASES: dict[str, dict[str, Any]]
if _of.database_url is None:
    _file = _of.home / "data" / "console.db"
    _file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(_file),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON",
            },
        }
    }
else:
    _database = urlsplit(_of.database_url)
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "OPTIONS": {"conninfo": _of.database_url},
            "NAME": _database.path.lstrip("/"),
            "CONN_MAX_AGE": 60,
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# in this process's memory: what lies in a database's cache is unpickled, and so runs whatever somebody wrote there
CACHES = {"default": {"BACKEND": "orderveil.console.accounts.memory.Memory", "OPTIONS": {"MAX_ENTRIES": 100_000}}}

SESSION_SERIALIZER = "orderveil.console.accounts.memory.SealedSessions"
SESSION_COOKIE_NAME = cookie_name("ov_console")
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _is_https
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = cookie_name("ov_csrf")
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = _is_https
CSRF_FAILURE_VIEW = "orderveil.console.screens.errors.forged"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _is_https else None

# what is handed in is held in memory and bounded (2.5 MB); a file beyond that is not in the request, nor on any disk
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = validators_of(_profile)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "orderveil.console.accounts.adapters.AccountAdapter"
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": f"10/m/ip,{_profile.tries}/{_profile.tries_minutes}m/key",
    "reauthenticate": "10/m/user",
}
# an address that the browser wrote itself is nobody's: only what trusted proxies added counts
ALLAUTH_TRUSTED_PROXY_COUNT = _of.console_proxies
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
MFA_ADAPTER = "orderveil.console.accounts.adapters.FactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate_webauthn": "orderveil.console.accounts.factors.KeyForm",
    "login_webauthn": "orderveil.console.accounts.factors.PasskeyForm",
    "reauthenticate_webauthn": "orderveil.console.accounts.factors.KeyAgainForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_TOTP_ISSUER = "Orderveil"
MFA_TOTP_TOLERANCE = _of.totp_steps
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _url.hostname == "localhost"
MFA_WEBAUTHN_USER_VERIFICATION = "required"

# requests are logged by nobody here: paths hold ids of orders, and the record says who looked at what
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"errors": {"class": "orderveil.console.telling.KindsOnly"}},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
    "root": {"handlers": ["errors"], "level": "WARNING"},
}
