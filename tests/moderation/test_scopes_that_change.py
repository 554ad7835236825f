"""Fault 28: scoped moderators lose their queue after a change of who may do what. Source: README, M-4."""

import pytest

from forum.groups.actions import change_group, give_role, join_group, leave_group
from moderation.actions import confirm_training, end_desk_role, give_desk_role, withdraw_training
from moderation.models import Case
from moderation.rules import may_open_desk
from tests.factories import a_group, a_person, a_thread, joins
from tests.moderation.team import a_case, a_moderator, role_of, somebody_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return a_person("Hazel")


@pytest.fixture
def network(host):
    return a_group("Brambles", host=host, reading="members", joining="open")


@pytest.fixture
def group(network, host):
    return a_group("Scans", under=network, host=host)


@pytest.fixture
def case(group, now):
    ann = a_person()
    joins(ann, group)
    return a_case(a_thread(of=group, by=ann).posts.get(), now=now)


@pytest.fixture
def staff():
    return a_person(is_staff=True)


def queue_of(person):
    return list(Case.objects.visible_to(person).not_closed().in_order())


def test_a_role_at_the_desk_that_was_ended_and_given_back_has_its_queue_back(network, case, staff, now):
    teasel = somebody_with("moderator", of=network, now=now)
    assert queue_of(teasel) == [case]
    end_desk_role(role=role_of(teasel), by=staff, now=now)
    assert queue_of(teasel) == []
    give_desk_role(person=teasel, kind="moderator", group_id=network.pk, by=staff, now=now)
    assert queue_of(teasel) == [case]
    assert may_open_desk(teasel)  # what they learnt is not lost with the role


@pytest.mark.parametrize("kept", ["moderator", "lead", "safeguarding"])
def test_one_of_two_roles_that_ends_does_not_take_the_queue_of_the_other_along(network, case, staff, kept, now):
    teasel = somebody_with(kept, of=network, now=now)
    other = give_desk_role(person=teasel, kind="moderator", group_id=None, by=staff, now=now)
    end_desk_role(role=other, by=staff, now=now)
    assert queue_of(teasel) == [case]


@pytest.mark.parametrize("between", ["member", "organiser"])
def test_a_role_in_the_group_that_was_changed_and_changed_back_has_its_queue_back(group, host, case, between, now):
    robin = a_moderator(of=group, now=now)
    membership = group.memberships.get(person=robin)
    give_role(membership=membership, role=between, by=host, now=now)
    assert queue_of(robin) == []
    give_role(membership=membership, role="moderator", by=host, now=now)
    assert queue_of(robin) == [case]


def test_a_moderator_who_becomes_host_keeps_the_queue(group, host, case, now):
    robin = a_moderator(of=group, now=now)
    give_role(membership=group.memberships.get(person=robin), role="host", by=host, now=now)
    assert queue_of(robin) == [case]


def test_training_that_was_taken_back_and_confirmed_again_has_its_queue_back(group, case, staff, now):
    robin = a_moderator(of=group, now=now)
    withdraw_training(person=robin, by=staff, now=now)
    confirm_training(person=robin, by=staff, now=now)
    assert may_open_desk(robin)
    assert queue_of(robin) == [case]


def test_a_group_that_moved_takes_its_cases_to_those_whose_scope_it_is_in_now(network, group, host, case, now):
    elsewhere = a_group("Harbour", host=host)
    here, there = (somebody_with("moderator", of=each, now=now) for each in (network, elsewhere))
    robin, site = a_moderator(of=group, now=now), somebody_with("moderator", now=now)
    joins(robin, elsewhere)  # else their place in the group would rest, as everybody's
    assert [queue_of(each) for each in (here, there, robin, site)] == [[case], [], [case], [case]]
    change_group(group=group, parent=elsewhere, by=host, now=now)
    assert [queue_of(each) for each in (here, there, robin, site)] == [[], [case], [case], [case]]
    change_group(group=group, parent=network, by=host, now=now)
    assert [queue_of(each) for each in (here, there, robin, site)] == [[case], [], [case], [case]]


@pytest.mark.parametrize(
    "values", [{"discovery": "hidden"}, {"reading": "members"}, {"joining": "invitation"}, {"audience": "secondary"}]
)
def test_a_switch_of_the_group_changes_nobodys_queue(network, group, host, case, values, now):
    scoped, robin = somebody_with("moderator", of=network, now=now), a_moderator(of=group, now=now)
    change_group(group=group, by=host, now=now, **values)
    assert queue_of(scoped) == queue_of(robin) == [case]


def test_a_closed_parent_that_one_leaves_and_joins_again_rests_the_queue_and_gives_it_back(host, now):
    parent = a_group(host=host, joining="open")
    group = a_group(under=parent, host=host, reading="members", joining="open")
    ann, robin = a_person(), a_moderator(of=group, now=now)
    joins(ann, group)
    case = a_case(a_thread(of=group, by=ann).posts.get(), now=now)
    change_group(group=parent, by=host, now=now, reading="members")
    leave_group(group=parent, by=robin, now=now)
    change_group(group=parent, by=host, now=now, reading="group")
    assert queue_of(robin) == []  # they moderate where they cannot come in any more
    join_group(group=parent, answers=[], by=robin, now=now)
    assert queue_of(robin) == [case]


def test_a_subgroup_that_is_started_later_is_in_the_scope_of_the_role_above(network, host, now):
    scoped = somebody_with("moderator", of=network, now=now)
    later = a_group(under=network, host=host)
    ann = a_person()
    joins(ann, later)
    case = a_case(a_thread(of=later, by=ann).posts.get(), now=now)
    assert queue_of(scoped) == [case]
