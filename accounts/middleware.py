"""What stands between a request and the page: words are never lost, and those who see much prove who they are."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.pages.session import has_noted_second_factor, note_second_factor
from accounts.pages.words import kept_words, let_words_go, words_of
from accounts.rules import must_have_second_factor
from accounts.views.words import words_kept_before, words_kept_while_signed_out

View = Callable[..., HttpResponse]

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
SETTING_UP = frozenset({
    "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "account_reauthenticate", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "account_logout", "accounts:proof", "accounts:words", "accounts:stay", "home:help_now",
})  # fmt: skip
WITHOUT_CONSENT = frozenset({
    "accounts:consents", "accounts:give", "accounts:withdraw", "accounts:leave", "accounts:export", "accounts:proof", "accounts:words",
    "accounts:stay", "account_logout", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "home:help_now",
})  # fmt: skip


# Pages that are the same for everybody: who asks is not looked up.
SAME_FOR_ALL = frozenset({
    "home:help_now", "home:guidelines", "home:terms", "home:privacy", "home:accessibility", "home:live", "home:ready",
    "home:robots", "home:manifest", "home:worker", "meetups:feed",
    "notices:stop",
})  # fmt: skip


class KeepWords:
    """Answer words sent by somebody who is signed out with a page that has them, instead of the login page.

    Where whoever sent them may not, or not any more, the page that says so shows them too, to be copied.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code in (302, 303):
            self._let_go_what_was_sent(request)
        return response

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method == "POST":  # for the pages that say no: `errors/_written.html`
            request.words_sent = SimpleLazyObject(lambda: words_of(request.path, request.POST))  # type: ignore[attr-defined]
        if request.method != "POST" or not getattr(view, "login_required", True) or request.user.is_authenticated:
            return None
        if not _is_by_hand(request):
            return HttpResponse(
                _("You are signed out, so this was not kept here."), status=403, content_type="text/plain"
            )
        words = words_of(request.path, request.POST)
        return words_kept_while_signed_out(request, words) if words else None

    def _let_go_what_was_sent(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            words = kept_words(request.session, request.user)
            if words is not None and words.path == request.path and words.form_key == request.POST.get("form_key"):
                let_words_go(request.session)


class AskForConsent:
    """Lead whoever took back their consent to leaving, or to agreeing again; nothing else of theirs is shown or kept."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        name = _view_name(request)
        if name in SAME_FOR_ALL or not request.user.is_authenticated or request.user.has_consented:
            return None
        if name in WITHOUT_CONSENT:
            return None
        words = words_of(request.path, request.POST) if request.method == "POST" else None
        return words_kept_before("consent", request, words) if words else redirect("accounts:consents")


class AskForSecondFactor:
    """Lead staff and moderators without a second factor to the page where they set one up.

    Ordinary members cost no query; those who have a factor cost none after they logged in with it.
    Source: README, C-4.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        name = _view_name(request)
        if name in SAME_FOR_ALL:
            return None
        person = request.user
        if not settings.SECOND_FACTOR_REQUIRED or not person.is_authenticated or not must_have_second_factor(person):
            return None
        if has_noted_second_factor(request.session, person):
            return None
        if get_adapter().is_mfa_enabled(person, FACTORS):
            if request.method == "POST":
                note_second_factor(request.session, person)
            return None
        request.lacks_second_factor = True  # type: ignore[attr-defined]
        if name in SETTING_UP:
            return None
        words = words_of(request.path, request.POST) if request.method == "POST" else None
        return words_kept_before("factor", request, words) if words else redirect("mfa_index")


def _view_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _is_by_hand(request: HttpRequest) -> bool:
    """Whether a browser sends a form, rather than a script something that it saves on the way."""
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate" and "X-Requested-With" not in request.headers
