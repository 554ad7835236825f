"""Pages stay as quick, and as silent, with many groups and members as with few."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from forum.groups import actions
from forum.groups.actions.sight import renew_sight
from forum.groups.models import Group, Membership
from forum.groups.pages import group_place, readers_sentence
from tests.factories import WHEN, a_group, a_person, joins

pytestmark = pytest.mark.django_db


def host_of(group):
    return Membership.objects.get(group=group, role="host").person


def many_groups(count, host):
    """A network with `count` groups in it, three deep, written at once."""
    top = a_group("Network", reading="members", joining="open", host=host)
    for level in (0, 1):
        above = [top] if level == 0 else list(Group.objects.filter(parent=top))
        rows = [
            Group(
                name=f"Group {level}.{place}", slug=f"slug-{level}-{place}", parent=above[place % len(above)],
                reading="group", created_at=WHEN, description="A sentence about what it is for, as hosts write it.",
            )
            for place in range(count // 2)
        ]  # fmt: skip
        Group.objects.bulk_create(rows)
    renew_sight(top)
    return top


@pytest.mark.parametrize("who", ["anonymous", "member", "staff"])
def test_the_list_of_500_groups_asks_no_more_than_that_of_ten(client, queries, who):
    host = a_person()
    top = many_groups(10, host)
    person = a_person(is_staff=who == "staff")
    joins(person, Group.objects.get(slug="slug-1-0"))
    if who != "anonymous":
        client.force_login(person)
    client.get("/groups/")
    with queries() as few:
        assert client.get("/groups/").status_code == 200
    Group.objects.bulk_create(
        Group(name=f"More {place}", slug=f"more-{place}", parent=top, reading="group", created_at=WHEN)
        for place in range(490)
    )
    renew_sight(top)
    with queries() as many:
        answer = client.get("/groups/")
    assert many.count == few.count <= 6
    assert not many.writes
    assert len(answer.content) <= 30_000


def test_every_group_is_on_exactly_one_page_of_the_tree(client):
    many_groups(200, a_person())
    client.force_login(a_person())
    seen, address = [], "/groups/"
    for _ in range(20):
        page = client.get(address)
        rows = page.context["page"].rows
        seen += [row.group.pk for row in rows]
        after = page.context["page"].after
        if not after:
            break
        address = f"/groups/?after={after}"
    assert set(seen) == set(Group.objects.values_list("pk", flat=True))
    repeated = [pk for pk in set(seen) if seen.count(pk) > 1]
    assert all(Group.objects.filter(parent=pk).exists() for pk in repeated), "only groups above are said again"


def test_nested_lists_are_closed_as_they_were_opened(client):
    many_groups(150, a_person())
    client.force_login(a_person())
    text = client.get("/groups/").content.decode()
    tree = text[text.index('<ul class="tree') : text.index("</main>")]
    assert tree.count("<ul") == tree.count("</ul>")
    assert tree.count("<li") == tree.count("</li>")


def test_the_list_never_counts_members_of_a_closed_group_for_outsiders(client):  # forums.md 3
    closed, open_group = a_group("Closed"), a_group("Open", reading="members")
    for group in (closed, open_group):
        for _ in range(4):
            joins(a_person(), group)
    member = a_person()
    joins(member, closed)
    client.force_login(a_person())
    page = client.get("/groups/").content.decode()
    assert page.count("5 people") == 1
    assert "6 people" not in page
    client.force_login(member)
    assert "6 people" in client.get("/groups/").content.decode()


def test_the_order_and_the_number_of_groups_never_tell_of_a_hidden_one(client):  # forums.md 5 and 6
    visible = a_group("Aa")
    client.force_login(a_person())
    before = client.get("/groups/").context["page"]
    hidden = a_group("Ab", discovery="hidden")
    a_group("Zqbelow", under=hidden, reading="public")
    after = client.get("/groups/").context["page"]
    assert [row.group.pk for row in after.rows] == [row.group.pk for row in before.rows] == [visible.pk]
    assert b"Zqbelow" not in client.get("/groups/").content
    client.logout()
    assert b"Zqbelow" not in client.get("/groups/").content


@pytest.mark.parametrize("name", ["members", "requests", "inviting"])
def test_a_long_list_asks_no_more_than_a_short_one(client, queries, name):
    group = a_group(questions=["Why?"])
    host = host_of(group)

    def more(count):
        for _ in range(count):
            joins(a_person(), group)
            actions.join_group(group=group, by=a_person(), now=WHEN, answers=["Because."])
            actions.invite(group=group, email=f"{a_person().pk}@people.example", by=host, now=WHEN)

    client.force_login(host)
    more(2)
    address = reverse(f"groups:{name}", args=[group.slug])
    client.get(address)
    with queries() as few:
        client.get(address)
    more(48)
    with queries() as many:
        answer = client.get(address)
    assert few.count == many.count <= 8
    assert not many.writes
    assert len(answer.content) <= 45_000


def test_members_are_paged_without_losing_or_repeating_anyone(client):
    group, reader = a_group(), a_person()
    joins(reader, group)
    for _ in range(109):
        joins(a_person(), group)
    client.force_login(reader)
    address, seen = reverse("groups:members", args=[group.slug]), []
    after = 0
    while after is not None:
        page = client.get(address, {"after": after}).context["page"]
        seen += [row.pk for row in (*page.leading, *page.members)]
        after = page.after
    assert sorted(seen) == sorted(Membership.objects.filter(group=group).values_list("pk", flat=True))


@pytest.mark.parametrize(("who", "most"), [("member", 2), ("stranger", 3), ("anonymous", 1), ("staff", 3)])
def test_a_groups_surroundings_ask_the_same_three_deep_as_at_the_root(queries, who, most):
    root = a_group(reading="public", joining="open")
    group = a_group(under=a_group(under=root, reading="public", joining="open"), reading="public")
    person = {"anonymous": AnonymousUser(), "staff": a_person(is_staff=True)}.get(who) or a_person()
    if who == "member":
        joins(person, group)
        joins(person, root)
    for _ in range(6):
        a_group(under=group, reading="public")
        joins(a_person(), group, role="host")
    for each in (Group.objects.get(pk=root.pk), Group.objects.get(pk=group.pk)):
        with queries() as asked:
            place = group_place(each, person, now=WHEN)
            str(place.readers), list(place.hosts), [str(above) for above in place.above]
        assert asked.count <= most


def test_hosts_are_told_to_members_only_and_counts_to_readers_only():
    top = a_group("Top", joining="open")
    group = a_group("Inside", under=top, reading="members")
    member, outsider = a_person(), a_person()
    joins(member, group)
    inside, outside = (group_place(group, person, now=WHEN) for person in (member, outsider))
    assert [host.pk for host in inside.hosts] == [host_of(group).pk]
    assert inside.readers == "Only Top, 3 people, can read this."
    assert outside.hosts == []
    assert outside.readers == "Only members can read what is written here."
    assert not outside.may_read


@pytest.mark.parametrize(
    ("reading", "sentence"),
    [("public", "Anyone can read this, signed in or not."), ("members", "Everyone with an account can read this."),
     ("group", "Only Brambles, 1 person, can read this.")],
)  # fmt: skip
def test_the_sentence_says_who_reads(reading, sentence):
    group = a_group("Brambles", reading=reading)
    group.refresh_from_db()
    assert readers_sentence(group) == sentence


def test_a_strangers_look_at_the_list_writes_nothing_and_starts_no_session(client, queries):
    a_group(reading="public")
    with queries() as asked:
        answer = client.get("/groups/")
    assert asked.count <= 4
    assert not asked.writes
    assert "sessionid" not in answer.cookies
