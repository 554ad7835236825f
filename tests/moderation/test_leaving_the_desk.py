"""What becomes at the desk of somebody who leaves, and that nothing about them can never be closed. Source: README, C-7."""

import pytest

from accounts.actions import leave_forum
from accounts.events import WordsChoice
from forum.groups.actions import change_line, leave_group
from moderation.actions import add_duty, claim_case, count_hard_thing, decide, report, write_note
from moderation.actions.decide import Choice
from moderation.models import (
    Appeal,
    AppealMessage,
    Case,
    DeskRole,
    Duty,
    HardDay,
    LogEntry,
    Moderator,
    Note,
    Report,
    Revision,
)
from tests.factories import a_group, a_person, a_thread, joins
from tests.moderation.team import a_case, a_lead, a_moderator, a_post, somebody_with

pytestmark = pytest.mark.django_db

CHOICES = list(WordsChoice)


@pytest.fixture
def group():
    return a_group(first_posts_held=2)


@pytest.fixture
def ann(group):
    person = a_person("Annis")
    joins(person, group)
    return person


@pytest.fixture
def thread(group):
    return a_thread(of=group, by=group.memberships.get(role="host").person)


@pytest.fixture
def robin(group, now):
    return a_moderator("Robin", of=group, now=now)


def closed(case, *, by, now, outcome="no_action", guideline=""):
    """Decide a case as the page would, and return it."""
    case.refresh_from_db()
    newest = Revision.objects.filter(target_type=case.subject_type, target_id=case.subject_id).newest_first().first()
    decide(
        case=case, choice=Choice(outcome=outcome, guideline=guideline), seen_version=case.version, seen_revision=newest.pk if newest else None,
        by=by, now=now,
    )  # fmt: skip
    case.refresh_from_db()
    return case


@pytest.mark.parametrize("choice", CHOICES)
def test_a_case_about_somebody_who_left_can_still_be_closed(group, ann, thread, robin, choice, now):
    """Fault 15: an item can never be closed because its author is gone."""
    held = a_post(to=thread, by=ann, now=now)
    assert held.state == "held"
    leave_forum(choice=choice, by=ann, now=now)
    case = Case.objects.visible_to(robin).not_closed().filter(subject_id=held.pk).first()
    if case is not None:  # else it closed by itself: its words are gone and nobody had reported them
        assert closed(case, by=robin, now=now, outcome="decline", guideline="no_selling").state == "closed"
    assert not Case.objects.not_closed().exists()


@pytest.mark.parametrize("choice", CHOICES)
def test_a_reported_post_of_somebody_who_left_can_still_be_closed_and_is_answered(ann, thread, robin, choice, now):
    post = a_post(to=thread, by=ann, now=now)
    teller = thread.starter
    report(subject=post, revision=post.revision, reason="selling", words="", by=teller, now=now)
    leave_forum(choice=choice, by=ann, now=now)
    case = Case.objects.visible_to(robin).not_closed().get()
    is_gone = choice == WordsChoice.ERASE  # then nothing of it waits any more
    chosen = {"outcome": "no_action"} if is_gone else {"outcome": "decline", "guideline": "no_selling"}
    assert closed(case, by=robin, now=now, **chosen).state == "closed"
    assert Report.objects.get().outcome == ("nothing" if is_gone else "acted")


@pytest.mark.parametrize("choice", CHOICES)
def test_a_concern_about_somebody_who_left_can_still_be_closed_by_two(ann, thread, robin, choice, now, group):
    post = a_post(to=thread, by=ann, now=now)
    report(subject=post, revision=post.revision, reason="worried", words="", by=thread.starter, now=now)
    leave_forum(choice=choice, by=ann, now=now)
    case = Case.objects.visible_to(robin).not_closed().get(severity=5)
    closed(case, by=robin, now=now, outcome="cared")
    wren = a_moderator("Wren", of=group, now=now)
    assert closed(case, by=wren, now=now, outcome="cared").state == "closed"


