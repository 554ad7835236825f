"""The demo community: made once, through the verbs, and never on top of anything else."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Person
from forum.groups.models import Group
from forum.home.management.demo.cast import EVERYONE, PRINTED
from forum.home.management.demo.rooms import ROOMS, with_those_above
from forum.home.management.demo.scripts import scripts, small_things
from forum.meetups.models import Announcement, Attendance, Kind, Meetup, Series, Venue
from forum.notices.models import Notice
from forum.threads.models import Post
from moderation.models import Appeal, Case, Decision, DeskRole, LogEntry, Severity
from moderation.queries import is_reported, words_wait
from tests.factories import a_person


@pytest.fixture
def demo(settings):
    settings.DEMO = True


@pytest.mark.sqlite  # the same verbs, three thousand times over: each of them is tried on either database elsewhere
@pytest.mark.django_db
def test_the_demo_community_is_made_once_and_its_people_can_be_listed(demo):
    call_command("import_places", stdout=StringIO())  # a test with real transactions may have emptied the table
    call_command("demo", stdout=StringIO())
    posts, people = Post.objects.count(), Person.objects.count()
    said = StringIO()
    call_command("demo", "--people", stdout=said)
    assert (Post.objects.count(), Person.objects.count()) == (posts, people)
    listed = [json.loads(line) for line in said.getvalue().splitlines()]
    assert len(listed) == people == len(EVERYONE)
    assert {"host", "moderator", "organiser", "staff", "member"} <= {role for each in listed for role in each["roles"]}
    assert {group.slug for group in Group.objects.all()} == {slug for each in listed for slug in each["groups"]}
    call_command("check_sight", stdout=StringIO())
    call_command("verify_log", stdout=StringIO())
    assert not LogEntry.objects.filter(at__gt=timezone.now()).exists(), "nothing was done later than now"
    waiting = Case.objects.waiting(timezone.now())
    assert waiting.count() >= 30
    assert set(waiting.values_list("severity", flat=True)) == set(Severity.values)
    assert waiting.filter(words_wait()).count() >= 8, "words that nobody has read yet"
    assert waiting.filter(is_reported()).count() >= 15
    assert {"approve", "return", "decline", "hide"} <= set(Decision.objects.values_list("outcome", flat=True))
    assert sorted(Appeal.objects.values_list("state", flat=True)) == ["open", "upheld"]
    assert {"moderator", "lead", "safeguarding"} == set(DeskRole.objects.values_list("kind", flat=True))
    _people_meet()


def _people_meet():
    """Twelve venues, six patterns of every kind across both changes of the clock, and people who come and wait."""
    meetups = Meetup.objects.filter(is_announced=True)
    assert Venue.objects.filter(state="published").count() == 12
    assert Series.objects.count() + Meetup.objects.filter(kind="course").count() >= 6
    assert set(meetups.values_list("kind", flat=True)) == set(Kind.values)
    assert meetups.count() >= 80
    assert meetups.filter(status="cancelled").count() == 2
    offsets = {
        each: {meetup.local.utc.astimezone(meetup.zone_info).utcoffset() for meetup in meetups.filter(series=each)}
        for each in Series.objects.all()
    }
    assert any(len(found) == 2 for found in offsets.values()), "a series that goes on across a change of clocks"
    assert {"going", "waiting", "offered", "withdrawn"} <= set(Attendance.objects.values_list("state", flat=True))
    assert Announcement.objects.filter(state="held").count() == 1
    assert Notice.objects.filter(kind="cancelled", told_at__isnull=False).exists()


@pytest.mark.django_db
def test_the_demo_never_touches_a_database_that_holds_anything_else(demo):
    a_person()
    with pytest.raises(CommandError, match="something else"):
        call_command("demo", stdout=StringIO())
    assert Person.objects.count() == 1


@pytest.mark.django_db
def test_the_demo_is_refused_with_settings_that_are_not_its_own(settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("demo", stdout=StringIO())
    assert not Person.objects.exists()


def test_there_is_enough_to_read_and_nothing_twice():
    written = list(scripts())
    titles = [script.title for script in written]
    assert len(titles) == len(set(titles)) >= 200
    assert sum(len(script.said) for script in written) + len(small_things()) >= 3000
    assert len(EVERYONE) == 120


def test_every_combination_of_switches_is_in_use():
    assert len({room.switches for room in ROOMS}) == 12


def test_whoever_speaks_in_a_room_is_in_it():
    rooms = {each.name: with_those_above(each.rooms) for each in EVERYONE}
    outside = [
        (said.author, script.title)
        for script in scripts()
        for said in script.said
        if script.room not in rooms[said.author]
    ]
    assert not outside
    assert len({each.name for each in PRINTED}) == 10
