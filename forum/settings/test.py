"""The test suite: fast hashing, mail in memory, no limits on attempts; DATABASE_URL chooses the database."""

from forum.settings import environment
from forum.settings.base import *  # noqa: F403
from forum.settings.base import VAR

DEBUG = False
SECRET_KEY = "tests-only-" + "0" * 50
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": environment.database(f"sqlite:///{VAR / 'test.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # Commits need not wait for the disk: no test stops the database itself. What is prepared after a few times
    # otherwise is prepared at once, so that tests meet it. Tables of a few rows, never analysed, look so dear to the
    # planner that it compiles what is asked of them, for a second and more each time.
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off -c jit=off", "prepare_threshold": 0}
SECOND_FACTOR_REQUIRED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# What is queued is done at once, inside the transaction that queues it.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
