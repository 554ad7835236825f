"""What every way of running the forum shares. The overlays beside this file are thin."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from forum.settings import environment

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(environment.text("VAR_DIR", str(ROOT / "var")))

INSTALLED_APPS = [
    # From the ground up: rooms hear an event in this order, so that locks are taken parent first, and nobody can
    # write any more (groups) before what they wrote is settled (threads).
    "forum.kernel",
    "accounts",
    "moderation.apps.LibraryConfig",
    "moderation.apps.ReviewConfig",
    "forum.groups",
    "forum.people",
    "forum.threads",
    "forum.meetups",
    "forum.notices",
    "forum.search",
    "forum.home",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks_db",  # the queue of what is done outside of requests: see `manage.py work`
    "django.forms",  # our form renderer finds the fields' own templates through it
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",  # allauth's pages of sessions and passkeys load its filters
    "django.contrib.sites",  # django-moderation imports it
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "forum.kernel.middleware.RefuseUnreadableAddresses",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "forum.kernel.middleware.KeepPagesPrivate",
    "forum.kernel.middleware.ShowRefusals",
    "accounts.middleware.KeepWords",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.AskForConsent",
    "accounts.middleware.AskForSecondFactor",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "forum.urls"
WSGI_APPLICATION = "forum.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = 1

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
                "forum.kernel.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "forum.kernel.templatetags.words"],
        },
    }
]
FORM_RENDERER = "forum.kernel.forms.PlainFormRenderer"

# People and signing in.
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 60 * 60  # seconds; people are called to the phone, or fall asleep
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 30 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_TIMEOUT = 60 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 30 * 60
ACCOUNT_CHANGE_EMAIL = True  # one address, replaced when the new one is proved
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a change of password or address is told to the address
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_FORMS = {
    "login": "accounts.forms.allauth.LogIn",
    "request_login_code": "accounts.forms.allauth.AskForCode",
    "confirm_login_code": "accounts.forms.allauth.LogInCode",
    "confirm_email_verification_code": "accounts.forms.allauth.AddressCode",
    "confirm_password_reset_code": "accounts.forms.allauth.ResetCode",
    "add_email": "accounts.forms.allauth.NewAddress",
    "change_password": "accounts.forms.allauth.ChangePassword",
    "set_password": "accounts.forms.allauth.FirstPassword",
    "reset_password": "accounts.forms.allauth.ForgottenPassword",
    "reset_password_from_key": "accounts.forms.allauth.ResetPassword",
    "reauthenticate": "accounts.forms.allauth.ProvePassword",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "accounts.adapter.FactorAdapter"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "accounts.forms.allauth.FactorCode",
    "reauthenticate": "accounts.forms.allauth.ProveFactor",
    "activate_totp": "accounts.forms.allauth.NewApp",
    "add_webauthn": "accounts.forms.allauth.NewPasskey",
    "edit_webauthn": "accounts.forms.allauth.NamePasskey",
    "authenticate_webauthn": "accounts.forms.allauth.FactorPasskey",
    "login_webauthn": "accounts.forms.allauth.LogInPasskey",
    "reauthenticate_webauthn": "accounts.forms.allauth.ProvePasskey",
}
MFA_TOTP_ISSUER = "Alongside"
# Staff and moderators must have a second factor; the demo turns this off so that its people can be tried.
SECOND_FACTOR_REQUIRED = environment.flag("SECOND_FACTOR_REQUIRED", default=True)

# Sessions last two months, say so in their last week, and are renewed by one press (README, C-1).
SESSION_COOKIE_AGE = int(timedelta(days=60).total_seconds())
SESSION_WARNING = timedelta(days=7)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "accounts.views.words_kept_after_expired_form"

# Words.
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [ROOT / "forum" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Nothing is loaded from anybody else, and nothing inline runs.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
    "publickey-credentials-get": ["self"],
    "publickey-credentials-create": ["self"],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

# A post may be long; a page of a book may not. Refused bodies get a page that says so.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# What takes longer than a request may is queued in the database, in the transaction that wants it done.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "forum" / "static"]

EMAIL_TIMEOUT = 15
EMAIL_PROVIDER = ""  # a company that sends mail, by django-anymail's name for it; in production only
ANYMAIL: dict[str, str] = {}
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM", "Alongside <hello@alongside.example>")
SITE_ADDRESS = environment.text(
    "SITE_ADDRESS", "http://127.0.0.1:8000"
)  # where links in mail lead; no slash at the end

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Bodies, names and addresses of people stay out of the log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"secrets": {"()": "forum.kernel.logs.HideSecretAddresses"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# True only in the demo community: its pages say that nothing here is real.
DEMO = False
