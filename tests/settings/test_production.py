"""Running it for real: the start stops, with the name of what is missing, rather than serve with a guess."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter

ROOT = Path(__file__).resolve().parent.parent.parent
NEEDED = {
    "SECRET_KEY": "d7#kq!x0-3v9z&m1u@w5e8r*t2y6i4o^p$a+s(g)h_jlcbnf-0q",
    "ALLOWED_HOSTS": "forum.example",
    "DATABASE_URL": "sqlite:///:memory:",
    "MAIL_FROM": "Alongside <hello@forum.example>",
    "SMTP_HOST": "smtp.forum.example",
    "SITE_ADDRESS": "https://forum.example",
}


def started(**given: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "forum.settings.production", **given}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_with_all_that_it_needs_it_starts_and_django_has_nothing_to_warn_of():
    ended = started(**NEEDED)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("missing", NEEDED)
@pytest.mark.parametrize("left", [{}, {"empty": ""}], ids=["not there", "empty"])
def test_without_one_thing_that_it_needs_it_does_not_start_and_names_it(missing, left):
    given = {name: value for name, value in NEEDED.items() if name != missing}
    ended = started(**given, **({missing: ""} if left else {}))
    assert ended.returncode != 0
    assert missing in ended.stderr.splitlines()[-1]


def test_with_the_address_of_a_redis_the_limits_are_kept_there():
    """Its library is there too: without it, the first attempt to log in would be the one that fails."""
    said = "import django; django.setup(); from django.core.cache import cache; print(type(cache._cache).__name__)"
    environment = {**NEEDED, "DJANGO_SETTINGS_MODULE": "forum.settings.production", "REDIS_URL": "redis://127.0.0.1:1"}
    ended = subprocess.run(
        [sys.executable, "-c", said], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.stdout.strip() == "RedisCacheClient", ended.stderr


def test_limits_count_by_the_address_that_the_last_proxy_saw_and_no_visitor_chooses_it(rf, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = rf.get("/", headers={"X-Forwarded-For": "1.2.3.4, 203.0.113.9"}, REMOTE_ADDR="127.0.0.1")
    assert get_adapter().get_client_ip(request) == "203.0.113.9"
