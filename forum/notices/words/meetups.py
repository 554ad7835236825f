"""What notices of meetups say; in mail, discreetly: inboxes are shared, and read by companies."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from forum.kernel.content_notes import Choices
from forum.kernel.moments import exact, spoken_there, zone_named
from forum.meetups.models import Kind as MeetupKind
from forum.meetups.models import Meetup
from forum.meetups.pages.calendar import plain
from forum.meetups.pages.rows import COLUMNS, where_it_is
from forum.notices.models import Kind, Notice
from forum.notices.words.said import MailWords, Said

_SAID = {
    Kind.OFFERED: gettext_lazy("A place is kept for you at “%(title)s”: %(when)s."),
    Kind.LAPSED: gettext_lazy("The offer of a place at “%(title)s” has ended: %(when)s. You can wait again."),
    Kind.CHANGED: gettext_lazy("“%(title)s” has changed. It is on %(when)s now."),
    Kind.POSTPONED: gettext_lazy("“%(title)s” (%(when)s) is postponed."),
    Kind.CANCELLED: gettext_lazy("“%(title)s” (%(when)s) is cancelled."),
    Kind.MESSAGE: gettext_lazy("Its organiser wrote to those who come to “%(title)s”: %(when)s."),
    Kind.HANDED: gettext_lazy("You organise “%(title)s” from now on: %(when)s."),
    Kind.REMINDER: gettext_lazy("“%(title)s” is on %(when)s, and you are coming."),
}
_IN_SHORT = {
    Kind.OFFERED: gettext_lazy("a place is kept for you"),
    Kind.LAPSED: gettext_lazy("an offer has ended"),
    Kind.CHANGED: gettext_lazy("it has changed"),
    Kind.POSTPONED: gettext_lazy("it is postponed"),
    Kind.CANCELLED: gettext_lazy("it is cancelled"),
    Kind.MESSAGE: gettext_lazy("there is a message"),
    Kind.REMINDER: gettext_lazy("a reminder"),
    Kind.HANDED: gettext_lazy("you organise it now"),
}
_IN_FULL = {
    Kind.OFFERED: gettext_lazy("A place has come free, and is kept for you until %(until)s. Please say there whether you take it."),
    Kind.LAPSED: gettext_lazy("A place was kept for you, and that time is over. You can wait again."),
    Kind.CHANGED: gettext_lazy("The day, the time or the place has changed. This is how it is now:"),
    Kind.POSTPONED: gettext_lazy("This does not take place then. You will be told of the new day:"),
    Kind.CANCELLED: gettext_lazy("This does not take place:"),
    Kind.MESSAGE: gettext_lazy("Whoever organises this has written to you:"),
    Kind.HANDED: gettext_lazy("You organise this from now on:"),
    Kind.REMINDER: gettext_lazy("To remind you of this, to which you said that you come:"),
}  # fmt: skip
# A course has many days, and a notice knows one: which session it was, its page says.
_COURSE_SAID = gettext_lazy("“%(title)s”, which begins on %(when)s, has changed: one of its sessions, or all.")
_COURSE_IN_FULL = gettext_lazy("One of the sessions of this course has changed, or all have. Please look at its page before you set out. The course begins:")  # fmt: skip
_SHOWN = ("discreet_title", "area", "town", "county", "is_name_repeated")


def said_of(row: dict[str, Any], choices: Choices) -> Said:
    """One sentence with the meetup's title and day."""
    when = spoken_there(row["starts_at"], zone=zone_named(row["zone"]))
    title = row["title"] or _("A meetup")
    kind = Kind(row["kind"])
    words = _COURSE_SAID if _is_of_course(kind, row["meetup_kind"]) else _SAID[kind]
    return Said(
        words=words % {"title": title, "when": when},
        about="",
        key=f"meetup-{row['meetup_id']}",
        address=f"/meetups/{row['meetup_id']}/",
    )


def mail_words(notice: Notice) -> MailWords:
    """The discreet title, the day, the area: no group, nothing else that anybody wrote, and nobody's door. One query.

    Source: README, N-4.
    """
    recipient, meetup = notice.recipient, notice.meetup
    assert meetup is not None
    columns: dict[str, Any] = {name: COLUMNS[name] for name in _SHOWN}
    row: Any = Meetup.objects.visible_to(recipient).values("mode", **columns).get(pk=meetup.pk)
    title = _discreet(row["discreet_title"])
    until = (
        _spoken(datetime.fromtimestamp(notice.sequence, tz=UTC), recipient.zone) if notice.kind == Kind.OFFERED else ""
    )
    kind = Kind(notice.kind)
    sentence = _COURSE_IN_FULL if _is_of_course(kind, meetup.kind) else _IN_FULL[kind] % {"until": until}
    return MailWords(
        subject=_in_short(notice, title),
        sentence=str(sentence),
        facts=[title, *_moments(meetup, recipient), " ".join(plain(where_it_is(row)).split())],
        page=f"/meetups/{meetup.pk}/",
        why=_("You come to this, wait for it or organise it, and would like to be told by e-mail."),
    )


def said_in_short(notices: Sequence[Notice]) -> list[str]:
    """One line for each notice to one person, as the subject of its own mail would say it. One query, or none.

    :param notices: with meetup and recipient.
    """
    if not notices:
        return []
    seen = Meetup.objects.visible_to(notices[0].recipient).filter(pk__in={notice.meetup_id for notice in notices})
    titles = dict(seen.values_list("pk", COLUMNS["discreet_title"]))
    return [_in_short(notice, _discreet(titles[notice.meetup_id])) for notice in notices]


def _is_of_course(kind: Kind, meetup_kind: str) -> bool:
    return kind == Kind.CHANGED and meetup_kind == MeetupKind.COURSE


def _discreet(title: str) -> str:
    return " ".join(plain(title).split()) or _("Appointment")


def _in_short(notice: Notice, title: str) -> str:
    """The day is that on the wall there."""
    assert notice.meetup is not None
    day = date_format(notice.meetup.starts_at.astimezone(notice.meetup.zone_info), "l j F")
    return _("%(title)s, %(day)s: %(in_short)s") % {
        "title": title, "day": day, "in_short": _IN_SHORT[Kind(notice.kind)],
    }  # fmt: skip


def _moments(meetup: Meetup, recipient: Person) -> Iterator[str]:
    """When it begins on the wall there, and on the recipient's where that says something else."""
    yield _spoken(meetup.starts_at, meetup.zone)
    here, there = (meetup.starts_at.astimezone(zone_named(name)) for name in (recipient.zone, meetup.zone))
    if here.utcoffset() != there.utcoffset():
        yield _("where you are: %(when)s") % {"when": _spoken(meetup.starts_at, recipient.zone)}


def _spoken(moment: datetime, zone_name: str) -> str:
    zone = zone_named(zone_name)
    city = zone.key.rpartition("/")[2].replace("_", " ")
    return _("%(when)s, %(city)s time") % {"when": exact(moment, zone=zone), "city": city}
