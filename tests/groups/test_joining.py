"""Coming in: doors, questions, requests, and everything that a closed door must not do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Boundary
from forum.groups import actions
from forum.groups.errors import AlreadyAnswered
from forum.groups.models import Group, JoinRequest, Membership
from forum.groups.pages import requests_page
from forum.kernel.verdicts import NotAllowed
from tests.factories import WHEN, a_group, a_person, joins

pytestmark = pytest.mark.django_db
LATER = WHEN + timedelta(days=1)


def everything():
    """All rows that joining could write, as they are."""
    return (
        list(Membership.objects.order_by("pk").values()),
        list(JoinRequest.objects.order_by("pk").values()),
        list(Group.objects.order_by("pk").values()),
    )


def host_of(group):
    return Membership.objects.get(group=group, role="host").person


@pytest.mark.parametrize(
    ("joining", "situation", "audience", "outcome"),
    [
        ("open", "secondary", "everyone", "in"),
        ("open", "secondary", "secondary", "in"),
        ("open", "friend_or_family", "secondary", "refused"),
        ("open", "bereaved", "secondary", "refused"),
        ("open", "other_cancer", "secondary", "refused"),
        ("open", "works_in_care", "friends", "refused"),
        ("open", "bereaved", "friends", "in"),
        ("open", "friend_or_family", "friends", "in"),
        ("open", "works_in_care", "everyone", "in"),
        ("request", "secondary", "secondary", "asked"),
        ("request", "friend_or_family", "secondary", "refused"),
        ("invitation", "secondary", "everyone", "refused"),
    ],
)
def test_a_door_opens_only_as_its_group_is_set(client, joining, situation, audience, outcome):
    group, person = a_group(joining=joining, audience=audience), a_person(situation=situation)
    client.force_login(person)
    before = everything()
    answer = client.post(reverse("groups:join", args=[group.slug]))
    mine = Membership.objects.filter(person=person, group=group)
    if outcome == "refused":
        assert answer.status_code == 403
        assert everything() == before
    else:
        assert answer.status_code == 302
        assert mine.exists() is (outcome == "in")
        assert JoinRequest.objects.filter(person=person, group=group, state="waiting").exists() is (outcome == "asked")


def test_the_refusal_of_another_situation_points_to_changing_it(client):
    group = a_group(joining="open", audience="secondary", name="Bone")
    client.force_login(a_person(situation="friend_or_family"))
    page = client.get(reverse("groups:join", args=[group.slug])).content.decode()
    assert "Bone is for people living with secondary cancer" in page
    assert 'href="/me/situation/"' in page


def test_joining_goes_along_the_path_and_counts_each_group_once():
    top = a_group(joining="open")
    open_between = a_group(under=top, reading="members", joining="open")
    leaf = a_group(under=open_between, joining="open")
    person = a_person()
    actions.join_group(group=leaf, by=person, now=WHEN)
    assert set(Membership.objects.filter(person=person).values_list("group", flat=True)) == {top.pk, leaf.pk}
    assert list(Group.objects.order_by("pk").values_list("member_count", flat=True)) == [2 + 2, 1, 2]


@pytest.mark.parametrize("door", ["request", "invitation"])
def test_nobody_gets_round_the_door_of_a_group_above(client, door):
    above = a_group(joining=door, name="Above")
    below = a_group(under=above, joining="open")
    client.force_login(a_person())
    before = everything()
    page = client.get(reverse("groups:join", args=[below.slug])).content.decode()
    assert "Above comes first" in page
    assert reverse("groups:join", args=[above.slug]) in page
    assert client.post(reverse("groups:join", args=[below.slug])).status_code == 403
    assert everything() == before


def test_nobody_gets_round_the_audience_of_a_group_above():
    above = a_group(joining="open", audience="secondary")
    below = a_group(under=above, joining="open", audience="everyone")
    with pytest.raises(NotAllowed):
        actions.join_group(group=below, by=a_person(situation="bereaved"), now=WHEN)
    assert not Membership.objects.filter(person__situation="bereaved").exists()


def test_a_hidden_group_is_not_joined_nor_named_by_whoever_guesses_its_address(client):
    hidden = a_group(discovery="hidden", joining="open", name="Quiet corner")
    inside = a_group(under=hidden, joining="open", name="Inside it")
    person = a_person()
    client.force_login(person)
    for group in (hidden, inside):
        for name in ("join", "leave", "members", "requests", "settings", "line", "inviting", "move", "step_in"):
            address, absent = reverse(f"groups:{name}", args=[group.slug]), reverse(f"groups:{name}", args=["absent-1"])
            for ask in (client.get, client.post):
                assert ask(address).status_code == ask(absent).status_code in (404, 405)
        with pytest.raises(NotAllowed):
            actions.join_group(group=group, by=person, now=WHEN)
    assert not Membership.objects.filter(person=person).exists()


def test_joining_twice_makes_one_membership():
    group, person = a_group(joining="open"), a_person()
    first = actions.join_group(group=group, by=person, now=WHEN)
    second = actions.join_group(group=group, by=person, now=LATER)
    assert first.pk == second.pk
    group.refresh_from_db()
    assert group.member_count == 2


def test_asking_twice_makes_one_request_and_keeps_the_first_answers():
    group, person = a_group(questions=["What brings you?"]), a_person()
    first = actions.join_group(group=group, by=person, now=WHEN, answers=["Me."])
    second = actions.join_group(group=group, by=person, now=LATER, answers=["Other."])
    assert first.pk == second.pk
    second.refresh_from_db()
    assert second.answers == [["What brings you?", "Me."]]


@pytest.mark.parametrize("is_let_in", [True, False])
def test_the_answers_are_gone_once_a_host_has_decided(is_let_in):
    group, person = a_group(questions=["Why?", "How?"]), a_person()
    asked = actions.join_group(group=group, by=person, now=WHEN, answers=["Bone mets.", "  "])
    assert asked.answers == [["Why?", "Bone mets."]]
    actions.decide_join_request(request=asked, is_let_in=is_let_in, by=host_of(group), now=LATER)
    asked.refresh_from_db()
    assert (asked.answers, asked.state) == ([], "accepted" if is_let_in else "declined")
    assert Membership.objects.filter(person=person, group=group).exists() is is_let_in


@pytest.mark.parametrize(
    ("who", "status", "is_in"),
    [("host", 302, True), ("staff", 404, False), ("moderator", 404, False), ("member", 404, False),
     ("host of the parent", 404, False), ("themselves", 403, False), ("stranger", 404, False)],
)  # fmt: skip
def test_only_a_host_of_this_group_lets_somebody_in(client, who, status, is_in):
    parent = a_group()
    group = a_group(under=parent)
    person, moderator, member = a_person(), a_person(), a_person()
    joins(person, parent)
    joins(moderator, group, role="moderator")
    joins(member, group)
    asked = actions.join_group(group=group, by=person, now=WHEN)
    by = {
        "host": host_of(group), "staff": a_person(is_staff=True), "moderator": moderator, "member": member,
        "host of the parent": host_of(parent), "themselves": person, "stranger": a_person(),
    }[who]  # fmt: skip
    client.force_login(by)
    before = everything()
    answer = client.post(reverse("groups:decide", args=[group.slug, asked.pk]), {"decision": "accept"})
    assert answer.status_code == status
    assert Membership.objects.filter(person=person, group=group).exists() is is_in
    if not is_in:
        assert everything() == before


def test_a_request_of_another_group_is_not_decided_through_ones_own(client):
    mine, other = a_group(), a_group()
    asked = actions.join_group(group=other, by=a_person(), now=WHEN)
    client.force_login(host_of(mine))
    for slug in (mine.slug, other.slug):
        assert client.post(reverse("groups:decide", args=[slug, asked.pk]), {"decision": "accept"}).status_code == 404
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_a_second_host_is_told_kindly_and_changes_nothing(client):
    group, person, second = a_group(), a_person(), a_person()
    joins(second, group, role="host")
    asked = actions.join_group(group=group, by=person, now=WHEN)
    actions.decide_join_request(request=asked, is_let_in=True, by=host_of_first(group), now=LATER)
    before = everything()
    with pytest.raises(AlreadyAnswered):
        actions.decide_join_request(request=asked, is_let_in=False, by=second, now=LATER)
    client.force_login(second)
    answer = client.post(reverse("groups:decide", args=[group.slug, asked.pk]), {"decision": "decline"}, follow=True)
    assert answer.status_code == 200
    assert "answered already" in answer.content.decode()
    assert everything() == before


def host_of_first(group):
    return Membership.objects.filter(group=group, role="host").order_by("pk").first().person


def not_let_in(group, person, now=LATER):
    asked = actions.join_group(group=group, by=person, now=WHEN)
    return actions.decide_join_request(request=asked, is_let_in=False, by=host_of_first(group), now=now)


def test_a_slip_of_a_tired_thumb_can_be_taken_back(client):
    group, person = a_group(), a_person("Meadowsweet")
    asked = actions.join_group(group=group, by=person, now=timezone.now())
    address = reverse("groups:decide", args=[group.slug, asked.pk])
    client.force_login(host_of(group))
    page = client.post(address, {"decision": "decline"}, follow=True).content.decode()
    assert "you can let them in after all" in page
    assert page.count("Meadowsweet") == 3  # said, listed, and in the name of the button
    page = client.post(address, {"decision": "after-all"}, follow=True).content.decode()
    assert "Meadowsweet is in the group now." in page
    assert "Let in after all" not in page
    assert Membership.objects.get(person=person, group=group).is_in_force
    asked.refresh_from_db()
    assert asked.state == "accepted"


@pytest.mark.parametrize(
    ("who", "status"),
    [("host", 302), ("staff", 404), ("moderator", 404), ("member", 404), ("themselves", 403), ("stranger", 404)],
)
def test_only_hosts_let_somebody_in_after_all(client, who, status):
    group, person, moderator, member = a_group(), a_person(), a_person(), a_person()
    joins(moderator, group, role="moderator")
    joins(member, group)
    asked = not_let_in(group, person, now=timezone.now())
    by = {"host": host_of(group), "staff": a_person(is_staff=True), "moderator": moderator, "member": member,
          "themselves": person, "stranger": a_person()}[who]  # fmt: skip
    client.force_login(by)
    before = everything()
    answer = client.post(reverse("groups:decide", args=[group.slug, asked.pk]), {"decision": "after-all"})
    assert answer.status_code == status
    assert Membership.objects.filter(person=person, group=group).exists() is (who == "host")
    if who != "host":
        assert everything() == before


@pytest.mark.parametrize("why", ["a week is over", "they asked again", "they are in", "they took it back", "it waits"])
def test_what_cannot_be_taken_back_is_not_offered_and_changes_nothing(client, why):
    group, person = a_group(), a_person("Meadowsweet")
    host = host_of(group)
    asked = not_let_in(group, person)
    now = LATER + timedelta(days=7 if why == "a week is over" else 6)
    if why == "they asked again":
        JoinRequest.objects.create(person=person, group=group, asked_at=LATER)
    if why == "they are in":
        joins(person, group)
    if why in ("they took it back", "it waits"):
        JoinRequest.objects.update(state="withdrawn" if why == "they took it back" else "waiting")
    assert not requests_page(group, host, after=0, now=now).declined
    before = everything()
    with pytest.raises(AlreadyAnswered):
        actions.let_in_after_all(request=asked, by=host, now=now)
    assert everything() == before


def test_nobody_is_let_in_after_all_below_a_closed_group_that_they_are_not_in():
    above = a_group(joining="open")
    below, person = a_group(under=above), a_person()
    asked = not_let_in(below, person)
    actions.change_group(group=above, by=host_of(above), now=LATER, joining="invitation")
    before = everything()
    with pytest.raises(NotAllowed):
        actions.let_in_after_all(request=asked, by=host_of(below), now=LATER)
    assert everything() == before


def test_nobody_is_let_in_below_a_closed_group_that_shut_meanwhile():
    above = a_group(joining="open")
    below = a_group(under=above)
    person = a_person()
    asked = actions.join_group(group=below, by=person, now=WHEN)
    actions.change_group(group=above, by=host_of(above), now=LATER, joining="invitation")
    before = everything()
    with pytest.raises(NotAllowed):
        actions.decide_join_request(request=asked, is_let_in=True, by=host_of(below), now=LATER)
    assert everything() == before


def test_who_was_not_let_in_can_ask_again_after_thirty_days_and_not_before():
    group, person = a_group(), a_person()
    asked = actions.join_group(group=group, by=person, now=WHEN)
    actions.decide_join_request(request=asked, is_let_in=False, by=host_of(group), now=WHEN)
    with pytest.raises(NotAllowed, match="says nothing about you"):
        actions.join_group(group=group, by=person, now=WHEN + timedelta(days=30, seconds=-1))
    again = actions.join_group(group=group, by=person, now=WHEN + timedelta(days=30))
    assert again.state == "waiting"


def test_a_request_is_taken_back_by_its_person_only(client):
    group, person = a_group(questions=["Why?"]), a_person()
    asked = actions.join_group(group=group, by=person, now=WHEN, answers=["Because."])
    address = reverse("groups:withdraw", args=[group.slug, asked.pk])
    for other in (a_person(), host_of(group)):
        client.force_login(other)
        assert client.post(address).status_code == 404
    client.force_login(person)
    assert client.post(address).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.answers) == ("withdrawn", [])
    assert client.post(address, follow=True).status_code == 200


def test_a_host_from_whom_somebody_is_kept_apart_never_sees_them_ask(client):
    group, shy, other_host = a_group(), a_person("Shy Sorrel"), a_person()
    host = host_of(group)
    joins(other_host, group, role="host")
    Boundary.objects.create(setter=shy, other=host, kind="apart", set_at=WHEN)
    asked = actions.join_group(group=group, by=shy, now=WHEN)
    page = reverse("groups:requests", args=[group.slug])
    client.force_login(host)
    assert "Shy Sorrel" not in client.get(page).content.decode()
    assert client.post(reverse("groups:decide", args=[group.slug, asked.pk])).status_code == 404
    client.force_login(other_host)
    assert "Shy Sorrel" in client.get(page).content.decode()


ODD = ["\x00", "a\x00b", "x" * 10_000, "👩🏽‍🦽" * 40, "\u202eمرحبا\u202c", "<script>zq</script>", "", " "]


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_answer_is_kept_or_refused_beside_its_field_and_never_breaks(client, odd):
    group, person = a_group(questions=["Why?"]), a_person()
    client.force_login(person)
    answer = client.post(reverse("groups:join", args=[group.slug]), {"answer_0": odd})
    is_refused = "\x00" in odd or len(odd) > 1000
    assert answer.status_code == (200 if is_refused else 302)
    assert JoinRequest.objects.filter(person=person).exists() is not is_refused
    assert b"<script>zq" not in client.get(reverse("groups:join", args=[group.slug])).content


@pytest.mark.parametrize("number", ["0", "987654321", "999999999999999999", "9" * 30, "-1", "x"])
def test_an_impossible_number_in_an_address_is_not_found(client, number):
    group = a_group()
    client.force_login(host_of(group))
    for middle in ("requests/{}/", "requests/{}/withdraw/", "members/{}/", "invitations/{}/take-back/"):
        assert client.post(f"/groups/{group.slug}/{middle.format(number)}").status_code == 404
    for name in ("members", "requests"):
        assert client.get(f"/groups/{group.slug}/{name}/", {"after": number}).status_code == 200
    assert client.get("/groups/", {"after": number}).status_code == 200
    assert client.post(f"/me/invitations/{number}/accept/").status_code == 404
