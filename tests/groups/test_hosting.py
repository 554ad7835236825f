"""What hosts do: roles, lines, settings, moving, and saying beforehand who sees more or less."""

import pytest
from django.urls import reverse

from accounts.models import Person
from forum.groups import actions
from forum.groups.models import Group, Membership
from forum.groups.rules import DEEPEST
from forum.kernel.verdicts import NotAllowed
from tests.factories import WHEN, a_group, a_person, joins

pytestmark = pytest.mark.django_db
CLOSED = {"discovery": "listed", "reading": "group", "joining": "request", "audience": "everyone"}


def host_of(group):
    return Membership.objects.filter(group=group, role="host").order_by("pk").first().person


def form_of(group, **changed):
    values = {
        "name": group.name, "description": group.description, "audience": group.audience,
        "discovery": group.discovery, "reading": group.reading, "joining": group.joining,
        "first_posts_held": None if group.parent_id else group.first_posts_held, **changed,
    }  # fmt: skip
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize(
    ("who", "where", "status"),
    [("staff", "root", 302), ("host", "root", 403), ("member", "root", 403), ("host", "under", 302),
     ("staff", "under", 302), ("member", "under", 403), ("stranger", "under", 403)],
)  # fmt: skip
def test_only_staff_start_networks_and_only_hosts_groups_inside_theirs(client, who, where, status):
    parent, member = a_group(), a_person()
    joins(member, parent)
    by = {"staff": a_person(is_staff=True), "host": host_of(parent), "member": member, "stranger": a_person()}[who]
    client.force_login(by)
    address = reverse("groups:start") + (f"?under={parent.slug}" if where == "under" else "")
    answer = client.post(address, {"name": "New one", "allows_unnamed": "on", **CLOSED})
    assert answer.status_code == status
    assert client.get(address).status_code == (200 if status == 302 else 403)
    made = Group.objects.filter(name="New one").first()
    assert (made is not None) is (status == 302)
    if made:
        assert Membership.objects.get(group=made, person=by, is_in_force=True).role == "host"
        assert made.parent_id == (parent.pk if where == "under" else None)


def test_an_address_never_tells_what_its_group_is_about():
    staff = a_person(is_staff=True)
    group = actions.start_group(name="Bone metastases", description="", parent=None, by=staff, now=WHEN, **CLOSED)
    assert not {"bone", "metastases"} & set(group.slug.split("-"))
    before = group.slug
    actions.change_group(group=group, by=staff, now=WHEN, name="Liver metastases")
    group.refresh_from_db()
    assert group.slug == before


def test_groups_are_never_nested_beyond_what_a_path_can_hold():
    staff, group = a_person(is_staff=True), None
    for _ in range(DEEPEST):
        group = actions.start_group(name="Deeper", description="", parent=group, by=staff, now=WHEN, **CLOSED)
    with pytest.raises(NotAllowed):
        actions.start_group(name="Too deep", description="", parent=group, by=staff, now=WHEN, **CLOSED)
    short = actions.start_group(name="Short", description="", parent=None, by=staff, now=WHEN, **CLOSED)
    actions.start_group(name="Below", description="", parent=short, by=staff, now=WHEN, **CLOSED)
    with pytest.raises(NotAllowed):
        actions.change_group(group=short, by=staff, now=WHEN, parent=group.parent)


@pytest.mark.parametrize(
    ("who", "whom", "role", "is_given"),
    [
        ("host", "member", "moderator", True), ("host", "member", "host", True), ("host", "host", "member", True),
        ("host", "other host", "member", False), ("staff", "other host", "member", True),
        ("moderator", "member", "moderator", False), ("member", "member", "host", False),
        ("host above", "member", "moderator", False),
    ],
)  # fmt: skip
def test_only_hosts_and_staff_give_roles_and_trust_follows(who, whom, role, is_given):
    top = a_group()
    group = a_group(under=top)
    people = {
        "host": host_of(group), "host above": host_of(top), "staff": a_person(is_staff=True),
        "member": a_person(), "moderator": a_person(), "other host": a_person(),
    }  # fmt: skip
    for name, given in (("member", "member"), ("moderator", "moderator"), ("other host", "host")):
        joins(people[name], group, role=given)
    membership = Membership.objects.get(person=people[whom], group=group)
    before = membership.role
    if is_given:
        actions.give_role(membership=membership, role=role, by=people[who], now=WHEN)
    else:
        with pytest.raises(NotAllowed):
            actions.give_role(membership=membership, role=role, by=people[who], now=WHEN)
    membership.refresh_from_db()
    assert membership.role == (role if is_given else before)
    trusted = Membership.objects.filter(person=people[whom], role__in=("moderator", "host")).exists()
    assert Person.objects.get(pk=people[whom].pk).is_trusted is trusted


