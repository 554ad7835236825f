"""Running it for real. Everything without a default here must be in the environment, or the start stops."""

from forum.settings import environment
from forum.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = environment.text("SECRET_KEY")
ALLOWED_HOSTS = environment.texts("ALLOWED_HOSTS")
DATABASES = {"default": environment.database()}
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM")
SITE_ADDRESS = environment.text("SITE_ADDRESS")
# Mail goes to an SMTP server, or to a company that django-anymail knows, which then tells what came back.
EMAIL_PROVIDER = environment.text("EMAIL_PROVIDER", "")
if EMAIL_PROVIDER:
    EMAIL_BACKEND = f"anymail.backends.{EMAIL_PROVIDER}.EmailBackend"
    ANYMAIL = {**environment.pairs("ANYMAIL"), "WEBHOOK_SECRET": environment.text("MAIL_EVENTS_SECRET")}
EMAIL_HOST = environment.text("SMTP_HOST", "localhost" if EMAIL_PROVIDER else None)
EMAIL_PORT = environment.number("SMTP_PORT", default=587)
EMAIL_HOST_USER = environment.text("SMTP_USER", "")
EMAIL_HOST_PASSWORD = environment.text("SMTP_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("SMTP_TLS", default=True)
CSRF_TRUSTED_ORIGINS = environment.texts("CSRF_TRUSTED_ORIGINS", "")
# allauth's limits count by address; behind a proxy it must know how many proxies to believe.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("PROXY_COUNT", default=1)
# Limits are counted per process in memory unless a Redis that all processes share is named.
REDIS_URL = environment.text("REDIS_URL", "")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = environment.flag("SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # the preload list binds a whole domain for years: its owner's choice
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
