"""What the pages of a plan show: the questions, the dates that would be, and everything once more at the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Person
from forum.groups.models import Group
from forum.groups.pages import readers_sentence
from forum.groups.queries import groups_of
from forum.kernel.moments import FORUM_ZONE, spoken_clock
from forum.meetups.actions.answers import MOST_SESSIONS, STEPS, Answers
from forum.meetups.forms.fields import GUESTS, LENGTHS
from forum.meetups.forms.planning import AUDIENCES, KINDS
from forum.meetups.models import CharityOrganiser, Mode, Plan, State, Venue
from forum.meetups.pages.own_words import newest
from forum.meetups.patterns import PREVIEWED, PatternDate
from forum.meetups.queries import ORGANISING
from forum.meetups.text import parts_of
from forum.threads.rendering import render
from moderation.hours import kept_turns, on_duty
from moderation.models import Severity
from moderation.rules import due_within

MOST_PLANS = 30
MOST_VENUES = 100
CHECK = "check"

# The heading of a page with more than one question; where there is one, its label is the heading.
HEADINGS: dict[str, str | Promise] = {
    "kind": gettext_lazy("What kind of meetup is it?"),
    "what": gettext_lazy("Say what it is"),
    "when": gettext_lazy("When is it?"),
    "how-often": gettext_lazy("Is it once, or more often?"),
    "dates": gettext_lazy("These are the dates"),
    "where": gettext_lazy("Where do people meet?"),
    "who": gettext_lazy("Who can come?"),
    "notes": gettext_lazy("What helps people to come?"),
    CHECK: gettext_lazy("Have a last look"),
}


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A plan that one can go on with. :param title: what it is called so far, or its group's name."""

    pk: int
    title: str
    group: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class StepPage:
    """Where a page stands among the others.

    :param back: the address of the question before it; empty for the first.
    """

    step: str
    heading: str | Promise
    number: int
    of: int
    back: str


@dataclass(frozen=True, kw_only=True)
class DateLine:
    """One line of the dates that would be. :param day: empty for a month without one."""

    day: str
    sentences: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One question with its answer, on the last page. :param html: sanitised."""

    step: str
    label: str | Promise
    html: SafeString


@dataclass(frozen=True, kw_only=True)
class CheckPage:
    """:param readers: who will be able to see it. :param what_next: what happens once it is sent."""

    answered: Sequence[Answered]
    readers: str
    what_next: Sequence[str]


def groups_to_announce_in(person: Person) -> list[Group]:
    """The groups in which somebody announces meetups. One query."""
    organised = groups_of(person, roles=ORGANISING)
    return list(Group.objects.readable_by(person).filter(pk__in=organised).order_by("name", "pk"))


def plans_of(person: Person) -> list[Begun]:
    """The plans that somebody can go on with, the newest first. One query."""
    plans = Plan.objects.visible_to(person).select_related("group").order_by("-changed_at", "-pk")[:MOST_PLANS]
    return [
        Begun(
            pk=plan.pk,
            title=Answers(said=plan.answers).title or _("Not named yet"),
            group=plan.group.name,
            changed_at=plan.changed_at,
        )
        for plan in plans
    ]


def step_page(plan: Plan, step: str) -> StepPage:
    """Where a page stands among those of its plan."""
    steps = [*Answers(said=plan.answers).steps, CHECK]
    place = steps.index(step) if step in steps else STEPS.index(step)
    back = f"/meetups/plans/{plan.pk}/{steps[place - 1]}/" if place else ""
    return StepPage(step=step, heading=HEADINGS[step], number=place + 1, of=len(steps), back=back)


def venues_to_choose(plan: Plan, person: Person) -> list[tuple[str, str]]:
    """The venues of the plan's group, and one's own that wait, by name. One query."""
    shown = Venue.objects.visible_to(person).filter(group=plan.group_id, state__in=(State.PUBLISHED, State.HELD))
    rows = shown.select_related("place").annotate(body=newest(Venue, "body")).order_by("name", "pk")[:MOST_VENUES]
    return [(str(each.pk), _venue_called(each)) for each in rows]


def _venue_called(venue: Any) -> str:
    """:param venue: with the `body` of its newest words: one's own that wait have no others."""
    if venue.state == State.PUBLISHED:
        return f"{venue.name}, {venue.place}"
    name = parts_of(venue.body or "", Venue.PARTS)["name"]
    return _("%(name)s, %(town)s (a moderator has not read it yet)") % {"name": name, "town": venue.place}


def date_lines(answers: Answers) -> tuple[list[PatternDate], list[DateLine]]:
    """The next twelve dates of a series, or the days that a course may have, each with what is odd about it."""
    pattern = answers.pattern()
    count = _sessions_wanted(answers) + len(answers.left_out) if answers.is_course else PREVIEWED
    dates = pattern.next_dates(answers.starts.on, count)
    return dates, [DateLine(day=said_day(each, answers), sentences=each.sentences) for each in dates]


def said_day(each: PatternDate, answers: Answers) -> str:
    """A date as it stands in the list; empty where none takes place."""
    if each.starts is None:
        return ""
    return _("%(day)s, %(clock)s") % {
        "day": date_format(each.on, "l j F Y"), "clock": spoken_clock(datetime.combine(each.on, answers.starts.at))
    }  # fmt: skip