def test_trust_stays_while_somebody_moderates_anywhere():
    one, two, person = a_group(), a_group(), a_person()
    for group in (one, two):
        actions.give_role(membership=joins(person, group), role="moderator", by=host_of(group), now=WHEN)
    actions.leave_group(group=one, by=person, now=WHEN)
    assert Person.objects.get(pk=person.pk).is_trusted
    actions.leave_group(group=two, by=person, now=WHEN)
    assert not Person.objects.get(pk=person.pk).is_trusted


def test_a_forged_role_is_refused_beside_the_field(client):
    group, person = a_group(), a_person()
    membership = joins(person, group)
    client.force_login(host_of(group))
    for role in ("owner", "", "host\x00", "x" * 10_000):
        assert (
            client.post(reverse("groups:member", args=[group.slug, membership.pk]), {"role": role}).status_code == 200
        )
    membership.refresh_from_db()
    assert membership.role == "member"


def test_a_line_is_shown_in_its_own_group_only(client):
    here, there, person, other = a_group(), a_group(), a_person(), a_person()
    for group in (here, there):
        joins(person, group)
        joins(other, group)
    client.force_login(person)
    client.post(reverse("groups:line", args=[here.slug]), {"line": "  Bone,   since 2021 <b>"})
    client.force_login(other)
    assert "Bone, since 2021 &lt;b&gt;" in client.get(reverse("groups:members", args=[here.slug])).content.decode()
    assert "Bone" not in client.get(reverse("groups:members", args=[there.slug])).content.decode()
    client.force_login(person)
    client.post(reverse("groups:line", args=[here.slug]), {"line": ""})
    assert Membership.objects.get(person=person, group=here).line == ""


@pytest.mark.parametrize("odd", ["\x00", "x" * 121, "x" * 10_000])
def test_a_line_that_cannot_be_kept_is_refused_and_the_old_one_stays(client, odd):
    group, person = a_group(), a_person()
    membership = joins(person, group, line="As it was")
    client.force_login(person)
    assert client.post(reverse("groups:line", args=[group.slug]), {"line": odd}).status_code == 200
    membership.refresh_from_db()
    assert membership.line == "As it was"


def test_nobody_changes_somebody_elses_line():
    group, person = a_group(), a_person()
    membership = joins(person, group, line="Mine")
    with pytest.raises(NotAllowed):
        actions.change_line(membership=membership, line="Yours", by=host_of(group), now=WHEN)
    membership.refresh_from_db()
    assert membership.line == "Mine"


def test_a_change_of_sight_is_told_before_it_is_made(client):
    top = a_group("Top", reading="members", joining="open")
    inside, out, _nobody = a_person(), a_person(), a_person()
    joins(inside, top)
    joins(out, a_group("Scans", under=top, reading="members", host=host_of(top)))
    client.force_login(host_of(top))
    address = reverse("groups:settings", args=[top.slug])
    before = list(Group.objects.order_by("pk").values())
    page = client.post(address, form_of(top, reading="group"))
    people = Person.objects.count()
    assert page.status_code == 200
    assert (
        f"Everyone else with an account ({people - 2} people) will no longer be able to read Top and Scans."
        in page.content.decode()
    )
    assert list(Group.objects.order_by("pk").values()) == before
    client.post(address, {**form_of(top, reading="group"), "confirmed": "yes"})
    assert Group.objects.get(pk=top.pk).effective_reading == "group"
    assert not Group.objects.readable_by(out).exists()


def test_what_a_preview_says_is_what_then_happens():
    top, staff = a_group(joining="open"), a_person(is_staff=True)
    group = a_group(joining="open")
    both, one = a_person(), a_person()
    joins(both, top)
    for person in (both, one):
        joins(person, group)
    told = actions.preview_change(group=group, by=staff, now=WHEN, parent=top)
    readers = {person.pk for person in (both, one) if Group.objects.readable_by(person).filter(pk=group.pk).exists()}
    assert readers == {both.pk, one.pk}
    actions.change_group(group=group, by=staff, now=WHEN, parent=top)
    assert told[0].before.readers - told[0].after.readers == {one.pk, host_of(group).pk}
    assert not Group.objects.readable_by(one).filter(pk=group.pk).exists()
    assert Group.objects.readable_by(both).filter(pk=group.pk).exists()


def test_a_preview_never_names_a_hidden_group_nor_counts_one_that_the_host_is_outside_of(client):
    host = a_person()
    top = a_group("Top", reading="members", host=host)
    a_group("Secret corner", under=top, discovery="hidden")
    closed = a_group("Closed inside", under=top)
    for _ in range(3):
        joins(a_person(), closed)
    client.force_login(host)
    page = client.post(reverse("groups:settings", args=[top.slug]), form_of(top, reading="group")).content.decode()
    assert "Some people will no longer be able to read Closed inside." in page
    assert "Secret corner" not in page


