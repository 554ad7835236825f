"""From a held or reported post to a decision, and back."""

from datetime import timedelta
from uuid import uuid4

import pytest

from forum.kernel.verdicts import NotAllowed
from forum.threads.actions import reply
from forum.threads.models import Post
from moderation.actions import act_at_once, claim_case, decide, report, undo_decision
from moderation.actions.decide import Choice, Sentence
from moderation.errors import AlreadyDecided, CaseIsTaken, CaseMovedOn
from moderation.models import Case, Decision, LogEntry, Moderator, Revision, Sanction, Statement
from tests.factories import a_group, a_person, a_thread, joins

pytestmark = pytest.mark.django_db


class Room:
    def __init__(self, now):
        self.host = a_person("Hazel")
        self.group = a_group(host=self.host, first_posts_held=2)
        self.ann, self.robin, self.lee = a_person("Annis"), a_person("Robinet"), a_person("Leeward")
        joins(self.ann, self.group)
        for moderator in (self.robin, self.lee):
            joins(moderator, self.group, role="moderator")
        for moderator in (self.robin, self.lee, self.host):
            Moderator.objects.create(person=moderator, trained_at=now)
        self.thread = a_thread(of=self.group, by=self.host)

    def held(self, now, body="My first words here."):
        return reply(thread=self.thread, body=body, is_unnamed=False, form_key=uuid4(), by=self.ann, now=now)


@pytest.fixture
def desk(now):
    return Room(now)


def seen(case):
    case.refresh_from_db()
    newest = Revision.objects.filter(target_type=case.subject_type, target_id=case.subject_id).newest_first().first()
    return {"case": case, "seen_version": case.version, "seen_revision": newest.pk if newest else None}


def test_a_newcomers_first_post_waits_and_is_approved(desk, now):
    post = desk.held(now)
    assert post.state == "held"
    case = Case.objects.visible_to(desk.robin).get()
    assert not Case.objects.visible_to(desk.ann).exists()
    decision = decide(choice=Choice(outcome="approve"), by=desk.robin, now=now, **seen(case))
    post.refresh_from_db()
    case.refresh_from_db()
    assert (post.state, post.number, case.state, decision.was_held) == ("published", 2, "closed", True)
    assert LogEntry.objects.filter(action="approve", by=desk.robin).exists()


def test_an_edit_by_the_moderator_is_shown_and_told(desk, now):
    post = desk.held(now, "Nurse Jane is lovely.")
    case = Case.objects.get()
    choice = Choice(
        outcome="approve_edited", guideline="no_details", body="My nurse is lovely.", words="I took out a name."
    )
    decide(choice=choice, by=desk.robin, now=now, **seen(case))
    post.refresh_from_db()
    assert "My nurse" in post.html
    assert "I took out a name." in Statement.objects.get(recipient=desk.ann).paragraphs


def test_a_decision_on_a_version_that_was_not_seen_writes_nothing(desk, now):
    desk.held(now)
    case = Case.objects.get()
    before = seen(case)
    report(subject=Post.objects.get(number=None), revision=None, reason="selling", words="", by=desk.lee, now=now)
    with pytest.raises(CaseMovedOn):
        decide(choice=Choice(outcome="approve"), by=desk.robin, now=now, **before)
    assert not Decision.objects.exists()


def test_nobody_decides_what_is_theirs_or_what_they_reported(desk, now):
    post = desk.held(now)
    report(subject=post, revision=None, reason="selling", words="", by=desk.robin, now=now)
    case = Case.objects.get()
    with pytest.raises(NotAllowed):
        decide(choice=Choice(outcome="approve"), by=desk.robin, now=now, **seen(case))


def test_a_claim_keeps_others_out_for_ten_minutes_and_ends_by_the_clock(desk, now):
    desk.held(now)
    case = Case.objects.get()
    claim_case(case=case, by=desk.robin, now=now)
    with pytest.raises(CaseIsTaken):
        claim_case(case=case, by=desk.lee, now=now + timedelta(minutes=9))
    with pytest.raises(NotAllowed):
        decide(choice=Choice(outcome="approve"), by=desk.lee, now=now, **seen(case))
    later = now + timedelta(minutes=10)
    claim_case(case=case, by=desk.lee, now=later)
    decide(choice=Choice(outcome="approve"), by=desk.lee, now=later, **seen(case))
    with pytest.raises(AlreadyDecided):
        decide(choice=Choice(outcome="approve"), by=desk.lee, now=later, **seen(case))


def test_a_pause_ends_by_the_clock_and_is_lifted_by_undoing(desk, now):
    post = desk.held(now)
    choice = Choice(outcome="pause", guideline="law", sentence=Sentence(kind="pause", group_id=desk.group.pk, days=3))
    decision = act_at_once(subject=post, about=desk.ann, choice=choice, by=desk.robin, now=now)
    desk.ann.refresh_from_db()
    with pytest.raises(NotAllowed, match="pause"):
        desk.held(now)
    desk.held(now + timedelta(days=3))
    _undoing, skipped = undo_decision(decision=decision, words="", by=desk.lee, now=now)
    assert skipped == []
    desk.held(now)
    assert Sanction.objects.get().lifted_at == now


def test_a_concern_needs_two_people(desk, now):
    post = desk.thread.posts.get()
    report(subject=post, revision=post.revision, reason="worried", words="", by=desk.ann, now=now)
    case = Case.objects.get()
    assert not Case.objects.visible_to(desk.host).exists()  # it is about them
    choice = Choice(outcome="cared", follow_up_on=(now + timedelta(days=7)).date())
    decide(choice=choice, by=desk.robin, now=now, **seen(case))
    case.refresh_from_db()
    assert case.state == "open"
    decide(choice=choice, by=desk.robin, now=now, **seen(case))
    assert not Decision.objects.exists()
    decision = decide(choice=choice, by=desk.lee, now=now, **seen(case))
    assert (decision.by, decision.proposed_by) == (desk.lee, desk.robin)
    follow_up = Case.objects.not_closed().get()
    assert not Case.objects.waiting(now).exists()
    assert Case.objects.waiting(now + timedelta(days=7, hours=12)).get() == follow_up
