"""How allauth meets our people, in our words."""

import logging
from contextlib import suppress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from accounts.pages.words import keep_waiting, kept_words, let_words_go, take_home, words_waiting_for_others
from accounts.rules import must_have_second_factor
from forum.kernel.verdicts import NotNow

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Sentences of ours, mail without the site's name, and words that waited come first after logging in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("This account is closed."),
        "email_password_mismatch": gettext_lazy("This address and this password do not belong together. If the password has gone, we can send you a code instead."),
        "email_taken": gettext_lazy("Please choose another address."),
        "duplicate_email": gettext_lazy("This is your address already."),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "incorrect_code": gettext_lazy("This is not the right code. It may be an older one: only the newest works."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "too_many_login_attempts": gettext_lazy("There were too many tries, so we pause for a few minutes, to keep others out of your account. Then please try again, or ask for a code."),
        "rate_limited": gettext_lazy("You asked several times in a row. Please wait a little, then try again."),
        "same_as_current": gettext_lazy("This is your address already."),
        "invalid_login": gettext_lazy("Please type your e-mail address."),
    }  # fmt: skip

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def post_login(self, request: HttpRequest, user: Any, **rest: Any) -> HttpResponse:
        """Lead to words that waited: in the box where they were written, one press from being posted, if it still stands.

        Somebody who took back their consent is not written down anew: theirs wait on, on a page of their own.
        """
        response = super().post_login(request, user, **rest)
        words = kept_words(request.session, user)
        if words is None:
            return response
        home = take_home(words, user, now=timezone.now()) if user.has_consented else None
        if home is None:
            return redirect("accounts:words")
        let_words_go(request.session)
        messages.info(request, home.sentence)
        return redirect(home.address)

    def logout(self, request: HttpRequest) -> None:
        """End the session; what waits in it for somebody else, who wrote on this device before, goes on waiting."""
        waiting = words_waiting_for_others(request.session, request.user)
        super().logout(request)
        if waiting:
            keep_waiting(request.session, waiting)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail that somebody waits for.

        :raises NotNow: it could not be sent. The log says why, and not to whom.
        """
        try:
            super().send_mail(template_prefix, email, {"site_url": settings.SITE_ADDRESS, **context})
        except OSError as failed:  # those of smtplib are of this kind too
            logger.error("A mail (%s) could not be sent: %s", template_prefix, type(failed).__name__)
            raise NotNow(
                gettext(
                    "The mail could not be sent just now. Nothing is lost: please go back, and try again in a few minutes."
                )
            ) from None

    def send_notification_mail(self, *given: Any, **named: Any) -> None:
        """Tell of a change that was made. It stays made where the mail cannot be sent."""
        with suppress(NotNow):
            super().send_notification_mail(*given, **named)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("accounts:me")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return resolve_url("account_email")


class FactorAdapter(DefaultMFAAdapter):
    """Second factors and passkeys, named as people name them."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This did not work. Please try once more, with a new code."),
        "cannot_delete_authenticator": gettext_lazy("You see what is other people’s here, so one second factor has to stay. Add another one first."),
        "unverified_email": gettext_lazy("Please prove your e-mail address first."),
    }  # fmt: skip

    def _get_site_name(self) -> str:
        return "Alongside"

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("My passkey") if number == 1 else gettext("My passkey %(number)s") % {"number": number}

    def _may_be_removed(self, authenticator: Authenticator) -> bool:
        """Staff and moderators keep at least one. Source: README, C-4."""
        if not settings.SECOND_FACTOR_REQUIRED or not must_have_second_factor(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=("totp", "webauthn"))
        return others.exclude(pk=authenticator.pk).exists()

    can_delete_authenticator = _may_be_removed  # the library's name for it
