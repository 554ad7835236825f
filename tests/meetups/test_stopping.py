"""Cancelling, handing over, and organisers who go. What must not happen: somebody travels to what does not take place.

Source: README, E-3, E-5, E-7 and E-10.
"""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import Boundary
from forum.groups.actions import leave_group
from forum.groups.models import Group
from forum.kernel.verdicts import NotAllowed
from forum.meetups.actions import cancel_meetup, cancel_session, hand_over, name_successor, write_message
from forum.meetups.models import Announcement, Attendance, CharityOrganiser, Meetup, Message, Session
from forum.notices.actions import tell_due
from forum.notices.models import Notice
from forum.notices.pages import notices_page
from tests.factories import WHEN, a_group, a_person, joins
from tests.meetups.rows import MONDAY, a_course, a_meetup, a_series, comes, dates_of
from tests.meetups.sanctions import sentenced

pytestmark = pytest.mark.django_db


@pytest.fixture
def hetty():
    return a_person("Hetty")


@pytest.fixture
def olive():
    return a_person("Olive")


@pytest.fixture
def group(olive, hetty):
    group = a_group(host=hetty)
    joins(olive, group, role="organiser")
    return group


@pytest.fixture
def ann(group):
    ann = a_person("Ann")
    joins(ann, group)
    return ann


@pytest.fixture
def otto(group):
    otto = a_person("Otto")
    joins(otto, group, role="organiser")
    return otto


def cancelled(meetup, by, *, words="", form_key=None, now=WHEN):
    return cancel_meetup(meetup=meetup, reason="unwell", words=words, form_key=form_key, by=by, now=now)


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def test_everybody_who_comes_waits_or_was_offered_a_place_is_told_of_a_cancellation(group, olive):
    meetup = a_meetup(of=group, by=olive, capacity=1)
    for name, state in (("Gail", "going"), ("Will", "waiting"), ("Ola", "offered"), ("Gone", "withdrawn")):
        person = a_person(name)
        joins(person, group)
        comes(person, meetup, state=state)
    for _ in range(2):
        cancelled(meetup, olive)
    assert told("cancelled") == ["Gail", "Ola", "Will"]
    assert Meetup.objects.get(pk=meetup.pk).sequence == 1


def test_a_cancellation_holds_at_once_while_its_words_wait(group, olive):
    meetup = a_meetup(of=group, by=olive)
    Group.objects.filter(pk=group.pk).update(holds_first=True)
    key = uuid4()
    for _ in range(2):
        cancelled(meetup, olive, words="I have a scan that day.", form_key=key)
    meetup.refresh_from_db()
    message = Message.objects.get()
    assert (meetup.status, meetup.reason, message.about) == ("cancelled", "unwell", "cancelled")
    assert (message.state, message.html) == ("held", "")
    assert not Notice.objects.filter(kind="message").exists()


def test_words_are_kept_where_somebody_else_has_cancelled_it_meanwhile(group, olive, hetty, ann):
    meetup = a_meetup(of=group, by=olive)
    cancelled(meetup, hetty)
    key = uuid4()
    for _ in range(2):
        cancelled(meetup, olive, words="I am so sorry.", form_key=key)
    assert "I am so sorry." in Message.objects.get().html
    with pytest.raises(NotAllowed):
        cancelled(meetup, ann, words="So am I.")
    assert Message.objects.count() == 1


def test_an_organiser_is_told_that_a_host_cancelled_their_meetup(group, olive, hetty):
    cancelled(a_meetup(of=group, by=olive), olive)
    assert told("cancelled") == []
    cancelled(a_meetup(of=group, by=olive), hetty)
    tell_due(now=WHEN)
    assert [each.kind for each in Notice.objects.visible_to(olive)] == ["cancelled"]


def test_whoever_goes_on_with_a_meetup_is_told_once_for_a_series(group, olive, hetty):
    a_meetup(of=group, by=olive)
    assert len(dates_of(a_series(of=group, by=olive))) > 1
    leave_group(group=group, by=olive, now=WHEN)
    tell_due(now=WHEN)
    assert [each.kind for each in Notice.objects.visible_to(hetty)] == ["handed", "handed"]
    assert notices_page(hetty, before=None).days[0].things[0].notices[0].words.startswith("You organise “")