def _sessions_wanted(answers: Answers) -> int:
    return min(int(answers.said["how-often"].get("sessions") or 1), MOST_SESSIONS)


def check_page(plan: Plan, person: Person, now: datetime) -> CheckPage:
    """Everything that was answered, who will see it, and what comes next. Four queries."""
    answers = Answers(said=plan.answers)
    said = {step: _said(step, answers, plan, person) for step in answers.steps}
    return CheckPage(
        answered=[Answered(step=step, label=HEADINGS[step], html=html) for step, html in said.items()],
        readers=readers_sentence(plan.group),
        what_next=_what_next(person, now),
    )


def _said(step: str, answers: Answers, plan: Plan, person: Person) -> SafeString:
    """One answer in words."""
    said = answers.said[step]
    lines: list[str] = []
    if step == "kind":
        lines = [str(dict(KINDS).get(said["kind"], ""))]
    elif step == "what":
        about = render(str(said["about"]))
        named = [each for each in (said["title"], said.get("topic"), said.get("speaker")) if each]
        return mark_safe(linebreaks("\n".join(named), autoescape=True) + about)
    elif step == "when":
        lines = [_when_said(answers)]
    elif step == "how-often":
        lines = [_how_often_said(answers)]
    elif step == "dates":
        dates = answers.session_dates if answers.is_course else date_lines(answers)[0][:4]
        lines = [each for each in (said_day(one, answers) for one in dates) if each]
        lines += [] if answers.is_course else [_("and so on")]
    elif step == "where":
        lines = _where_said(answers, plan, person)
    elif step == "who":
        lines = _who_said(said)
    else:
        lines = _notes_said(said)
    return mark_safe(linebreaks("\n".join(lines), autoescape=True))


def _when_said(answers: Answers) -> str:
    starts = answers.starts
    said = _("%(day)s, %(clock)s, %(length)s") % {
        "day": date_format(starts.on, "l j F Y"),
        "clock": spoken_clock(datetime.combine(starts.on, starts.at)),
        "length": dict(LENGTHS).get(str(answers.minutes), ""),
    }
    city = starts.zone.key.split("/")[-1].replace("_", " ")
    return said if starts.zone == FORUM_ZONE else _("%(when)s, by the clock of %(city)s") % {"when": said, "city": city}


def _how_often_said(answers: Answers) -> str:
    if not answers.is_course and not answers.is_series:
        return _("Just once")
    pattern = answers.pattern()
    days = pattern.days_in_words[:1].upper() + pattern.days_in_words[1:]
    if answers.is_course:
        count = _sessions_wanted(answers)
        said = ngettext("%(days)s, %(count)d session", "%(days)s, %(count)d sessions", count)
        return said % {"days": days, "count": count}
    if pattern.until_date is None:
        return days
    return _("%(days)s, until %(day)s") % {"days": days, "day": date_format(pattern.until_date, "j F Y")}


def _where_said(answers: Answers, plan: Plan, person: Person) -> list[str]:
    choices = dict(venues_to_choose(plan, person))
    lines = [choices.get(str(answers.venue_id), _("Online only")) if answers.venue_id else _("Online only")]
    if answers.mode == Mode.BOTH:
        lines.append(_("People can join online as well."))
    if link := answers.parts["link"]:
        lines.append(link)
    elif answers.mode != Mode.IN_PERSON:
        lines.append(_("There is no link yet. You can add it later."))
    return lines


def _who_said(said: Mapping[str, Any]) -> list[str]:
    lines = [str(dict(AUDIENCES).get(said["audience"], ""))]
    if said["capacity"]:
        lines.append(
            ngettext("Room for %(count)d person, guests counted", "Room for %(count)d people, guests counted", said["capacity"])
            % {"count": said["capacity"]}
        )  # fmt: skip
    else:
        lines.append(_("Room for all who come"))
    return [*lines, str(dict(GUESTS).get(str(said["guests"]), ""))]


def _notes_said(said: Mapping[str, Any]) -> list[str]:
    lines = [said["infection"], said["energy"]]
    if said["contact"]:
        lines.append(_("At the door: %(who)s") % {"who": said["contact"]})
    lines.append(_("In calendars and mail: “%(title)s”") % {"title": said["discreet_title"]})
    lines.append(_("With a thread in the group") if said["wants_thread"] else _("Without a thread"))
    return [each for each in lines if each]


def _what_next(person: Person, now: datetime) -> list[str]:
    """What happens once it is sent. One query, and one for how long it takes."""
    if CharityOrganiser.objects.visible_to(person).filter(person=person).exists():
        return [_("You are recognised for a charity: it can be seen at once, and is marked so.")]
    read = _("A moderator reads it first. Until then only you can see it.")
    if on_duty(now, kept_turns(now)) is None:
        return [read, _("That is usually done by tomorrow evening.")]
    hours = max(1, due_within(Severity.OTHER) // timedelta(hours=1))
    said = ngettext(
        "That usually takes less than %(count)d hour.", "That usually takes less than %(count)d hours.", hours
    )
    return [read, said % {"count": hours}]
