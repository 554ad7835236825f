"""Two workers at the same moment."""

from datetime import timedelta

import pytest

from forum.notices.actions import tell_due
from forum.notices.models import Notice
from tests.factories import WHEN, a_group, a_person, joins
from tests.groups.test_races import at_once
from tests.meetups.rows import a_meetup, comes

# Rows are locked on PostgreSQL; SQLite lets one write transaction in at a time.
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_who_tell_at_once_tell_nobody_twice():
    group, olive = a_group(), a_person("Olive")
    joins(olive, group, role="organiser")
    meetup = a_meetup(of=group, by=olive)
    people = [a_person() for _each in range(30)]
    for person in people:
        joins(person, group)
        comes(person, meetup)
    Notice.objects.bulk_create(
        Notice(recipient=person, meetup=meetup, kind="changed", sequence=0, made_at=WHEN, due_at=WHEN)
        for person in people
    )
    moments = [WHEN + timedelta(seconds=each) for each in range(4)]
    looked_at = at_once(*[lambda now=now: tell_due(now=now) for now in moments])
    assert sum(looked_at) == 30
    assert Notice.objects.filter(told_at__isnull=False, skipped_because="").count() == 30
