"""Who reads the log."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from moderation import log
from moderation.models import DeskRole, LogEntry
from tests.conftest import KINDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(viewers, now):
    with transaction.atomic():
        return [
            log.write(action=log.Action.HIDE, by=viewers["moderator here"], now=now, group_id=group_id)
            for group_id in (viewers.closed.pk, viewers.sibling.pk, None)
        ]


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_but_staff_reads_the_log_before_there_are_leads(viewers, entries, kind):
    seen = list(LogEntry.objects.visible_to(viewers[kind]).newest_first())
    assert seen == (entries[::-1] if kind == "staff" else [])


@pytest.mark.parametrize(
    ("role", "scope", "seen"),
    [("lead", "", 3), ("lead", "closed", 1), ("lead", "parent", 2), ("moderator", "", 0), ("safeguarding", "", 0)],
)
def test_a_lead_reads_the_entries_of_the_groups_they_lead_and_no_other(viewers, entries, role, scope, seen, now):
    person = viewers["stranger"]
    group_id = getattr(viewers, scope).pk if scope else None
    DeskRole.objects.create(person=person, kind=role, group_id=group_id, given_at=now)
    assert LogEntry.objects.visible_to(person).count() == seen
    DeskRole.objects.update(ended_at=now)
    assert not LogEntry.objects.visible_to(person).exists()


def test_staff_who_left_read_nothing(viewers, entries):
    viewers["staff"].is_active = False
    assert not LogEntry.objects.visible_to(viewers["staff"]).exists()
    assert not LogEntry.objects.visible_to(AnonymousUser()).exists()
