"""Two people, or two clicks, at the same moment: one outcome, a kind sentence, no error."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from forum.groups import actions
from forum.groups.actions.checking import sight_that_drifted
from forum.groups.models import Group, JoinRequest, Membership
from forum.kernel.verdicts import NotAllowed
from tests.factories import WHEN, a_group, a_person, joins

# Rows are locked on PostgreSQL; SQLite lets one write transaction in at a time.
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*things):
    """Do all of it at the same moment, each over its own connection; return results, or the refusals."""
    gate = Barrier(len(things))

    def do(thing):
        try:
            gate.wait(timeout=20)
            return thing()
        except NotAllowed as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(things)) as pool:
        return list(pool.map(do, things))


def refused(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, NotAllowed)]


def test_ten_clicks_on_join_make_one_membership():
    top = a_group(joining="open")
    group, person = a_group(under=top, joining="open"), a_person()
    outcomes = at_once(*[lambda: actions.join_group(group=group, by=person, now=WHEN)] * 10)
    assert not refused(outcomes)
    assert len({outcome.pk for outcome in outcomes}) == 1
    assert Membership.objects.filter(person=person).count() == 2
    assert not list(sight_that_drifted())


def test_ten_clicks_on_ask_make_one_request():
    group, person = a_group(), a_person()
    outcomes = at_once(*[lambda: actions.join_group(group=group, by=person, now=WHEN)] * 10)
    assert not refused(outcomes)
    assert JoinRequest.objects.filter(person=person).count() == 1


def test_two_hosts_who_decide_at_once_make_one_decision():
    group, person, second = a_group(), a_person(), a_person()
    joins(second, group, role="host")
    first = Membership.objects.filter(group=group, role="host").order_by("pk").first().person
    for _ in range(5):
        asked = actions.join_group(group=group, by=person, now=WHEN)
        outcomes = at_once(
            lambda asked=asked: actions.decide_join_request(request=asked, is_let_in=True, by=first, now=WHEN),
            lambda asked=asked: actions.decide_join_request(request=asked, is_let_in=False, by=second, now=WHEN),
            lambda asked=asked: actions.withdraw_join_request(request=asked, by=person, now=WHEN),
        )
        assert len(refused(outcomes)) == 2
        asked.refresh_from_db()
        assert Membership.objects.filter(person=person, group=group).exists() is (asked.state == "accepted")
        assert not list(sight_that_drifted())
        Membership.objects.filter(person=person).delete()
        JoinRequest.objects.all().delete()
        Group.objects.filter(pk=group.pk).update(member_count=2)


def test_two_hosts_who_let_somebody_in_after_all_at_once_do_it_once():
    group, person, second = a_group(), a_person(), a_person()
    joins(second, group, role="host")
    first = Membership.objects.filter(group=group, role="host").order_by("pk").first().person
    asked = actions.join_group(group=group, by=person, now=WHEN)
    actions.decide_join_request(request=asked, is_let_in=False, by=first, now=WHEN)
    outcomes = at_once(
        *[lambda by=by: actions.let_in_after_all(request=asked, by=by, now=WHEN) for by in (first, second)]
    )
    assert len(refused(outcomes)) == 1
    assert Membership.objects.filter(person=person, group=group).count() == 1
    assert Group.objects.get(pk=group.pk).member_count == 3
    assert not list(sight_that_drifted())


@pytest.mark.parametrize("turn", range(5))
def test_joining_while_the_group_is_moved_leaves_nobody_half_inside(turn):
    staff = a_person(is_staff=True)
    closed, elsewhere = a_group(joining="request"), a_group(joining="open")
    group = a_group(under=elsewhere, joining="open")
    people = [a_person() for _ in range(4)]
    outcomes = at_once(
        lambda: actions.change_group(group=group, by=staff, now=WHEN, parent=closed),
        *[lambda person=person: actions.join_group(group=group, by=person, now=WHEN) for person in people],
        lambda: actions.change_group(group=elsewhere, by=staff, now=WHEN, reading="members"),
    )
    assert not isinstance(outcomes[0], Exception)
    for person in people:
        assert not Group.objects.readable_by(person).filter(pk=group.pk).exists(), "the group above asks first"
    assert not list(sight_that_drifted())


def test_two_groups_moved_into_each_other_at_once_make_no_circle():
    staff = a_person(is_staff=True)
    one, two = a_group(), a_group()
    outcomes = at_once(
        lambda: actions.change_group(group=one, by=staff, now=WHEN, parent=two),
        lambda: actions.change_group(group=two, by=staff, now=WHEN, parent=one),
    )
    assert len(refused(outcomes)) == 1
    assert not list(sight_that_drifted())


def test_leaving_and_being_let_in_below_at_once_never_leaves_a_key_behind():
    for _ in range(5):
        top = a_group(joining="open")
        below, person = a_group(under=top), a_person()
        joins(person, top)
        asked = actions.join_group(group=below, by=person, now=WHEN)
        host = Membership.objects.get(group=below, role="host").person
        at_once(
            lambda top=top, person=person: actions.leave_group(group=top, by=person, now=WHEN),
            lambda asked=asked, host=host: actions.decide_join_request(
                request=asked, is_let_in=True, by=host, now=WHEN
            ),
        )
        readable = Group.objects.readable_by(person).filter(pk=below.pk).exists()
        assert readable is Membership.objects.filter(person=person, group=top).exists()
        assert not list(sight_that_drifted())


def test_roles_given_and_taken_at_once_leave_trust_true_to_them():
    person = a_person()
    kept, lost = a_group(), a_group()
    first, second = joins(person, kept), joins(person, lost, role="moderator")
    hosts = [Membership.objects.filter(group=group, role="host").first().person for group in (kept, lost)]
    at_once(
        lambda: actions.give_role(membership=first, role="moderator", by=hosts[0], now=WHEN),
        lambda: actions.give_role(membership=second, role="member", by=hosts[1], now=WHEN),
    )
    assert not list(sight_that_drifted())
