"""The mails of the demo community, as files in `var/mail/`. Nobody in it is real, so anybody may read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

MOST = 50
_BETWEEN = b"\n" + b"-" * 79 + b"\n"  # mails that were sent over one line are in one file


@dataclass(frozen=True, kw_only=True)
class DemoMail:
    """:param name: by which it is found. :param stops: the address that its headers name to stop it, if any."""

    name: str
    to: str
    subject: str
    sent_at: datetime | None
    text: str
    html: str
    stops: str


def newest_mails() -> list[DemoMail]:
    """The newest of them, newest first; at most fifty."""
    found = list[DemoMail]()
    for path in sorted((Path(settings.VAR) / "mail").glob("*.log"), reverse=True)[:MOST]:
        found += reversed(list(_mails_in(path)))
    return found[:MOST]


def mail_named(name: str) -> DemoMail | None:
    """One of those that are listed. No file is opened by a name from an address."""
    return next((mail for mail in newest_mails() if mail.name == name), None)


def _mails_in(path: Path) -> Iterator[DemoMail]:
    for at, part in enumerate(filter(bytes.strip, path.read_bytes().split(_BETWEEN))):
        message = message_from_bytes(part, policy=policy.default)
        date = message["Date"]
        yield DemoMail(
            name=f"{path.stem}-{at}",
            to=str(message["To"] or ""),
            subject=str(message["Subject"] or ""),
            sent_at=date.datetime if date else None,
            text=_part(message, "plain"),
            html=_part(message, "html"),
            stops=str(message["List-Unsubscribe"] or "").strip(" <>"),
        )


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if body else ""
