"""A trial reads what was written, in batches, outside of requests; it can be stopped, and goes on after a kill."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connections, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import Boundary
from forum.people.actions import tell_about_oneself
from forum.threads.actions import withdraw_post
from forum.threads.models import Post
from moderation.actions import act_at_once, read_on, revive_trials, stop_trial, trials, try_version, undo_decision
from moderation.actions.decide import Choice
from moderation.actions.trials import rules_for_trial
from moderation.checks import live_rules
from moderation.matching.definitions import values_of
from moderation.matching.errors import RuleRefused
from moderation.matching.rule_set import RuleSet, refuse_unsound
from moderation.matching.starter import starter_pack
from moderation.models import Case, DeskRole, Moderator, Revision, RuleTrial, TrialHit
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins
from tests.moderation.rule_people import a_rule_in_use, a_version, at_the_desk, phrases, rule_people

pytestmark = pytest.mark.django_db

QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def people():
    return rule_people()


@pytest.fixture
def room():
    """A thread with nine posts; every third has the word that is sought."""
    group, ann = a_group(), a_person("Annis")
    joins(ann, group)
    thread = a_thread(of=group, by=ann, body="post 0: a miracle")
    for number in range(1, 9):
        a_reply(to=thread, by=ann, body=f"post {number}: {'a miracle' if number % 3 == 0 else 'tea'}")
    return thread


@pytest.fixture
def queued(settings, monkeypatch):
    """What is queued waits for `manage.py work`, as when the forum runs; batches are of two."""
    settings.TASKS = QUEUED
    monkeypatch.setattr(trials, "BATCH", 2)


def as_numbers(trial):
    trial.refresh_from_db()
    return trial.state, trial.have_read, trial.to_read, trial.matched


def bodies_of(hits):
    return [hit.revision.body for hit in hits.select_related("revision")]


def test_it_tells_what_it_would_have_done_the_newest_first(people, room, now):
    trial = try_version(version=a_version(people, phrases("miracle")), wanted=None, by=people.writer, now=now)
    assert as_numbers(trial) == ("done", 9, 9, 3)
    hits = TrialHit.objects.visible_to(people.writer).contradicting_first()
    assert bodies_of(hits) == ["post 6: a miracle", "post 3: a miracle", "post 0: a miracle"]
    assert {hit.revision.body[hit.start - 1 : hit.end - 1] for hit in hits if not hit.revision.title} == {"miracle"}


def test_a_rule_that_is_tried_and_put_into_use_touches_nothing_that_was_written_before(people, room, now):
    """Fault 21: nobody is held, reported or decided against for words that people have read already."""
    before = list(Post.objects.values_list("state", "html"))
    a_rule_in_use(people, phrases("miracle", action="hold"))
    assert TrialHit.objects.count() == 3
    assert not Case.objects.exists()
    assert list(Post.objects.values_list("state", "html")) == before


def test_it_reads_no_more_than_was_asked_for(people, room, now):
    trial = try_version(version=a_version(people, phrases("miracle")), wanted=3, by=people.writer, now=now)
    assert as_numbers(trial) == ("done", 3, 3, 1)


def test_it_shows_how_far_it_is_and_goes_on_where_it_was(people, room, queued, now):
    trial = try_version(version=a_version(people, phrases("miracle")), wanted=None, by=people.writer, now=now)
    assert as_numbers(trial) == ("waiting", 0, 0, 0)
    seen = []
    while read_on(trial_id=trial.pk, now=now):
        seen.append(as_numbers(trial))
    assert seen == [("running", 2, 9, 0), ("running", 4, 9, 1), ("running", 6, 9, 2), ("running", 8, 9, 2)]
    assert as_numbers(trial) == ("done", 9, 9, 3)
    assert trial.ended_at == now
    assert not read_on(trial_id=trial.pk, now=now)


def test_words_written_meanwhile_are_not_read_and_none_is_read_twice(people, room, queued, now):
    trial = try_version(version=a_version(people, phrases("miracle")), wanted=None, by=people.writer, now=now)
    while read_on(trial_id=trial.pk, now=now):
        a_reply(to=room, by=room.starter, body="a miracle meanwhile")
    assert as_numbers(trial) == ("done", 9, 9, 3)


def test_it_can_be_stopped_and_nothing_of_the_batch_in_hand_is_kept(people, room, queued, now, monkeypatch):
    trial = try_version(version=a_version(people, phrases("miracle")), wanted=None, by=people.writer, now=now)
    read_on(trial_id=trial.pk, now=now)
    reads = trials._next_words

    def stopped_meanwhile(trial):
        words = reads(trial)
        assert stop_trial(trial=trial, by=people.lead, now=now)
        return words

    monkeypatch.setattr(trials, "_next_words", stopped_meanwhile)
    assert not read_on(trial_id=trial.pk, now=now)
    assert as_numbers(trial) == ("cancelled", 2, 9, 0)
    assert not TrialHit.objects.exists()
    assert not stop_trial(trial=trial, by=people.lead, now=now)
    assert not read_on(trial_id=trial.pk, now=now)


def test_asking_again_while_one_goes_on_asks_for_that_one(people, room, queued, now):
    version = a_version(people, phrases("miracle"))
    first = try_version(version=version, wanted=None, by=people.writer, now=now)
    assert try_version(version=version, wanted=5, by=people.lead, now=now) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleTrial.objects.create(version=version, wanted=1, asked_at=now)
    stop_trial(trial=first, by=people.writer, now=now)
    assert try_version(version=version, wanted=5, by=people.lead, now=now) != first


def test_one_of_which_nothing_is_heard_goes_on_from_where_it_was(people, room, queued, now):
    trial = try_version(version=a_version(people, phrases("miracle")), wanted=None, by=people.writer, now=now)
    read_on(trial_id=trial.pk, now=now)
    assert revive_trials(now=now + timedelta(minutes=4)) == 0
    later = now + timedelta(minutes=6)
    assert revive_trials(now=later) == 1
    assert revive_trials(now=later) == 0
    while read_on(trial_id=trial.pk, now=later):
        pass
    assert as_numbers(trial) == ("done", 9, 9, 3)
    assert revive_trials(now=later + timedelta(days=1)) == 0


def test_one_that_stalls_again_and_again_is_given_up_and_says_so(people, room, queued, now):
    trial = try_version(version=a_version(people, phrases("miracle")), wanted=None, by=people.writer, now=now)
    read_on(trial_id=trial.pk, now=now)
    revived = [revive_trials(now=now + timedelta(minutes=6) * turn) for turn in range(1, 9)]
    assert revived == [1, 1, 1, 1, 1, 0, 0, 0]
    assert as_numbers(trial)[0] == "failed"


def test_one_that_only_waits_its_turn_is_never_given_up(people, room, queued, now):
    trial = try_version(version=a_version(people, phrases("miracle")), wanted=None, by=people.writer, now=now)
    for turn in range(1, 9):
        revive_trials(now=now + timedelta(minutes=6) * turn)
    assert as_numbers(trial)[0] == "waiting"


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_trial_read_nothing_twice(room, queued, now):
    ContentType.objects.clear_cache()
    people = rule_people()
    trial = try_version(version=a_version(people, phrases("miracle")), wanted=None, by=people.writer, now=now)
    ready = Barrier(2)

    def work():
        try:
            ready.wait(timeout=30)
            return [read_on(trial_id=trial.pk, now=now) for _turn in range(5)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _number: work(), range(2)))
    while read_on(trial_id=trial.pk, now=now):
        pass
    assert as_numbers(trial) == ("done", 9, 9, 3)
    assert TrialHit.objects.count() == 3


# What people had decided.


def decides(post, outcome, *, by, now, words=""):
    choice = Choice(outcome=outcome, guideline="alongside", words=words)
    return act_at_once(subject=post, about=post.author, choice=choice, by=by, now=now)


@pytest.fixture
def moderator(room):
    robin = a_person("Robinet")
    joins(robin, room.group, role="moderator")
    Moderator.objects.create(person=robin, trained_at=WHEN)
    return robin


def contradicted(trial):
    trial.refresh_from_db()
    return trial.contradicted, trial.confirmed


@pytest.mark.parametrize(
    ("action", "expected"),
    [("hold", (1, 0)), ("flag", (1, 0)), ("ask", (0, 0))],
)
def test_it_says_which_decisions_of_people_it_contradicts(people, room, moderator, now, action, expected):
    fine = room.posts.get(number=4)
    decides(fine, "no_action", by=moderator, now=now)
    definition = phrases("miracle", action=action, reason=None if action == "ask" else "other")
    trial = try_version(version=a_version(people, definition), wanted=None, by=people.writer, now=now)
    assert contradicted(trial) == expected
    first = TrialHit.objects.visible_to(people.lead).contradicting_first()[0]
    assert (first.revision_id == fine.revision_id) is bool(expected[0])


def test_a_decision_that_was_undone_or_is_not_about_words_contradicts_nothing(people, room, moderator, now):
    decision = decides(room.posts.get(number=4), "no_action", by=moderator, now=now)
    undo_decision(decision=decision, words="", by=moderator, now=now)
    decides(room.posts.get(number=7), "escalate", by=moderator, now=now)
    trial = try_version(version=a_version(people, phrases("miracle")), wanted=None, by=people.writer, now=now)
    assert contradicted(trial) == (0, 0)


# Who sees the words.


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("a site moderator", True),
        ("a lead", True),
        ("a lead of this group", False),
        ("a moderator of this group", False),
        ("staff", False),
        ("the author", False),
        ("whose role has ended", False),
    ],
)
def test_only_those_who_serve_the_whole_forum_see_what_was_matched(people, room, moderator, now, who, sees):
    ended = at_the_desk("Ended", "lead")
    DeskRole.objects.filter(person=ended).update(ended_at=now)
    viewer = {
        "a site moderator": people.writer,
        "a lead": people.lead,
        "a lead of this group": at_the_desk("Local", "lead", group_id=room.group_id),
        "a moderator of this group": moderator,
        "staff": a_person(is_staff=True),
        "the author": room.starter,
        "whose role has ended": ended,
    }[who]
    trial = try_version(version=a_version(people, phrases("miracle")), wanted=None, by=people.writer, now=now)
    assert trial.hits.visible_to(viewer).count() == (3 if sees else 0)
    assert RuleTrial.objects.visible_to(viewer).exists() is sees


def test_words_that_their_author_removed_are_neither_read_nor_shown(people, room, now):
    version = a_version(people, phrases("miracle"))
    trial = try_version(version=version, wanted=None, by=people.writer, now=now)
    withdraw_post(post=room.posts.get(number=4), by=room.starter, now=now)
    assert bodies_of(trial.hits.visible_to(people.lead).contradicting_first()) == [
        "post 6: a miracle", "post 0: a miracle",
    ]  # fmt: skip
    again = try_version(version=version, wanted=None, by=people.writer, now=now)
    assert as_numbers(again) == ("done", 8, 8, 2)


def test_what_somebody_keeps_for_themselves_or_emptied_is_not_read(people, now):
    ann = a_person()
    tell_about_oneself(kind="about", words="a miracle for me alone", audience="me", by=ann, now=now)
    tell_about_oneself(kind="likes", words="a miracle for all", audience="members", by=ann, now=now)
    tell_about_oneself(kind="place", words="a miracle once", audience="members", by=ann, now=now)
    tell_about_oneself(kind="place", words="", audience="members", by=ann, now=now)
    trial = try_version(version=a_version(people, phrases("miracle")), wanted=None, by=people.writer, now=now)
    assert bodies_of(trial.hits.visible_to(people.lead)) == ["a miracle for all"]


def test_who_keeps_somebody_apart_is_not_shown_to_them_unless_they_lead(people, room, now):
    for moderator in (people.writer, people.lead):
        Boundary.objects.create(setter=room.starter, other=moderator, kind="apart", set_at=now)
    trial = try_version(version=a_version(people, phrases("miracle")), wanted=None, by=people.writer, now=now)
    assert trial.hits.visible_to(people.writer).count() == 0
    assert trial.hits.visible_to(people.lead).count() == 3


def test_blocking_somebody_does_not_tell_what_they_wrote(people, room, now):
    Boundary.objects.create(setter=people.writer, other=room.starter, kind="block", set_at=now)
    trial = try_version(version=a_version(people, phrases("miracle")), wanted=None, by=people.writer, now=now)
    assert trial.hits.visible_to(people.writer).count() == 3


# A trial finds what the rule will find in use.

PIECES = st.sampled_from(
    ["m i r a c l e", "miracle", "mirac1e", "wonder", "w o n d e r", "miraclewonder", "m i r a c l e w o n d e r",
     "no", ".", "\n\n", " ", "a", "07700 900123", "ＭＩＲＡＣＬＥ", "‘", "38.4", "x12", "\ud800", "\x00", "ﷺ"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=8).map(" ".join), st.lists(PIECES).map("".join))
OTHERS = (phrases("wonder"), {"kind": "pattern", "action": "hold", "reason": "harm", "pattern": r"\bx\d+"})
TRIED = phrases("miracle", unless=["no"], near=2)


@pytest.mark.usefixtures("db")
def test_letters_spaced_out_without_a_gap_are_read_in_a_trial_as_in_use(people, now):
    """ "m i r a c l e w o n d e r" parts into words only where both are known: among the rules in use they are."""
    for number, other in enumerate(OTHERS):
        a_rule_in_use(people, other, name=f"Other {number}")
    version = a_version(people, TRIED)
    text = "m i r a c l e w o n d e r"
    assert RuleSet([{**TRIED, "id": "alone"}]).match(text) == []
    assert [found.words for found in rules_for_trial(version).match(text)] == ["m i r a c l e"]


def ours(rules, rule_id, text):
    return [found for found in rules.match(text) if found.rule_id == rule_id]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("m i r a c l e w o n d e r")
@example("no m i r a c l e w o n d e r")
@given(TEXTS)
def test_a_trial_matches_exactly_where_the_rule_in_use_does(text):
    definition = {**TRIED, "id": "7"}
    others = [{**other, "id": f"other {number}"} for number, other in enumerate(OTHERS)]
    in_use, on_trial = RuleSet([*others, definition]), RuleSet([definition], beside=others)
    assert ours(on_trial, "7", text) == ours(in_use, "7", text)


@pytest.mark.parametrize("number", range(len(starter_pack())), ids=[each.rule.id for each in starter_pack()])
def test_each_starter_rule_matches_alone_as_it_does_among_all(number):
    pack = [{**values_of(each.rule), "id": each.rule.id} for each in starter_pack()]
    mine = pack[number]
    beside = pack[:number] + pack[number + 1 :]
    in_use, on_trial = RuleSet(pack), RuleSet([mine], beside=beside)
    for each in starter_pack():
        for text in (*each.must_match, *each.must_not_match, " ".join(each.must_match[0])):
            assert ours(on_trial, mine["id"], text) == ours(in_use, mine["id"], text), text


def test_the_hits_of_a_trial_are_what_is_found_in_use(people, room, now):
    a_rule_in_use(people, OTHERS[0], name="Other")
    a_reply(to=room, by=room.starter, body="m i r a c l e w o n d e r, said the leaflet")
    version = a_rule_in_use(people, TRIED)
    trial = RuleTrial.objects.get(version=version)
    live = {
        revision.pk: found[0]
        for revision in Revision.objects.all()
        if (found := ours(live_rules(), str(version.pk), f"{revision.title}\n{revision.body}"))
    }
    assert len(live) == 4
    assert {hit.revision_id: (hit.start, hit.end) for hit in trial.hits.all()} == {
        pk: (found.start, found.end) for pk, found in live.items()
    }


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.lists(st.text(max_size=12), max_size=3), TEXTS)
def test_no_rule_that_can_be_saved_ever_raises_and_no_text_does(pattern, sought, text):
    """Whatever somebody types as a rule is refused with a sentence, or reads any text without a fault."""
    for definition in (
        {"id": "1", "kind": "pattern", "action": "hold", "reason": "harm", "pattern": pattern},
        {"id": "2", "kind": "phrases", "action": "flag", "reason": "other", "phrases": sought},
    ):
        if (refusal := refusal_of(definition)) is not None:
            assert refusal
            continue
        for found in RuleSet([definition]).match(text):
            assert text[found.start : found.end] == found.words


def refusal_of(definition):
    try:
        refuse_unsound(definition)
    except RuleRefused as refusal:
        return str(refusal)
    return None