class TestALineBesideANameThatIsGone:
    """The row itself goes when its person goes: nobody could be shown where it stood any more."""

    @pytest.fixture
    def case(self, group, ann, now):
        group.holds_first = True
        group.save()
        change_line(membership=group.memberships.get(person=ann), line="Bone mets, since May", by=ann, now=now)
        return Case.objects.get()

    @pytest.mark.parametrize("how", ["they left the group", "they left the forum"])
    def test_its_case_closes_by_itself(self, group, ann, case, how, now):
        if how == "they left the group":
            leave_group(group=group, by=ann, now=now)
        else:
            leave_forum(choice=WordsChoice.KEEP, by=ann, now=now)
        case.refresh_from_db()
        assert case.state == "closed"

    def test_whoever_reported_it_is_told_that_it_is_gone(self, group, ann, case, now):
        line = group.memberships.get(person=ann)
        report(subject=line, revision=None, reason="selling", words="", by=a_person(), now=now)
        leave_group(group=group, by=ann, now=now)
        case.refresh_from_db()
        assert case.state == "closed"
        assert Report.objects.get().outcome == "gone"


class TestAModeratorWhoLeaves:
    @pytest.mark.parametrize("choice", CHOICES)
    def test_their_roles_end_and_that_is_written_down(self, choice, group, now):
        teasel = somebody_with("moderator", now=now)
        given = DeskRole.objects.get(person=teasel)
        add_duty(person=teasel, weekday=0, starts=now.time().replace(hour=1), ends=now.time(), by=teasel, now=now)
        count_hard_thing(by=teasel, now=now)
        leave_forum(choice=choice, by=teasel, now=now)
        given.refresh_from_db()
        assert given.ended_at == now
        assert LogEntry.objects.filter(action="take_role", by=teasel, subject_id=teasel.pk).count() == 1
        for model in (Moderator, Duty, HardDay):
            assert not model.objects.exists()
        teasel.refresh_from_db()
        assert not teasel.is_trusted
        teasel.is_active = True  # whatever else happens to the account, no role comes back
        assert not DeskRole.objects.of(teasel).exists()

    def test_what_they_had_taken_on_is_free_and_what_they_decided_and_noted_stays(self, ann, thread, robin, now, group):
        post = a_post(to=thread, by=ann, now=now)
        case = Case.objects.get()
        write_note(words="Please ring the ward.", tier=1, case=case, by=robin, now=now)
        claim_case(case=case, by=robin, now=now)
        leave_forum(choice=WordsChoice.ERASE, by=robin, now=now)
        assert Note.objects.get().words == "Please ring the ward."
        wren = a_moderator("Wren", of=group, now=now)
        claim_case(case=case, by=wren, now=now)
        assert closed(case, by=wren, now=now, outcome="approve").state == "closed"
        post.refresh_from_db()
        assert post.state == "published"

    def test_the_last_lead_can_be_followed_by_another(self, now):
        betony = a_lead(now=now)
        leave_forum(choice=WordsChoice.KEEP, by=betony, now=now)
        assert somebody_with("lead", now=now) != betony


@pytest.mark.parametrize("choice", CHOICES)
def test_words_to_moderators_are_erased_only_by_choice(ann, thread, now, choice):
    post = a_post(to=thread, by=thread.starter, now=now)
    report(subject=post, revision=post.revision, reason="selling", words="zqreport", by=ann, now=now)
    case = a_case(post, now=now)
    moderator = somebody_with("moderator", now=now)
    closed(case, by=moderator, now=now)
    appeal = Appeal.objects.create(
        appellant=ann, first_decider=moderator, decision=case.decisions.get(), asked_at=now
    )  # fmt: skip
    for author, words in ((ann, "zqasked"), (moderator, "zqanswered")):
        AppealMessage.objects.create(author=author, appeal=appeal, words=words, written_at=now)
    leave_forum(choice=choice, by=ann, now=now)
    kept = choice != WordsChoice.ERASE
    assert Report.objects.get().words == ("zqreport" if kept else "")
    assert list(AppealMessage.objects.order_by("pk").values_list("words", flat=True)) == [
        "zqasked" if kept else "", "zqanswered",
    ]  # fmt: skip