@pytest.mark.parametrize(
    "wrong",
    [{"discovery": "hidden", "reading": "members"}, {"name": ""}, {"name": "x" * 81}, {"name": "a\x00"},
     {"description": "x" * 10_000}, {"reading": "everybody"}, {"joining": None}, {"question_0": "x" * 201}],
)  # fmt: skip
def test_settings_that_cannot_be_are_refused_and_nothing_changes(client, wrong):
    group = a_group(reading="members", description="Before")
    client.force_login(host_of(group))
    before = list(Group.objects.order_by("pk").values())
    answer = client.post(
        reverse("groups:settings", args=[group.slug]),
        form_of(group, confirmed="yes", **{"description": "Typed words", **wrong}),
    )
    assert answer.status_code == 200
    assert "Please look at this again" in answer.content.decode()
    if "description" not in wrong:
        assert "Typed words" in answer.content.decode()
    assert list(Group.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("name", ["👭🏽 Sisters", "\u202eمجموعة\u202c", "<script>zq</script>"])
def test_a_name_in_any_writing_is_kept_as_written(client, name):
    group = a_group()
    client.force_login(host_of(group))
    client.post(reverse("groups:settings", args=[group.slug]), form_of(group, name=name))
    assert Group.objects.get(pk=group.pk).name == name
    assert b"<script>zq" not in client.get("/groups/").content


@pytest.mark.parametrize(
    ("who", "is_moved"),
    [("host of both", True), ("host of the group", False), ("host of the other", False), ("staff", True)],
)
def test_a_group_is_moved_only_between_groups_that_one_hosts(client, who, is_moved):
    host = a_person()
    group, target, mine = a_group(host=host), a_group(), a_group(host=host)
    by = {
        "host of both": host,
        "host of the group": host,
        "host of the other": host_of(target),
        "staff": a_person(is_staff=True),
    }[who]
    parent = mine if who == "host of both" else target
    client.force_login(by)
    client.post(reverse("groups:move", args=[group.slug]), {"parent": parent.pk, "confirmed": "yes"})
    assert Group.objects.get(pk=group.pk).parent_id == (parent.pk if is_moved else None)
    if not is_moved:
        with pytest.raises(NotAllowed):
            actions.change_group(group=group, by=by, now=WHEN, parent=parent)


def test_a_group_never_ends_up_inside_itself():
    top, staff = a_group(), a_person(is_staff=True)
    inside = a_group(under=a_group(under=top))
    for target in (top, inside):
        with pytest.raises(NotAllowed):
            actions.change_group(group=top, by=staff, now=WHEN, parent=target)
    top.refresh_from_db()
    assert top.parent_id is None


@pytest.mark.parametrize("name", ["settings", "requests", "inviting", "move"])
def test_the_hosts_pages_are_for_hosts(client, name):
    group, member, moderator = a_group(), a_person(), a_person()
    joins(member, group)
    joins(moderator, group, role="moderator")
    address = reverse(f"groups:{name}", args=[group.slug])
    for person, status in (
        (host_of(group), 200),
        (a_person(is_staff=True), 200),
        (member, 403),
        (moderator, 403),
        (a_person(), 403),
    ):
        client.force_login(person)
        assert client.get(address).status_code == status
    client.logout()
    assert client.get(address).status_code == 302


def test_members_are_listed_for_members_only(client):
    group, member = a_group(), a_person("Meadowsweet")
    joins(member, group)
    address = reverse("groups:members", args=[group.slug])
    for person in (a_person(), a_person(is_staff=True)):
        client.force_login(person)
        answer = client.get(address)
        assert answer.status_code == 403
        assert b"Meadowsweet" not in answer.content
    client.force_login(member)
    assert b"Meadowsweet" in client.get(address).content


def test_a_host_says_what_moderators_read_before_others_do(client):
    network = a_group()
    inside = a_group(under=network)
    client.force_login(host_of(network))
    assert "first_posts_held" in client.get(f"/groups/{network.slug}/settings/").content.decode()
    answer = client.post(f"/groups/{network.slug}/settings/", form_of(network, first_posts_held=5, holds_first="on"))
    assert answer.status_code == 302
    network.refresh_from_db()
    assert (network.first_posts_held, network.holds_first) == (5, True)
    client.force_login(host_of(inside))
    assert "first_posts_held" not in client.get(f"/groups/{inside.slug}/settings/").content.decode()
    client.post(f"/groups/{inside.slug}/settings/", form_of(inside, first_posts_held=7, holds_first="on"))
    inside.refresh_from_db()
    assert (inside.first_posts_held, inside.holds_first) == (0, True)  # only a network's own number counts


@pytest.mark.parametrize("number", ["21", "-1", "many", ""])
def test_no_other_number_of_first_posts_is_kept(client, number):
    network = a_group()
    client.force_login(host_of(network))
    answer = client.post(f"/groups/{network.slug}/settings/", form_of(network, first_posts_held=number))
    assert answer.status_code == 200
    assert "lease give a" in answer.content.decode()
    network.refresh_from_db()
    assert network.first_posts_held == 0
