"""The mails that tell notices, discreetly: inboxes are shared, and read by companies."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from accounts.models import Person
from forum.notices.actions.choosing import stop_link
from forum.notices.models import Delivery, Manner, Notice, Way
from forum.notices.words import gathered_lines, mail_words, name_in_mail


def mail_of(notice: Notice) -> EmailMultiAlternatives:
    """Put a notice into a mail of its own. A query or two.

    It names no group and no person, repeats nothing that anybody wrote but the discreet title of a meetup, and tells nobody
    where the door is. Whoever wants it is told of which thread or group. Source: README, N-4.
    """
    words = mail_words(notice)
    name = name_in_mail(notice) if _says_more(notice.recipient) else ""
    said = {
        "subject": words.subject,
        "sentence": words.sentence,
        "facts": [name, *words.facts] if name else words.facts,
        "page": settings.SITE_ADDRESS + words.page,
        "why": words.why,
    }
    return _mail("notice", said, to=notice.recipient, stops=notice.kind, key=f"notice-{notice.pk}")


def gathered_mail_of(delivery: Delivery, notices: Sequence[Notice]) -> EmailMultiAlternatives:
    """Put what has gathered for one person into one mail: how much of what, and the way to the page. Two queries.

    :param notices: with recipient, thread, group and meetup. Source: README, N-4 and N-8.
    """
    recipient = delivery.recipient
    said = {
        "lines": gathered_lines(notices, says_more=_says_more(recipient)),
        "page": f"{settings.SITE_ADDRESS}/notices/",
        "is_gathered": True,
        "is_weekly": delivery.way == Way.WEEKLY,
    }
    return _mail("gathered", said, to=recipient, stops=delivery.way, key=f"gathered-{delivery.pk}")


def _says_more(person: Person) -> bool:
    return Manner.objects.filter(person=person, says_more=True).exists()


def _mail(template: str, said: dict[str, Any], *, to: Person, stops: str, key: str) -> EmailMultiAlternatives:
    """Subject, text and HTML, with the headers by which mail programmes stop its kind or way: those of RFC 8058."""
    stop = settings.SITE_ADDRESS + stop_link(to, stops)
    said |= {"stop": stop, "settings": f"{settings.SITE_ADDRESS}/notices/settings/"}
    mail = EmailMultiAlternatives(
        subject=" ".join(render_to_string(f"mail/{template}_subject.txt", said).split()),
        body=render_to_string(f"mail/{template}.txt", said),
        to=[to.email],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Message-ID": f"<{key}@{urlsplit(settings.SITE_ADDRESS).hostname}>",
        },
    )
    mail.attach_alternative(render_to_string(f"mail/{template}.html", said), "text/html")
    return mail