def test_a_meetup_whose_announcement_waits_can_be_cancelled(group, olive):
    meetup = a_meetup(of=group, by=olive, is_announced=False)
    assert cancelled(meetup, olive).status == "cancelled"


def test_an_organiser_who_is_asked_to_pause_can_cancel_but_not_write(group, olive, hetty):
    meetup, other = a_meetup(of=group, by=olive), a_meetup(of=group, by=olive)
    sentenced(olive, "pause", group=group, of=group)
    with pytest.raises(NotAllowed):
        cancelled(meetup, olive, words="Because of that.")
    assert Meetup.objects.get(pk=meetup.pk).status == "scheduled"
    assert cancelled(other, olive).status == "cancelled"


@pytest.mark.parametrize(
    ("who", "may"), [("olive", True), ("hetty", True), ("ann", False), ("otto", False), ("stranger", False)]
)
def test_nobody_cancels_but_the_organiser_and_the_hosts(request, group, olive, who, may):
    by = a_person() if who == "stranger" else request.getfixturevalue(who)
    meetup = a_meetup(of=group, by=olive)
    if may:
        cancelled(meetup, by)
    else:
        with pytest.raises(NotAllowed):
            cancelled(meetup, by)
    assert Meetup.objects.get(pk=meetup.pk).status == ("cancelled" if may else "scheduled")


def test_what_has_begun_is_not_cancelled(group, olive):
    meetup = a_meetup(of=group, by=olive)
    with pytest.raises(NotAllowed):
        cancelled(meetup, olive, now=meetup.starts_at)


