"""Plans: an announcement that is being written, kept after each page, and gone on with on any device."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Person
from forum.groups.models import Group
from forum.meetups.actions.answers import ONCE, ONLINE
from forum.meetups.actions.words import newest_known_to
from forum.meetups.models import Announcement, Meetup, Mode, Plan
from forum.meetups.rules.announcing import may_announce, may_copy
from forum.meetups.text import parts_of

# An answer that another one depends on: once that changes, it is asked for again.
_FOLLOWS = {"kind": ("how-often", "dates"), "when": ("dates",), "how-often": ("dates",)}


@transaction.atomic
def begin_plan(*, group: Group, form_key: UUID, by: Person, now: datetime) -> Plan:
    """Begin to write an announcement in a group; the same form sent again leads to the plan that it made.

    :raises NotAllowed: its text is fit to show.
    Source: README, E-10.
    """
    may_announce(group=group, by=by, now=now).or_refuse()
    return _plan(group, form_key, {}, by, now)


@transaction.atomic
def save_plan(*, plan: Plan, step: str, answer: Mapping[str, Any], by: Person, now: datetime) -> Plan:
    """Keep the answer of one page. What follows from another answer is asked again once that has changed.

    Locks the plan. :param answer: plain values, as its form took them.
    :raises Plan.DoesNotExist: it was announced or put aside meanwhile.
    Source: README, E-1 and E-2.
    """
    fresh = Plan.objects.visible_to(by).select_for_update(no_key=True, of=("self",)).get(pk=plan.pk)
    if fresh.answers.get(step) != answer:
        stale = _FOLLOWS.get(step, ())
        fresh.answers = {name: said for name, said in fresh.answers.items() if name not in stale} | {step: answer}
    fresh.changed_at = now
    fresh.save(update_fields=["answers", "changed_at"])
    return fresh


@transaction.atomic
def discard_plan(*, plan: Plan, by: Person) -> None:
    """Put a plan aside for good: the row goes. Doing it twice is doing it once."""
    Plan.objects.visible_to(by).filter(pk=plan.pk).delete()


@transaction.atomic
def copy_meetup(*, meetup: Meetup, form_key: UUID, by: Person, now: datetime) -> Plan:
    """Begin a plan with everything that was said of a meetup, but for the day. The same form makes one plan.

    :raises NotAllowed: its text is fit to show.
    Source: README, E-10.
    """
    may_copy(meetup=meetup, by=by, now=now).or_refuse()
    return _plan(meetup.group, form_key, _answers_of(meetup, by), by, now)


def _plan(group: Group, form_key: UUID, answers: dict[str, Any], by: Person, now: datetime) -> Plan:
    plan, _is_new = Plan.objects.get_or_create(
        form_key=form_key, person=by, defaults={"group": group, "answers": answers, "changed_at": now}
    )
    return plan


def _answers_of(meetup: Meetup, by: Person) -> dict[str, Any]:
    announcement = meetup.announcement
    newest = newest_known_to(by, announcement)
    title, body = (newest.title, newest.body) if newest is not None else ("", "")
    parts = parts_of(body, Announcement.PARTS)
    answers: dict[str, Any] = {
        "kind": {"kind": announcement.kind},
        "what": {"title": title, "about": parts["about"], "topic": parts["topic"], "speaker": parts["speaker"]},
        "when": {"at": meetup.at_time.isoformat("minutes"), "minutes": meetup.minutes, "zone": meetup.zone},
        "where": {
            "venue": ONLINE if meetup.venue_id is None else str(meetup.venue_id),
            "is_online_too": meetup.mode == Mode.BOTH,
            "link": parts["link"],
        },
        "who": {
            "audience": announcement.audience, "capacity": meetup.capacity, "guests": meetup.guest_limit
        },
        "notes": {
            **{name: parts[name] for name in ("infection", "energy", "contact", "discreet_title")},
            "wants_thread": announcement.wants_thread,
        },
    }  # fmt: skip
    if meetup.sessions.exists():
        return answers
    return answers | {"how-often": {"rhythm": ONCE, "until": ""}}
