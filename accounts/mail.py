"""Mail in the demo community: nothing leaves this machine."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend


class DemoMail(EmailBackend):
    """Write each mail to `var/mail/`, and say so in the terminal with its text, so that codes can be typed."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            print(f"\n--- Mail to {', '.join(message.to)}: {message.subject}\n{message.body}\n---", flush=True)
        return super().send_messages(email_messages) or 0