def test_a_session_is_cancelled_and_the_others_stay(group, olive, ann):
    course = a_meetup(of=group, by=olive)
    sessions = [
        Session.objects.create(
            meetup=course, number=number, on_date=MONDAY + timedelta(weeks=number), at_time=course.at_time, minutes=90,
            starts_at=course.starts_at + timedelta(weeks=number), ends_at=course.ends_at + timedelta(weeks=number),
            changed_at=WHEN,
        )
        for number in (1, 2)
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        cancel_session(session=sessions[0], by=ann, now=WHEN)
    for _ in range(2):
        cancel_session(session=sessions[0], by=olive, now=WHEN)
    assert [each.is_cancelled for each in Session.objects.order_by("number")] == [True, False]
    assert Meetup.objects.get(pk=course.pk).sequence == 1


@pytest.mark.parametrize("who", ["organiser", "organiser who is asked to pause", "host"])
def test_a_later_session_is_cancelled_once_the_course_has_begun_and_those_who_come_are_told(
    group, olive, hetty, ann, who
):
    course = a_course(of=group, by=olive)
    comes(ann, course)
    if who.endswith("pause"):
        sentenced(olive, "pause", group=group, of=group, days=60)
    by, begun = (hetty if who == "host" else olive), course.starts_at + timedelta(days=1)
    first, second = course.sessions.order_by("number")[:2]
    with pytest.raises(NotAllowed, match="has begun"):
        cancel_session(session=first, by=by, now=begun)
    cancel_session(session=second, by=by, now=begun)
    assert [each.is_cancelled for each in course.sessions.order_by("number")] == [False, True, False]
    assert told("changed") == (["Ann", "Olive"] if who == "host" else ["Ann"])
    tell_due(now=begun)
    assert not Notice.objects.filter(kind="changed").exclude(told_at__isnull=False, skipped_because="").exists()


def test_no_session_of_a_cancelled_course_is_cancelled_by_itself(group, olive):
    course = a_course(of=group, by=olive)
    cancelled(course, olive)
    with pytest.raises(NotAllowed, match="cancelled"):
        cancel_session(session=course.sessions.get(number=2), by=olive, now=WHEN)


def test_a_message_reaches_those_who_come_and_is_written_once(group, olive, ann):
    meetup = a_meetup(of=group, by=olive)
    comes(ann, meetup)
    key = uuid4()
    for _ in range(2):
        write_message(meetup=meetup, words="Bring a cup.", form_key=key, by=olive, now=WHEN)
    assert told("message") == ["Ann"]
    assert "Bring a cup." in Message.objects.get().html
    assert write_message(meetup=meetup, words="  ", form_key=uuid4(), by=olive, now=WHEN) is None
    with pytest.raises(NotAllowed):
        write_message(meetup=meetup, words="Hello.", form_key=uuid4(), by=ann, now=WHEN)


def test_a_series_is_handed_over_with_its_dates_to_come_only(group, olive, otto):
    series = a_series(of=group, by=olive)
    past, coming, *_ = dates_of(series)
    now = past.ends_at + timedelta(hours=1)
    for _ in range(2):
        hand_over(meetup=coming, to=otto, with_series=True, by=olive, now=now)
    series.refresh_from_db()
    organisers = {each.pk: each.organiser for each in dates_of(series)}
    assert series.organiser == otto
    assert organisers.pop(past.pk) == olive
    assert set(organisers.values()) == {otto}


def test_one_date_is_handed_over_by_itself(group, olive, otto):
    first, second, *_ = dates_of(a_series(of=group, by=olive))
    hand_over(meetup=first, to=otto, with_series=False, by=olive, now=WHEN)
    assert Meetup.objects.get(pk=first.pk).organiser == otto
    assert Meetup.objects.get(pk=second.pk).organiser == olive


def test_the_mark_of_a_charity_does_not_stay_with_somebody_who_has_none(group, olive, otto):
    CharityOrganiser.objects.create(person=olive, charity="Harbour Trust", given_at=WHEN)
    meetup = a_meetup(of=group, by=olive)
    Announcement.objects.update(charity="Harbour Trust")
    with pytest.raises(NotAllowed, match="Harbour Trust"):
        hand_over(meetup=Meetup.objects.get(), to=otto, with_series=False, by=olive, now=WHEN)
    assert Meetup.objects.get().organiser == olive
    name_successor(meetup=meetup, successor=otto, by=olive, now=WHEN)
    leave_group(group=group, by=olive, now=WHEN)
    assert Meetup.objects.get().organiser == otto
    assert Announcement.objects.get().charity == ""


def test_nothing_is_handed_to_somebody_who_may_not_organise_or_by_somebody_who_may_not(group, olive, ann, otto):
    meetup = a_meetup(of=group, by=olive)
    for to, by in ((ann, olive), (a_person(), olive), (otto, otto), (otto, ann)):
        with pytest.raises(NotAllowed):
            hand_over(meetup=meetup, to=to, with_series=False, by=by, now=WHEN)
    assert Meetup.objects.get(pk=meetup.pk).organiser == olive


def test_a_new_organiser_never_reads_the_name_of_somebody_who_asked_to_be_kept_apart(group, olive, otto, ann):
    meetup = a_meetup(of=group, by=olive)
    comes(ann, meetup)
    Boundary.objects.create(setter=ann, other=otto, kind="apart", set_at=WHEN)
    hand_over(meetup=meetup, to=otto, with_series=False, by=olive, now=WHEN)
    assert Attendance.objects.get().state == "withdrawn"


@pytest.mark.parametrize("heir", ["otto", "hetty"])
def test_where_an_organiser_leaves_their_successor_goes_on_or_else_a_host(request, group, olive, otto, heir):
    series = a_series(of=group, by=olive)
    first = dates_of(series)[0]
    if heir == "otto":
        name_successor(meetup=first, successor=otto, by=olive, now=WHEN)
    leave_group(group=group, by=olive, now=WHEN)
    series.refresh_from_db()
    expected = request.getfixturevalue(heir)
    assert series.organiser == expected
    assert {each.organiser for each in dates_of(series)} == {expected}
    assert {each.status for each in dates_of(series)} == {"scheduled"}


def test_where_nobody_is_left_to_organise_it_is_cancelled_and_those_who_come_are_told(group, olive, hetty, ann):
    series = a_series(of=group, by=olive)
    first = dates_of(series)[0]
    comes(ann, first)
    leave_group(group=group, by=hetty, now=WHEN)
    leave_group(group=group, by=olive, now=WHEN)
    series.refresh_from_db()
    first.refresh_from_db()
    assert (first.status, first.reason) == ("cancelled", "unled")
    assert series.ended_at == WHEN
    assert told("cancelled") == ["Ann"]


def test_only_whoever_organises_names_a_successor_and_only_somebody_who_could(group, olive, ann, otto):
    meetup = a_meetup(of=group, by=olive)
    for successor, by in ((ann, olive), (otto, ann)):
        with pytest.raises(NotAllowed):
            name_successor(meetup=meetup, successor=successor, by=by, now=WHEN)
    assert Meetup.objects.get(pk=meetup.pk).successor is None
