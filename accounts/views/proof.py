"""Proving once more who one is, before something that cannot be taken back."""

import secrets
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.ratelimit import consume_or_429
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.me import CodeForm
from accounts.pages import SignedIn

_KEY = "proof"
LASTS_SECONDS = 15 * 60
MOST_TRIES = 5


def needs_proof(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a form through only when its person proved who they are in the last minutes.

    By password or second factor where they have one; by a code to their address where they have neither.
    """

    @wraps(view)
    def proved(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = _asked_for_proof(request) if request.method == "POST" else None
        return asked or view(request, *args, **kwargs)

    return proved


def needs_proof_to_look(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same before the page is shown: on it stands a secret, and what was set up with it opens the account."""

    @wraps(view)
    def proved(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _asked_for_proof(request) or view(request, *args, **kwargs)

    return proved


def _asked_for_proof(request: HttpRequest) -> HttpResponse | None:
    """Lead whoever must prove who they are to where they do it.

    :raises ReauthenticationRequired: they have a password or a second factor; allauth asks for it.
    """
    if not request.user.is_authenticated or _has_proved(request):
        return None
    if get_reauthentication_flows(request.user):
        raise ReauthenticationRequired
    return redirect(f"{reverse('accounts:proof')}?{urlencode({'next': request.path})}")


@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: SignedIn) -> HttpResponse:
    """Send a code to one's own address, and take it."""
    towards = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(towards, allowed_hosts=None):
        towards = reverse("accounts:me")
    sent = request.session.get(_KEY)
    if request.method == "POST" and "send" in request.POST:
        return consume_or_429(request, action="reauthenticate", user=request.user) or _send(request, towards)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if _is_right(request, sent, form.cleaned_data["code"]):
            record_authentication(request, request.user, method="code", reauthenticated=True)
            return redirect(towards)
        form.add_error("code", _("This is not the right code. It may be an older one: only the newest works."))
    is_sent = isinstance(request.session.get(_KEY), dict)
    return render(request, "accounts/me/proof.html", {"form": form, "is_sent": is_sent, "next": towards})


def _send(request: SignedIn, towards: str) -> HttpResponse:
    code = f"{secrets.randbelow(10**6):06}"
    get_adapter().send_mail("account/email/proof_code", request.user.email, {"code": code})
    request.session[_KEY] = {"code": make_password(code), "at": time.time(), "tries": 0}
    return redirect(f"{reverse('accounts:proof')}?{urlencode({'next': towards})}")


def _is_right(request: HttpRequest, sent: Any, code: str) -> bool:
    if not isinstance(sent, dict) or time.time() - sent["at"] > LASTS_SECONDS or sent["tries"] >= MOST_TRIES:
        request.session.pop(_KEY, None)
        return False
    if check_password("".join(sign for sign in code if sign.isdigit()), sent["code"]):
        del request.session[_KEY]
        return True
    request.session[_KEY] = {**sent, "tries": sent["tries"] + 1}
    return False


def _has_proved(request: HttpRequest) -> bool:
    if get_reauthentication_flows(request.user):
        return did_recently_reauthenticate(request)
    records = get_authentication_records(request, request.user)
    return any(record.get("reauthenticated") and time.time() - record["at"] < LASTS_SECONDS for record in records)
