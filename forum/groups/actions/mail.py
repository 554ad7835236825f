"""The one mail that this app sends. It names no group: inboxes are shared."""

import logging

from allauth.utils import build_absolute_uri
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

logger = logging.getLogger(__name__)


def send_invitation(address: str) -> None:
    """Tell whoever reads mail at an address that an invitation waits.

    Where the mail cannot be sent the invitation waits all the same, and inviting again sends again. The host is
    told nothing else: no mail goes to some of those who have an account. The log says why, and not to whom.
    Source: README, G-5.
    """
    words = {"address": build_absolute_uri(None, reverse("groups:invitations"))}
    message = EmailMultiAlternatives(
        subject=render_to_string("groups/mail/invitation_subject.txt", words).strip(),
        body=render_to_string("groups/mail/invitation.txt", words),
        to=[address],
    )
    message.attach_alternative(render_to_string("groups/mail/invitation.html", words), "text/html")
    try:
        message.send()
    except OSError as failed:  # those of smtplib are of this kind too
        logger.error("The mail of an invitation could not be sent: %s", type(failed).__name__)
