"""From a plan to something announced: rows for its dates, and words that are reviewed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.groups.models import Group
from forum.kernel.verdicts import NotAllowed
from forum.meetups.actions.answers import Answers
from forum.meetups.actions.dates import copies_of, make_dates
from forum.meetups.actions.words import hand_in, locked, take_words_away
from forum.meetups.models import Announcement, CharityOrganiser, Meetup, Plan, Series, Session, State, Venue
from forum.meetups.models.dates import derived
from forum.meetups.patterns import PatternDate
from forum.meetups.rules.announcing import may_announce, may_withdraw


@transaction.atomic
def announce(*, plan: Plan, by: Person, now: datetime) -> Announcement:
    """Announce what was planned: a meetup, a course or a series. A member's waits for a moderator; the plan goes.

    Pressed twice, it is announced once: the plan's own key is that of the announcement. Locks the group.

    :param now: aware UTC moment.
    :raises NotAllowed: `by` may not announce here, or an answer does not hold any more; its text is fit to show, and
        nothing is written.
    Source: README, E-1, E-2 and E-10.
    """
    group = Group.objects.select_for_update(no_key=True).get(pk=plan.group_id)
    if made := Announcement.objects.filter(form_key=plan.form_key, author=by).first():
        return made
    may_announce(group=group, by=by, now=now).or_refuse()
    answers = Answers(said=plan.answers)
    _check(plan, answers, now)
    venue = _venue(answers, plan, by)
    said, notes = plan.answers["who"], plan.answers["notes"]
    announcement = Announcement.objects.create(
        group=group, author=by, kind=answers.kind, audience=said["audience"], form_key=plan.form_key, written_at=now,
        charity=CharityOrganiser.objects.charity_of(by.pk), wants_thread=bool(notes["wants_thread"]),
    )  # fmt: skip
    shared = {
        "announcement": announcement, "group": group, "organiser": by, "mode": answers.mode, "venue": venue,
        "capacity": said["capacity"], "guest_limit": said["guests"],
    }  # fmt: skip
    if answers.is_series:
        _make_series(answers, shared, now)
    elif answers.is_course:
        _make_course(answers, shared, now)
    else:
        _make_meetup(answers, shared, now)
    hand_in(announcement, title=answers.title, parts=answers.parts, by=by, now=now)
    plan.delete()
    return announcement


@transaction.atomic
def withdraw_announcement(*, announcement: Announcement, by: Person, now: datetime) -> None:
    """Take back what one has announced while nobody else has seen it. Twice is once. Locks the group.

    :raises NotAllowed: its text is fit to show.
    Source: README, E-3.
    """
    fresh = locked(Announcement, announcement.pk)
    assert fresh is not None
    may_withdraw(announcement=fresh, by=by).or_refuse()
    if fresh.state != State.WITHDRAWN:
        take_words_away(fresh, now)


def _check(plan: Plan, answers: Answers, now: datetime) -> None:
    """Whether every question is answered, and what was answered still holds: a plan may have lain for weeks."""
    if (missing := answers.next_step) is not None:
        raise NotAllowed(
            _("There is a question that is not answered yet."), towards=f"/meetups/plans/{plan.pk}/{missing}/"
        )
    starts = answers.starts
    if not starts.exists or starts.utc <= now:
        raise NotAllowed(
            _("The day that you chose is over by now. Please choose another one."),
            towards=f"/meetups/plans/{plan.pk}/when/",
        )


def _venue(answers: Answers, plan: Plan, by: Person) -> Venue | None:
    if answers.venue_id is None:
        return None
    venue = Venue.objects.visible_to(by).filter(group=plan.group_id, pk=answers.venue_id).first()
    if venue is None or venue.state in (State.WITHDRAWN, State.HIDDEN, State.DECLINED):
        raise NotAllowed(
            _("The venue that you chose is not there any more. Please choose another one."),
            towards=f"/meetups/plans/{plan.pk}/where/",
        )
    return venue


def _when(answers: Answers, now: datetime) -> dict[str, Any]:
    starts = answers.starts
    return {
        "at_time": starts.at, "is_second": starts.is_second, "minutes": answers.minutes, "zone": starts.zone.key,
        "changed_at": now,
    }  # fmt: skip


def _make_meetup(answers: Answers, shared: dict[str, Any], now: datetime) -> Meetup:
    starts_at, ends_at = derived(answers.starts, answers.minutes)
    return Meetup.objects.create(
        on_date=answers.starts.on, starts_at=starts_at, ends_at=ends_at, **_when(answers, now), **shared,
        **copies_of(shared["announcement"], shared["venue"]),
    )  # fmt: skip


def _make_course(answers: Answers, shared: dict[str, Any], now: datetime) -> None:
    """One meetup from the start of the first session to the end of the last, with a row for each."""
    dates = answers.session_dates
    meetup = _make_meetup(answers, shared, now)
    rows = [_session(meetup, number, each, answers, now) for number, each in enumerate(dates, start=1)]
    Session.objects.bulk_create(rows)
    meetup.on_date, meetup.starts_at, meetup.ends_at = rows[0].on_date, rows[0].starts_at, rows[-1].ends_at
    meetup.save(update_fields=["on_date", "starts_at", "ends_at"])


def _session(meetup: Meetup, number: int, each: PatternDate, answers: Answers, now: datetime) -> Session:
    assert each.starts is not None
    starts_at, ends_at = derived(each.starts, answers.minutes)
    return Session(
        meetup=meetup, number=number, on_date=each.on, starts_at=starts_at, ends_at=ends_at, **_when(answers, now)
    )


def _make_series(answers: Answers, shared: dict[str, Any], now: datetime) -> None:
    pattern, when = answers.pattern(), _when(answers, now)
    del when["changed_at"]
    series = Series.objects.create(
        pattern=pattern.kind, every=pattern.every, first_date=pattern.first_date, until_date=pattern.until_date,
        **when, **shared,
    )  # fmt: skip
    make_dates(series, now)
