"""Addresses under /accounts/ that stand before allauth's own: signing up, and theirs with what they lack."""

from typing import Any

from allauth.account import views as allauth
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path

from accounts.views import proof, sessions, sign_up


def _no_such_key(request: HttpRequest, **rest: Any) -> HttpResponse:
    raise Http404


urlpatterns = [
    path("signup/", sign_up.sign_up, name="account_signup"),
    path("signup/again/", sign_up.start_again, name="account_signup_again"),
    path("signup/<slug:step>/", sign_up.sign_up, name="account_signup_step"),
    path("email/", proof.needs_proof(allauth.email), name="account_email"),
    path("password/set/", proof.needs_proof(allauth.password_set), name="account_set_password"),
    path("2fa/totp/activate/", proof.needs_proof_to_look(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/webauthn/add/", proof.needs_proof_to_look(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("sessions/", sessions.sessions, name="usersessions_list"),
    re_path(r"^2fa/webauthn/keys/[0-9]{19,}/", _no_such_key),  # a number that no database can look up
]
