"""Where somebody is logged in, said as a person would."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _

from accounts.models import Person

_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
             ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_DEVICES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Macintosh", "Mac"),
            ("CrOS", "Chromebook"), ("Linux", "Linux"))  # fmt: skip


def device_said(user_agent: str) -> str:
    """Return "Firefox on Windows", or that it is not known."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "")
    device = next((name for sign, name in _DEVICES if sign in user_agent), "")
    if browser and device:
        return _("%(browser)s on %(device)s") % {"browser": browser, "device": device}
    return browser or device or _("A browser that did not say which")


@dataclass(frozen=True, kw_only=True)
class Device:
    """One place where somebody is logged in."""

    pk: int
    device: str
    since: datetime
    ip: str
    is_here: bool


def devices_of(person: Person, *, here: str | None, now: datetime) -> list[Device]:
    """Return where a person is logged in now, newest first, at most fifty; always two queries."""
    mine = UserSession.objects.filter(user=person).order_by("-created_at", "-pk")[:500]
    found = list(mine)
    living = set(
        Session.objects.filter(session_key__in=[each.session_key for each in found], expire_date__gt=now).values_list(
            "session_key", flat=True
        )
    )
    return [
        Device(
            pk=each.pk,
            device=device_said(each.user_agent),
            since=each.created_at,
            ip=each.ip,
            is_here=each.session_key == here,
        )
        for each in found
        if each.session_key in living
    ][:50]


def log_out_there(person: Person, *, here: str | None, pk: int | None = None) -> bool:
    """End one session of a person, or all but `here`; False when there is no such one."""
    others = UserSession.objects.filter(user=person).exclude(session_key=here)
    ended = list(others if pk is None else others.filter(pk=pk))
    Session.objects.filter(session_key__in=[each.session_key for each in ended]).delete()
    UserSession.objects.filter(pk__in=[each.pk for each in ended]).delete()
    return pk is None or bool(ended)
