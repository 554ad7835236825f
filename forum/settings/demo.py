"""`make run`: the demo community on this machine, on SQLite unless DATABASE_URL says otherwise."""

from forum.settings import environment
from forum.settings.base import *  # noqa: F403
from forum.settings.base import VAR

DEMO = True
DEBUG = False
# The demo's people are invented and its key protects nobody; production has no default.
SECRET_KEY = environment.text("SECRET_KEY", "demo-only-" + "0" * 50)
ALLOWED_HOSTS = environment.texts("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
DATABASES = {"default": environment.database(f"sqlite:///{VAR / 'alongside.sqlite3'}")}
SECOND_FACTOR_REQUIRED = environment.flag("SECOND_FACTOR_REQUIRED", default=False)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
EMAIL_BACKEND = "accounts.mail.DemoMail"
EMAIL_FILE_PATH = VAR / "mail"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
