"""Settings, read once from the environment, typed, and refused at start when they cannot work.

Every variable is listed in `docs/reference/settings.md`, made from `bellwether.config.environment`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bellwether.config.environment import Environment

environment = Environment.read()

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = environment.secret_key
SECRET_KEY_FALLBACKS = list(environment.former_secret_keys)
DEBUG = False
DEMO = environment.demo
CLOCK_SHIFT = environment.clock_shift  # for `bellwether.audit.clock`; nought except in the demo
ALLOWED_HOSTS = list(environment.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(environment.trusted_origins)
FILES_DIR = environment.files_dir
WATCHED_DIR = environment.watched_dir  # each school's folder for files of its other system lies in it
PUBLIC_ADDRESS = environment.public_address  # links in e-mail begin with it
SECURITY_CONTACT = environment.security_contact

INSTALLED_APPS = [
    # Ours first: where a library brings a template of the same name, ours is drawn.
    "bellwether.ui",
    "bellwether.audit",
    "bellwether.organisations",
    "bellwether.people",
    "bellwether.accounts",
    "bellwether.documents",
    "bellwether.messages",
    "bellwether.registers",
    "bellwether.monitor",
    "bellwether.desk",
    "bellwether.exchange",
    "bellwether.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks",
    "django_tasks_db",
]
if DEMO:
    INSTALLED_APPS.append("bellwether.demo")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bellwether.config.middleware.RequestLog",
    "csp.middleware.CSPMiddleware",
    "bellwether.config.headers.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bellwether.config.limits.Bounds",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bellwether.accounts.middleware.ActorMiddleware",
    "bellwether.config.middleware.Refusals",
]

ROOT_URLCONF = "bellwether.config.urls"
WSGI_APPLICATION = "bellwether.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bellwether.config.context.place",
                "bellwether.registers.context.outbox",
            ],
        },
    }
]
if DEMO:
    TEMPLATES[0]["OPTIONS"]["context_processors"].append("bellwether.demo.context.ribbon")
FORM_RENDERER = "bellwether.ui.forms.GovukRenderer"

DATABASES: dict[str, Any] = {"default": environment.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"},
}

# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "bellwether.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by an administrator, who knows the address
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    # A school sits behind one address, so the limit by address is wide and the one by account is narrow.
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "reset_password": "20/m/ip,3/15m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ACCOUNT_FORMS = {
    "login": "bellwether.accounts.sign_in_forms.SignIn",
    "reset_password": "bellwether.accounts.sign_in_forms.AskForLink",
}
MFA_FORMS = {
    "authenticate": "bellwether.accounts.sign_in_forms.AskCode",
    "reauthenticate": "bellwether.accounts.sign_in_forms.AskAgain",
    "activate_totp": "bellwether.accounts.sign_in_forms.SetUpCodes",
    "add_webauthn": "bellwether.accounts.sign_in_forms.AddPasskey",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Bellwether"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = environment.demo
MFA_ADAPTER = "bellwether.accounts.adapter.SecondFactorAdapter"
SOCIALACCOUNT_ADAPTER = "bellwether.accounts.adapter.OpenIdAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": list(environment.openid_providers), "OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False

# Cookies and transport
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.https
# The prefix makes browsers refuse the cookie from a neighbouring host or over http.
SESSION_COOKIE_NAME = "__Host-bellwether" if environment.https else "bellwether"
CSRF_COOKIE_NAME = "__Host-csrf" if environment.https else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "bellwether.config.errors.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = environment.https
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # a balancer inside the network asks by http
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if environment.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = environment.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.proxies else None
# Of X-Forwarded-For only the last entries are believed, those that our own proxies wrote: whatever a browser claimed
# stands before them. Without a proxy the header is not read.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.proxies
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'", *environment.sign_in_origins],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}
FILE_UPLOAD_HANDLERS = [
    "bellwether.config.limits.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# Words and time
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
LOCALE_PATHS = [BASE_DIR / "ui" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"
FORMAT_MODULE_PATH = ["bellwether.ui.formats"]

# Files
STATIC_URL = "static/"
STATIC_ROOT = environment.files_dir / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": environment.files_dir / "evidence",
            "base_url": None,
            "file_permissions_mode": 0o600,  # for the server's own account alone
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": environment.static_storage},
}
WHITENOISE_USE_FINDERS = environment.demo
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# Jobs and messages
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
MESSAGE_CHANNELS = environment.message_channels
EMAIL_CONFIG = environment.email
EMAIL_BACKEND = EMAIL_CONFIG.get("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = EMAIL_CONFIG.get("EMAIL_HOST", "")
EMAIL_PORT = EMAIL_CONFIG.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = EMAIL_CONFIG.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.from_address
NOTIFY = environment.notify

LOGGING_CONFIG = "bellwether.config.logs.set_up"
LOGGING: dict[str, Any] = {"level": environment.log_level, "json": environment.log_json}
