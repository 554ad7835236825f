"""Going out, by one's own wish or a host's, and what ends with it."""

import pytest
from django.urls import reverse

from accounts.actions import leave_forum
from accounts.events import WordsChoice
from forum.groups import actions
from forum.groups.actions.checking import sight_that_drifted
from forum.groups.models import Group, Invitation, JoinRequest, Membership
from forum.kernel.verdicts import NotAllowed
from moderation.models import Revision
from tests.factories import WHEN, a_group, a_person, joins

pytestmark = pytest.mark.django_db


def groups_with(person):
    return set(Membership.objects.filter(person=person).values_list("group", flat=True))


@pytest.fixture
def tree():
    """A closed group with a closed one and an open one inside; a person who is in all three."""
    top = a_group(joining="open")
    closed, open_inside = a_group(under=top, joining="open"), a_group(under=top, reading="members", joining="open")
    person = a_person()
    for group in (closed, open_inside):
        joins(person, group)
    return top, closed, open_inside, person


def test_leaving_a_closed_group_leaves_everything_inside_it(client, tree):
    top, closed, open_inside, person = tree
    client.force_login(person)
    page = client.get(reverse("groups:leave", args=[top.slug])).content.decode()
    assert closed.name in page
    assert open_inside.name in page
    assert groups_with(person) == {top.pk, closed.pk, open_inside.pk}, "looking changes nothing"
    client.post(reverse("groups:leave", args=[top.slug]))
    assert not groups_with(person)
    assert not Group.objects.readable_by(person).exists()
    assert not list(sight_that_drifted())


def test_leaving_a_group_inside_keeps_those_above(tree):
    top, closed, open_inside, person = tree
    actions.leave_group(group=closed, by=person, now=WHEN)
    assert groups_with(person) == {top.pk, open_inside.pk}


def test_leaving_an_open_group_keeps_what_stands_inside():
    top = a_group(reading="members", joining="open")
    inside = a_group(under=top, joining="open")
    person = a_person()
    joins(person, inside)
    joins(person, top)
    actions.leave_group(group=top, by=person, now=WHEN)
    assert groups_with(person) == {inside.pk}


def test_leaving_twice_says_so_kindly(client, tree):
    client.force_login(tree[3])
    address = reverse("groups:leave", args=[tree[0].slug])
    client.post(address)
    assert client.post(address, follow=True).status_code == 200
    with pytest.raises(NotAllowed):
        actions.leave_group(group=tree[0], by=tree[3], now=WHEN)


def test_the_only_host_is_warned_and_can_leave_and_staff_see_that_nobody_hosts(client):
    group = a_group("Lonely group")
    host = Membership.objects.get(group=group).person
    client.force_login(host)
    assert "only host" in client.get(reverse("groups:leave", args=[group.slug])).content.decode()
    client.post(reverse("groups:leave", args=[group.slug]))
    host.refresh_from_db()
    assert not host.is_trusted
    staff = a_person(is_staff=True)
    client.force_login(staff)
    assert "nobody hosts it" in client.get("/groups/").content.decode()
    client.post(reverse("groups:step_in", args=[group.slug]))
    assert Membership.objects.get(group=group, person=staff).role == "host"
    assert "nobody hosts it" not in client.get("/groups/").content.decode()
    assert client.post(reverse("groups:step_in", args=[group.slug])).status_code == 403


def test_requests_to_groups_inside_end_with_the_closed_one_above(tree):
    top, _closed, _open, person = tree
    asked = actions.join_group(group=a_group(under=top), by=person, now=WHEN)
    actions.leave_group(group=top, by=person, now=WHEN)
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


@pytest.mark.parametrize(
    ("who", "whom", "is_gone"),
    [
        ("host", "member", True), ("host", "moderator", True), ("host", "other host", False), ("host", "host", False),
        ("staff", "other host", True), ("staff", "member", True), ("moderator", "member", False),
        ("member", "other host", False), ("host above", "member", False),
    ],
)  # fmt: skip
def test_only_hosts_and_staff_take_somebody_out(who, whom, is_gone):
    top = a_group()
    group = a_group(under=top)
    people = {
        "host": Membership.objects.get(group=group).person,
        "host above": Membership.objects.get(group=top, role="host").person,
        "staff": a_person(is_staff=True),
    }
    for name, role in (("member", "member"), ("moderator", "moderator"), ("other host", "host")):
        people[name] = a_person()
        joins(people[name], group, role=role)
    membership = Membership.objects.get(person=people[whom], group=group)
    before = list(Membership.objects.order_by("pk").values())
    if is_gone:
        actions.remove_member(membership=membership, by=people[who], now=WHEN)
        assert not Membership.objects.filter(pk=membership.pk).exists()
        assert not list(sight_that_drifted())
    else:
        with pytest.raises(NotAllowed):
            actions.remove_member(membership=membership, by=people[who], now=WHEN)
        assert list(Membership.objects.order_by("pk").values()) == before


def test_who_closes_their_account_is_in_no_group_and_counted_in_none():
    top = a_group(joining="open", questions=["Why?"])
    inside, asked_of = a_group(under=top, joining="open"), a_group()
    person = a_person()
    joins(person, inside, role="moderator")
    membership = Membership.objects.get(person=person, group=inside)
    actions.change_line(membership=membership, line="Bone, since spring", by=person, now=WHEN)
    actions.join_group(group=asked_of, by=person, now=WHEN)
    host = Membership.objects.get(group=asked_of).person
    actions.invite(group=asked_of, email=person.email, by=host, now=WHEN)
    leave_forum(choice=WordsChoice.UNNAMED, by=person, now=WHEN)
    assert not groups_with(person)
    assert not JoinRequest.objects.filter(person=person).exists()
    assert not Invitation.objects.exists()
    assert not Revision.objects.filter(body__contains="Bone").exists()
    assert not list(sight_that_drifted())
