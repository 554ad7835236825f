"""Who sees what: the kept columns against the definition, for trees and changes that nobody thought of."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from accounts.models import Boundary
from forum.groups import actions
from forum.groups.actions.checking import sight_that_drifted
from forum.groups.actions.sight import Sight, Switches, derive_sight
from forum.groups.models import Group, Membership
from forum.kernel.verdicts import NotAllowed
from forum.threads.models import Thread
from tests.factories import WHEN, a_group, a_person, joins

number = some.integers(0, 7)
switches = some.sampled_from(
    [("listed", "public"), ("listed", "members"), ("listed", "group"), ("listed", "group"), ("hidden", "group")]
)
door = some.sampled_from(["open", "open", "request", "invitation"])
step = some.one_of(
    some.tuples(some.just("start"), some.one_of(some.none(), number), switches, door),
    some.tuples(some.just("join"), number, number),
    some.tuples(some.just("join"), number, number),
    some.tuples(some.just("invited"), number, number),
    some.tuples(some.just("leave"), number, number),
    some.tuples(some.just("move"), number, some.one_of(some.none(), number)),
    some.tuples(some.just("switch"), number, switches),
    some.tuples(some.just("door"), number, door),
)


class Story:
    """A forum in which things happen, one after another, only through verbs."""

    def __init__(self):
        self.staff = a_person(is_staff=True)
        self.people = [a_person() for _ in range(3)]
        self.groups = [self._started(None, ("listed", "members"), "open")]

    def happen(self, steps):
        for kind, *rest in steps:
            try:
                getattr(self, kind)(*rest)
            except NotAllowed:
                continue

    def start(self, parent, what, door):
        self.groups.append(self._started(None if parent is None else self._group(parent), what, door))

    def join(self, person, group):
        asked = actions.join_group(group=self._group(group), by=self._person(person), now=WHEN)
        if not isinstance(asked, Membership) and person % 2:
            actions.decide_join_request(request=asked, is_let_in=True, by=self.staff, now=WHEN)

    def invited(self, person, group):
        someone = self._person(person)
        sent = actions.invite(group=self._group(group), email=someone.email, by=self.staff, now=WHEN)
        actions.accept_invitation(invitation=sent, by=someone, now=WHEN)

    def leave(self, person, group):
        actions.leave_group(group=self._group(group), by=self._person(person), now=WHEN)

    def move(self, group, parent):
        target = None if parent is None else self._group(parent)
        actions.change_group(group=self._group(group), by=self.staff, now=WHEN, parent=target)

    def switch(self, group, what):
        actions.change_group(group=self._group(group), by=self.staff, now=WHEN, discovery=what[0], reading=what[1])

    def door(self, group, door):
        actions.change_group(group=self._group(group), by=self.staff, now=WHEN, joining=door)

    def _started(self, parent, what, door):
        group = actions.start_group(
            name="A group", description="", parent=parent, by=self.staff, now=WHEN,
            discovery=what[0], reading=what[1], joining=door, audience="everyone",
        )  # fmt: skip
        Thread.objects.create(group=group, title="…", starter=self.staff, is_published=True, started_at=WHEN)
        return group

    def _group(self, place):
        return self.groups[place % len(self.groups)]

    def _person(self, place):
        return self.people[place % len(self.people)]


def is_in(person, group):
    """In a group is whoever joined it and everything closed above it."""
    path = path_of(group)
    rows = {row.group_id for row in Membership.objects.filter(person=person.pk)}
    return group.pk in rows and all(each.pk in rows for each in path if each.reading == "group")


def path_of(group):
    return [*path_of(group.parent), group] if group.parent else [group]


def may_read(person, group):
    signed_in = person.is_authenticated
    allowed = {
        "public": lambda each: True,
        "members": lambda each: signed_in,
        "group": lambda each: signed_in and is_in(person, each),
    }
    return all(allowed[each.reading](each) for each in path_of(group))


def may_know(person, group):
    if not person.is_authenticated:
        return all(each.reading == "public" for each in path_of(group))
    return person.is_staff or all(is_in(person, each) for each in path_of(group) if each.discovery == "hidden")


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=some.lists(step, min_size=4, max_size=22))
def test_nobody_sees_more_or_less_than_the_path_allows_whatever_happened_before(steps):
    with transaction.atomic():
        story = Story()
        story.happen(steps)
        groups = list(Group.objects.all())
        for person in (*story.people, story.staff, AnonymousUser()):
            known = set(Group.objects.visible_to(person).values_list("pk", flat=True))
            readable = set(Group.objects.readable_by(person).values_list("pk", flat=True))
            threads = set(Thread.objects.visible_to(person).values_list("group", flat=True))
            assert known == {group.pk for group in groups if may_know(person, group)}
            assert readable == {group.pk for group in groups if may_read(person, group)}
            assert threads == readable
        assert not list(sight_that_drifted())
        transaction.set_rollback(True)


@given(
    parents=some.lists(some.integers(0, 30), min_size=1, max_size=12),
    what=some.lists(switches, min_size=13, max_size=13),
    shuffled=some.randoms(use_true_random=False),
)
@settings(max_examples=200, deadline=None)
def test_the_derived_sight_is_the_intersection_along_the_path(parents, what, shuffled):
    tree = [Switches(id=1, parent_id=None, reading=what[0][1], discovery=what[0][0])]
    for place, parent in enumerate(parents, start=2):
        above = parent % (place - 1) + 1
        tree.append(Switches(id=place, parent_id=above, reading=what[place - 1][1], discovery=what[place - 1][0]))
    by_id = {each.id: each for each in tree}
    shuffled.shuffle(tree)
    for pk, sight in derive_sight(tree, Sight()).items():
        path = [by_id[int(part)] for part in sight.path.strip("/").split("/")]
        assert [each.parent_id for each in path] == [None, *(each.id for each in path[:-1])]
        assert path[-1].id == pk
        readings = {each.reading for each in path}
        strictest = "group" if "group" in readings else "members" if "members" in readings else "public"
        assert sight.effective_reading == strictest
        assert sight.read_gate_id == next((each.id for each in path[::-1] if each.reading == "group"), None)
        assert sight.know_gate_id == next((each.id for each in path[::-1] if each.discovery == "hidden"), None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [("path", "/1/"), ("effective_reading", "public"), ("read_gate", None), ("know_gate", None), ("member_count", 7)],
)
def test_a_column_that_was_written_around_the_verbs_is_found(field, value):
    group = a_group(under=a_group(discovery="hidden"), discovery="hidden")
    call_command("check_sight")
    Group.objects.filter(pk=group.pk).update(**{field: value})
    with pytest.raises(CommandError):
        call_command("check_sight")


@pytest.mark.django_db
def test_a_membership_or_a_trust_that_was_written_around_the_verbs_is_found():
    person, group = a_person(), a_group()
    membership = joins(person, group)
    Membership.objects.filter(pk=membership.pk).update(is_in_force=False)
    assert any("in force" in said for said in sight_that_drifted())
    type(person).objects.filter(pk=person.pk).update(is_trusted=True)
    assert any("is_trusted" in said for said in sight_that_drifted())


@pytest.mark.django_db
def test_closing_a_parent_closes_its_children_at_once():  # forums.md 19
    network = a_group(reading="public", joining="open")
    child = a_group(under=network, reading="public")
    host = Membership.objects.get(group=network, role="host").person
    reader = a_person()
    assert Group.objects.readable_by(AnonymousUser()).filter(pk=child.pk).exists()
    actions.change_group(group=network, by=host, now=WHEN, reading="group")
    for person in (reader, AnonymousUser()):
        assert not Group.objects.readable_by(person).filter(pk=child.pk).exists()
    actions.change_group(group=network, by=host, now=WHEN, reading="public")
    assert Group.objects.readable_by(AnonymousUser()).filter(pk=child.pk).exists()


@pytest.mark.django_db
def test_moving_a_group_under_a_closed_one_shuts_out_who_is_not_in_that_one():
    host, inside, outside = a_person(), a_person(), a_person()
    closed = a_group(host=host)
    open_group = a_group(reading="members", joining="open", host=host)
    child = a_group(under=open_group, joining="open", host=host)
    joins(inside, closed)
    for person in (inside, outside):
        joins(person, child)
    actions.change_group(group=open_group, by=a_person(is_staff=True), now=WHEN, parent=closed)
    assert Group.objects.readable_by(inside).filter(pk=child.pk).exists()
    assert not Group.objects.readable_by(outside).filter(pk=child.pk).exists()
    child.refresh_from_db()
    assert child.member_count == 2  # its host and the one inside
    assert not Membership.objects.visible_to(outside).filter(group=child.pk).exists()


@pytest.mark.django_db
def test_a_list_of_members_never_names_somebody_kept_apart():
    group, seer, shy = a_group(), a_person(), a_person()
    for person in (seer, shy):
        joins(person, group)
    Boundary.objects.create(setter=shy, other=seer, kind="apart", set_at=WHEN)
    assert not Membership.objects.visible_to(seer).filter(person=shy).exists()
    assert Membership.objects.visible_to(shy).filter(person=seer).exists()
