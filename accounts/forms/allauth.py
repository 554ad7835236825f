"""allauth's forms in our words: plain labels, no placeholder for a label, nothing typed twice."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.actions import give_up_account
from accounts.models import Person
from accounts.pages.session import keep_end
from forum.kernel.forms import WordsField

PASSWORD_HINT = _("At least 10 signs; three words in a row are good, and easy to keep in mind.")
CODE_ATTRS = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "off", "spellcheck": "false"}


class Plain:
    """Give fields our labels and hints, and take away placeholders, which vanish as one types."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}
    without: tuple[str, ...] = ()
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        for name in self.without:
            self.fields.pop(name, None)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.widget.attrs |= CODE_ATTRS
                field.error_messages["required"] = _("Please type the code.")


class LogIn(Plain, account.LoginForm):
    labels = {"login": _("Your e-mail address"), "password": _("Your password")}

    def login(self, request: Any, redirect_url: str | None = None) -> Any:
        """Keep the end of the session where logging in put it: allauth would let it move with each write."""
        response = super().login(request, redirect_url=redirect_url)
        if request.user.is_authenticated:
            keep_end(request.session)
        return response


class AskForCode(Plain, account.RequestLoginCodeForm):
    labels = {"email": _("Your e-mail address")}


class LogInCode(Plain, account.ConfirmLoginCodeForm):
    labels = {"code": _("The code from the mail")}


class AddressCode(Plain, account.ConfirmEmailVerificationCodeForm):
    labels = {"code": _("The code from the mail")}

    def clean_code(self) -> str:
        if self.user is None:  # the address had an account: no code was sent, so none is right
            raise get_adapter().validation_error("incorrect_code")
        account.BaseConfirmCodeForm.clean_code(self)  # only who has the code gets any further
        self._make_room()
        return str(super().clean_code())

    def _make_room(self) -> None:
        """The code proves whose the address is: an unfinished sign-up with it, by whomever, goes."""
        for other in Person.objects.filter(email=self.email).exclude(pk=self.user.pk):
            give_up_account(by=other)


class ResetCode(Plain, account.ConfirmPasswordResetCodeForm):
    labels = {"code": _("The code from the mail")}


class NewAddress(Plain, account.AddEmailForm):
    labels = {"email": _("Your new e-mail address")}
    hints = {"email": _("We send a code to it. Until you type that code, the present address stays.")}


class ChangePassword(Plain, account.ChangePasswordForm):
    without = ("password2",)
    labels = {"oldpassword": _("Your present password"), "password1": _("Your new password")}
    hints = {"password1": PASSWORD_HINT}


class FirstPassword(Plain, account.SetPasswordForm):
    without = ("password2",)
    labels = {"password1": _("Your new password")}
    hints = {"password1": PASSWORD_HINT}


class ForgottenPassword(Plain, account.ResetPasswordForm):
    labels = {"email": _("Your e-mail address")}


class ResetPassword(Plain, account.ResetPasswordKeyForm):
    without = ("password2",)
    labels = {"password1": _("Your new password")}
    hints = {"password1": PASSWORD_HINT}


class ProvePassword(Plain, account.ReauthenticateForm):
    labels = {"password": _("Your password")}


class FactorCode(Plain, factor.AuthenticateForm):
    labels = {"code": _("The code from your app, or one of your recovery codes")}


class ProveFactor(Plain, factor.ReauthenticateForm):
    labels = {"code": _("The code from your app, or one of your recovery codes")}


class NewApp(Plain, totp.ActivateTOTPForm):
    labels = {"code": _("The code that the app shows")}


class Credential:
    """Refuse a credential that no browser made, whatever is wrong with it, with the sentence for a wrong one."""

    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Any:
        try:
            own = getattr(super(), "clean_credential", None)
            return own() if own else self.cleaned_data["credential"]
        except (AttributeError, KeyError, TypeError, ValueError) as refused:
            if isinstance(refused, ValidationError):
                raise
            raise get_adapter().validation_error("incorrect_code") from refused


class NewPasskey(Plain, webauthn.AddWebAuthnForm):
    name = WordsField(required=False, max_length=60)
    labels = {"name": _("A name for this passkey"), "passwordless": _("Log in with it alone")}
    hints = {
        "name": _("Such as the device that it is on."),
        "passwordless": _("Then you need neither your address nor a password on this device. It asks for your fingerprint, face or PIN."),
    }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except (AttributeError, KeyError, TypeError, ValueError) as refused:
            if isinstance(refused, ValidationError):
                raise
            raise get_adapter().validation_error("incorrect_code") from refused


class NamePasskey(Plain, webauthn.EditWebAuthnForm):
    name = WordsField(max_length=60)
    labels = {"name": _("A name for this passkey")}


class FactorPasskey(Credential, webauthn.AuthenticateWebAuthnForm):
    pass


class LogInPasskey(Credential, webauthn.LoginWebAuthnForm):
    pass


class ProvePasskey(Credential, webauthn.ReauthenticateWebAuthnForm):
    pass
