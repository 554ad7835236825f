"""The one mail that this app sends. It names no group: inboxes are shared."""

from allauth.utils import build_absolute_uri
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse


def send_invitation(address: str) -> None:
    """Tell whoever reads mail at an address that an invitation waits. Source: README, G-5."""
    words = {"address": build_absolute_uri(None, reverse("groups:invitations"))}
    message = EmailMultiAlternatives(
        subject=render_to_string("groups/mail/invitation_subject.txt", words).strip(),
        body=render_to_string("groups/mail/invitation.txt", words),
        to=[address],
    )
    message.attach_alternative(render_to_string("groups/mail/invitation.html", words), "text/html")
    message.send()
