"""Many at one desk at the same moment, each through a connection of their own."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from forum.groups.models import Group
from forum.kernel.verdicts import NotAllowed
from forum.threads.actions import edit_post
from forum.threads.models import Post
from moderation.actions import bring_to_desk, claim_case, claim_next_case, decide, report, undo_decision
from moderation.actions.decide import Choice
from moderation.errors import AlreadyDecided, CaseIsTaken, CaseMovedOn
from moderation.models import Case, Decision, LogEntry, Report, Statement
from moderation.pages.filters import cases_for
from tests.factories import a_person, joins
from tests.moderation.conftest import a_desk, newest_of, trained
from tests.threads.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(settings, monkeypatch):
    ContentType.objects.clear_cache()
    return a_desk(monkeypatch)


def decides_as(desk, case, person, outcome="approve", **rest):
    seen = {"seen_version": case.version, "seen_revision": newest_of(case).pk}
    choice = Choice(outcome=outcome, **rest)
    return lambda: decide(case=case, choice=choice, by=person, now=timezone.now(), **seen)


def moderators(desk, how_many):
    people = [a_person() for _each in range(how_many)]
    for person in people:
        joins(person, desk.group, role="moderator")
        trained(person, desk.now)
    return people


def test_two_who_take_one_case_on_at_once_do_not_both_have_it(desk):
    """Fault 1."""
    case = desk.held()
    deeds = [lambda by=by: claim_case(case=case, by=by, now=timezone.now()) for by in (desk.robin, desk.lee)]
    outcomes = at_once(*deeds)
    assert sorted(type(each) for each in outcomes if isinstance(each, Exception)) == [CaseIsTaken]
    assert LogEntry.objects.filter(action="claim").count() == 1


def test_ten_who_take_the_next_one_at_once_get_ten_cases(desk):
    """Fault 1."""
    for number in range(10):
        desk.held(f"Words {number}.")
    people = moderators(desk, 10)
    outcomes = at_once(
        *(
            lambda by=by: claim_next_case(among=cases_for(by, timezone.now()), by=by, now=timezone.now())
            for by in people
        )
    )
    assert {each.pk for each in outcomes} == set(Case.objects.values_list("pk", flat=True))


def test_two_who_decide_one_case_at_once_do_not_both_succeed(desk):
    """Fault 1."""
    case = desk.held()
    outcomes = at_once(
        decides_as(desk, case, desk.robin),
        decides_as(desk, case, desk.lee, "decline", guideline="no_selling"),
        decides_as(desk, case, desk.hazel),
    )
    assert [type(each) for each in outcomes if isinstance(each, Exception)] == [AlreadyDecided, AlreadyDecided]
    assert Decision.objects.count() == 1
    assert Statement.objects.count() == Decision.objects.filter(outcome="decline").count()


def test_a_report_that_comes_with_the_decision_is_never_lost(desk):
    """It is answered by the decision, or the decision gives way, or it opens the case anew."""
    Group.objects.filter(pk=desk.group.pk).update(holds_first=True)
    for number in range(6):
        case = desk.held(f"Words {number}.")
        post = Post.objects.get(pk=case.subject_id)
        told, made = at_once(
            lambda post=post: report(
                subject=post, revision=None, reason="guidelines", words="", by=desk.bracken, now=timezone.now()
            ),
            decides_as(desk, case, desk.robin),
        )
        assert isinstance(told, Report), told
        told.refresh_from_db()
        open_case = Case.objects.not_closed().of(post).first()
        if isinstance(made, Exception):
            assert isinstance(made, CaseMovedOn)
        assert (open_case is not None and told.case == open_case) or (told.answered_at is not None)
        if open_case is not None:
            decides_as(desk, open_case, desk.lee, "no_action" if isinstance(made, Decision) else "approve")()


def test_two_who_pass_one_case_on_at_once_do_not_overwrite_each_other(desk):
    """Fault 2."""
    case = desk.reported(desk.post_by(desk.annis))
    deeds = [decides_as(desk, case, by, "escalate", words=f"{by.name} asks.") for by in (desk.robin, desk.lee)]
    outcomes = at_once(*deeds)
    assert [type(each) for each in outcomes if isinstance(each, Exception)] == [CaseMovedOn]
    assert Decision.objects.count() == LogEntry.objects.filter(action="escalate").count() == 1


def test_words_changed_at_the_moment_of_a_decision_are_not_put_up_unread(desk):
    """Fault 8: every version in the group is read first, so none of the changed ones may show."""
    Group.objects.filter(pk=desk.group.pk).update(holds_first=True)
    for number in range(6):
        case = desk.held(f"Words {number}.")
        post, read = Post.objects.get(pk=case.subject_id), newest_of(case)
        made, changed = at_once(
            decides_as(desk, case, desk.robin), lambda post=post, read=read: changes(post, read, desk.annis)
        )
        assert isinstance(changed, Post), changed
        assert isinstance(made, CaseMovedOn) or made.revision_id == read.pk
        post.refresh_from_db()
        assert post.state == "held" or "Unread" not in post.html  # what waits is read by its author alone
        assert Case.objects.not_closed().of(post).exists()


def test_words_changed_at_the_moment_they_are_hidden_do_not_show_again(desk):
    """Faults 8 and 19: either the change came first and is seen before it is judged, or it is refused."""
    for number in range(6):
        post = desk.post_by(desk.bracken, f"Words {number}.")
        case, read = desk.reported(post, by=desk.annis), post.revision
        Group.objects.filter(pk=desk.group.pk).update(first_posts_held=0)
        made, changed = at_once(
            decides_as(desk, case, desk.robin, "hide", guideline="no_details"),
            lambda post=post, read=read: changes(post, read, desk.bracken),
        )
        post.refresh_from_db()
        if isinstance(made, Decision):
            assert isinstance(changed, NotAllowed)
            assert (post.state, post.html, post.revision_id) == ("hidden", "", read.pk)
        else:
            assert isinstance(made, CaseMovedOn)
            assert "Unread" in post.html
            assert Case.objects.not_closed().of(post).exists()


def changes(post, read, by):
    return edit_post(post=post, title="", body="Unread words.", seen_revision=read.pk, by=by, now=timezone.now())


def test_ten_reports_at_once_are_one_case(desk):
    """Fault 14."""
    post = desk.post_by(desk.annis)
    people = [a_person() for _each in range(10)]
    for person in people:
        joins(person, desk.group)
    outcomes = at_once(
        *(
            lambda by=by: report(
                subject=post, revision=post.revision, reason="guidelines", words="", by=by, now=timezone.now()
            )
            for by in people
        )
    )
    assert [each for each in outcomes if isinstance(each, Exception)] == []
    assert Case.objects.get().version == 10
    assert Report.objects.count() == 10


def test_two_who_take_one_decision_back_at_once_do_it_once(desk):
    case = desk.held()
    made = decides_as(desk, case, desk.robin, "decline", guideline="no_selling")()
    outcomes = at_once(
        *(
            lambda by=by: undo_decision(decision=made, words="", by=by, now=timezone.now())
            for by in (desk.robin, desk.lee)
        )
    )
    assert [type(each) for each in outcomes if isinstance(each, Exception)] == [AlreadyDecided]
    assert Decision.objects.filter(outcome="undo").count() == 1


def test_a_hold_a_worry_and_a_decision_at_once_do_not_wait_for_each_other_for_ever(desk):
    """Whoever holds the end of the log locks no case any more."""
    posts = [desk.post_by(desk.bracken, f"Words {number}.") for number in range(4)]
    cases = [desk.reported(post, by=desk.annis) for post in posts]
    deeds = []
    for case, post in zip(cases, posts, strict=True):
        deeds.append(decides_as(desk, case, desk.robin, "no_action"))
        deeds.append(
            lambda post=post: report(
                subject=post, revision=post.revision, reason="worried", words="", by=desk.annis, now=timezone.now()
            )
        )
        deeds.append(lambda post=post: bring_to_desk(subject=post, about=desk.bracken, severity=2, now=timezone.now()))
    outcomes = at_once(*deeds)
    assert [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, CaseMovedOn)] == []
