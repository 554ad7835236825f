"""Rules are written by one, tried, agreed to by another, and can be taken out of use at once."""

import pytest
from django.db import IntegrityError, transaction

from forum.kernel.verdicts import NotAllowed
from moderation.actions import agree_to_version, begin_with_starter_pack, retire_version, try_version, write_version
from moderation.checks import live_rules
from moderation.matching.errors import RuleRefused
from moderation.matching.starter import starter_pack
from moderation.models import LogEntry, Rule, RulesInUse, RuleVersion, Sanction
from tests.factories import a_group, a_person, a_reply, a_thread, joins
from tests.moderation.rule_people import a_rule_in_use, a_version, at_the_desk, phrases, rule_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return rule_people()


def finds(text: str) -> set[str]:
    return {found.words for found in live_rules().match(text)}


def test_a_version_is_used_only_after_a_trial_and_a_second_person(people, now):
    version = a_version(people, phrases("miracle"))
    with pytest.raises(NotAllowed, match="tried on past posts first"):
        agree_to_version(version=version, by=people.lead, now=now)
    assert finds("a miracle") == set()

    try_version(version=version, wanted=None, by=people.writer, now=now)
    agree_to_version(version=version, by=people.lead, now=now)
    assert finds("a miracle") == {"miracle"}
    entry = LogEntry.objects.get(action="raise_rule")
    assert (entry.by, entry.role, entry.subject_id) == (people.lead, "lead", version.pk)


def test_a_trial_of_another_version_does_not_count(people, now):
    first = a_rule_in_use(people, phrases("miracle"))
    second = write_version(rule=first.rule, definition=phrases("wonder"), by=people.writer, now=now)
    with pytest.raises(NotAllowed, match="tried on past posts first"):
        agree_to_version(version=second, by=people.lead, now=now)
    assert finds("a wonder and a miracle") == {"miracle"}


def test_a_trial_that_was_stopped_does_not_count(people, now):
    version = a_version(people, phrases("miracle"))
    trial = try_version(version=version, wanted=None, by=people.writer, now=now)
    trial.state = "cancelled"
    trial.save()
    with pytest.raises(NotAllowed):
        agree_to_version(version=version, by=people.lead, now=now)


def test_nobody_puts_their_own_version_into_use_not_even_a_lead(people, now):
    version = write_version(rule=None, name="Mine", topic="", definition=phrases("miracle"), by=people.lead, now=now)
    try_version(version=version, wanted=None, by=people.lead, now=now)
    with pytest.raises(NotAllowed, match="somebody else"):
        agree_to_version(version=version, by=people.lead, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleVersion.objects.filter(pk=version.pk).update(agreed_by=people.lead)
    agree_to_version(version=version, by=people.safeguarding, now=now)
    assert finds("a miracle") == {"miracle"}


@pytest.mark.parametrize(
    ("who", "may_write", "may_agree"),
    [
        ("a site moderator", True, False),
        ("a lead", True, True),
        ("a safeguarding lead", True, True),
        ("a lead of one group", False, False),
        ("a group's host", False, False),
        ("a lead who is not trained yet", False, False),
        ("a member", False, False),
        ("staff", False, False),
    ],
)
def test_who_writes_and_who_agrees(people, now, who, may_write, may_agree):
    group = a_group()
    host, member = a_person(), a_person()
    joins(host, group, role="host")
    by = {
        "a site moderator": lambda: at_the_desk("One", "moderator"),
        "a lead": lambda: at_the_desk("Two", "lead"),
        "a safeguarding lead": lambda: at_the_desk("Three", "safeguarding"),
        "a lead of one group": lambda: at_the_desk("Four", "lead", group_id=group.pk),
        "a group's host": lambda: host,
        "a lead who is not trained yet": lambda: at_the_desk("Five", "lead", is_trained=False),
        "a member": lambda: member,
        "staff": lambda: a_person(is_staff=True),
    }[who]()
    tried = a_version(people, phrases("miracle"))
    try_version(version=tried, wanted=None, by=people.writer, now=now)
    before = LogEntry.objects.count()

    deeds = {
        "write": (may_write, lambda: a_version_by(by, now)),
        "begin": (may_write, lambda: begin_with_starter_pack(by=by, now=now)),
        "try": (may_write, lambda: try_version(version=tried, wanted=10, by=by, now=now)),
        "agree": (may_agree, lambda: agree_to_version(version=tried, by=by, now=now)),
        "retire": (may_write, lambda: retire_version(version=tried, by=by, now=now)),
    }
    for is_allowed, deed in deeds.values():
        if is_allowed:
            deed()
        else:
            with pytest.raises(NotAllowed):
                deed()
    if not may_write:
        assert LogEntry.objects.count() == before
        assert Rule.objects.count() == 1
    assert Rule.objects.visible_to(by).exists() is (may_write or "trained" in who)


def a_version_by(by, now):
    return write_version(rule=None, name="Another", topic="", definition=phrases("wonder"), by=by, now=now)


def test_a_new_version_takes_the_place_of_the_one_before_everywhere_at_once(people, now):
    first = a_rule_in_use(people, phrases("miracle"))
    token = RulesInUse.objects.get().token
    second = write_version(rule=first.rule, definition=phrases("wonder"), by=people.writer, now=now)
    assert second.number == 2
    try_version(version=second, wanted=None, by=people.writer, now=now)
    agree_to_version(version=second, by=people.lead, now=now)
    first.refresh_from_db()
    assert first.retired_at == now
    assert finds("a miracle, a wonder") == {"wonder"}
    assert RulesInUse.objects.get().token != token


def test_a_version_in_use_is_taken_out_at_once_and_can_come_back(people, now):
    version = a_rule_in_use(people, phrases("miracle"))
    retire_version(version=version, by=people.writer, now=now)
    assert finds("a miracle") == set()
    assert LogEntry.objects.get(action="retire_rule").detail["was_live"] is True
    agree_to_version(version=version, by=people.lead, now=now)
    assert finds("a miracle") == {"miracle"}


def test_putting_aside_a_version_that_waits_leaves_the_one_in_use(people, now):
    first = a_rule_in_use(people, phrases("miracle"))
    second = write_version(rule=first.rule, definition=phrases("wonder"), by=people.writer, now=now)
    retire_version(version=second, by=people.writer, now=now)
    assert finds("a miracle, a wonder") == {"miracle"}
    assert not RuleVersion.objects.waiting().exists()


def test_writing_agreeing_and_retiring_twice_is_doing_it_once(people, now):
    version = a_rule_in_use(people, phrases("miracle"))
    assert write_version(rule=version.rule, definition=phrases("miracle"), by=people.writer, now=now) == version
    agree_to_version(version=version, by=people.safeguarding, now=now)
    version.refresh_from_db()
    assert version.agreed_by == people.lead
    retire_version(version=version, by=people.writer, now=now)
    retire_version(version=version, by=people.writer, now=now)
    assert [entry.action for entry in LogEntry.objects.order_by("sequence")] == [
        "save_rule", "try_rule", "raise_rule", "retire_rule",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("definition", "says"),
    [
        (phrases("(cure|"), "do not pair"),
        ({"kind": "pattern", "action": "hold", "reason": "harm", "pattern": r"(a)\1"}, "cannot be read"),
        ({"kind": "pattern", "action": "hold", "reason": "harm", "pattern": "((a{0,100}){0,100}){0,100}"}, "pattern"),
        (phrases("cure", action="ban"), "ban"),
    ],
)
def test_a_rule_that_could_not_be_asked_is_never_kept(people, now, definition, says):
    with pytest.raises(RuleRefused, match=says):
        a_version(people, definition)
    assert not RuleVersion.objects.exists()
    assert not LogEntry.objects.exists()


def test_a_name_belongs_to_one_rule(people, now):
    a_version(people, phrases("miracle"))
    with pytest.raises(RuleRefused, match="of this name"):
        a_version(people, phrases("wonder"))
    assert RuleVersion.objects.count() == 1


def test_the_starter_pack_is_written_once_and_none_of_it_is_in_use(people, now):
    begin_with_starter_pack(by=people.writer, now=now)
    assert begin_with_starter_pack(by=people.lead, now=now) == []
    assert RuleVersion.objects.count() == len(starter_pack())
    assert not Rule.objects.exclude(live=None).exists()
    assert live_rules().match("I can sell you a cure, ring 07700 900123") == []


def test_the_whole_starter_pack_in_use_finds_what_it_found_as_a_file(people, now):
    for version in begin_with_starter_pack(by=people.writer, now=now):
        try_version(version=version, wanted=1, by=people.writer, now=now)
        agree_to_version(version=version, by=people.lead, now=now)
    for each in starter_pack():
        version = Rule.objects.get(name=each.rule.id.replace("-", " ").capitalize()).live
        for text in each.must_match:
            assert str(version.pk) in {found.rule_id for found in live_rules().match(text)}, text


def test_a_rule_holds_or_flags_and_never_sanctions(people, now):
    group, ann = a_group(), a_person()
    joins(ann, group)
    thread = a_thread(of=group, by=ann)
    a_rule_in_use(people, phrases("miracle", action="hold"))
    a_rule_in_use(people, phrases("wonder", action="flag"), name="Wonders")
    held, shown = a_reply(to=thread, by=ann, body="A miracle!"), a_reply(to=thread, by=ann, body="A wonder!")
    assert (held.state, shown.state) == ("held", "published")
    ann.refresh_from_db()
    assert not Sanction.objects.exists()
    assert ann.has_sanctions is False
