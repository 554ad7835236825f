"""Hold-first before pause before ban; what a ban takes, what it leaves, and what taking it back restores. README, M-7."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from accounts.actions import leave_forum
from accounts.events import WordsChoice
from forum.groups.actions import (
    accept_invitation,
    change_line,
    decide_join_request,
    give_role,
    invite,
    join_group,
)
from forum.groups.actions.checking import sight_that_drifted
from forum.groups.models import Group, Invitation, Membership
from forum.kernel.verdicts import NotAllowed
from forum.people.actions import tell_about_oneself
from forum.threads.actions import react, reply
from moderation.actions import erase_words, undo_decision
from moderation.models import Case, Revision, Sanction, Statement
from tests.factories import a_group, a_person, a_reply, a_thread, joins
from tests.moderation.rooms import has_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def leads(room):
    """Two leads of the whole forum, in none of its groups."""
    return [has_role(a_person(), "lead", room.now) for _ in range(2)]


def says(room, now, thread=None):
    return reply(
        thread=thread or room.thread, body="Still here.", is_unnamed=False, form_key=uuid4(), by=room.ann, now=now
    )


# The order of steps.


def test_each_step_needs_the_gentler_one_before_it(room, leads):
    for kind, days in (("pause", 3), ("ban", None)):
        with pytest.raises(NotAllowed, match="gentler step"):
            room.sentenced(kind, days=days, guideline="kindness", by=leads[0])
    assert not Sanction.objects.exists()
    room.sentenced("hold_first", days=7, guideline="kindness", by=leads[0])
    with pytest.raises(NotAllowed, match="gentler step"):
        room.sentenced("ban", guideline="kindness", by=leads[0])
    room.sentenced("pause", days=3, guideline="kindness", by=leads[0])
    room.sentenced("ban", guideline="kindness", by=leads[0])


def test_a_step_that_was_taken_back_or_is_long_ago_does_not_count(room):
    held = room.sentenced("hold_first", days=7, guideline="kindness")
    undo_decision(decision=held.decision, words="", by=room.lee, now=room.now)
    with pytest.raises(NotAllowed, match="gentler step"):
        room.sentenced("pause", days=3, guideline="kindness")
    room.sentenced("hold_first", days=7, guideline="kindness", now=room.now - timedelta(days=366))
    with pytest.raises(NotAllowed, match="gentler step"):
        room.sentenced("pause", days=3, guideline="kindness")
    room.sentenced("hold_first", days=7, guideline="kindness", now=room.now - timedelta(days=364))
    room.sentenced("pause", days=3, guideline="kindness")


def test_a_concern_is_never_a_step(room):
    room.reported(by=room.lee, reason="worried")
    with pytest.raises(NotAllowed, match="gentler step"):
        room.sentenced("pause", days=3, guideline="kindness")
    assert not Sanction.objects.exists()


def test_a_groups_moderators_decide_for_two_weeks_at_most_and_never_on_a_ban(room):
    for attempt in (
        lambda: room.sentenced("pause", days=15),
        lambda: room.sentenced("pause", days=3, everywhere=True),
        lambda: room.sentenced("ban"),
        lambda: room.sentenced("pause", days=0),
        lambda: room.sentenced("hold_first"),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert not Sanction.objects.exists()
    assert not Case.objects.exists()
    room.sentenced("pause", days=14)


# By the clock.


def test_what_is_held_first_is_held_until_the_moment_it_ends_and_not_longer(room):
    room.sentenced("hold_first", days=7)
    assert says(room, room.later(days=7) - timedelta(seconds=1)).state == "held"
    assert says(room, room.later(days=7)).state == "published"


def test_two_pauses_end_with_the_later_one_and_a_ban_with_an_end_ends(room, leads):
    room.paused(days=3)
    room.paused(days=1)
    with pytest.raises(NotAllowed, match="26 November"):
        says(room, room.later(days=1))
    says(room, room.later(days=3))
    room.sentenced("ban", days=10, by=leads[0])
    with pytest.raises(NotAllowed):
        join_group(group=room.group, by=room.ann, now=room.later(days=10) - timedelta(seconds=1))
    join_group(group=room.group, by=room.ann, now=room.later(days=10))


def test_a_pause_in_a_group_holds_in_the_groups_inside_it_and_nowhere_else(room):
    inside, beside = a_group(under=room.group), a_group()
    for group in (inside, beside):
        joins(room.ann, group)
    room.paused(days=3)
    room.ann.refresh_from_db()
    with pytest.raises(NotAllowed):
        says(room, room.now, a_thread(of=inside, by=Membership.objects.get(group=inside, role="host").person))
    says(room, room.now, a_thread(of=beside, by=room.ann))


# What one may still do while asked to pause.


def test_words_about_oneself_are_not_changed_during_a_pause_but_can_be_taken_away(room, leads):
    change_line(membership=room.membership, line="bone, since spring", by=room.ann, now=room.now)
    tell_about_oneself(kind="about", words="I knit.", audience="members", by=room.ann, now=room.now)
    room.sentenced("pause", days=3, everywhere=True, by=leads[0])
    with pytest.raises(NotAllowed, match="pause"):
        change_line(membership=room.membership, line="something else", by=room.ann, now=room.now)
    with pytest.raises(NotAllowed, match="pause"):
        tell_about_oneself(kind="about", words="I sell.", audience="members", by=room.ann, now=room.now)
    hidden = tell_about_oneself(kind="about", words="I knit.", audience="me", by=room.ann, now=room.now)
    assert (hidden.audience, hidden.html != "") == ("me", True)
    assert tell_about_oneself(kind="about", words="", audience="me", by=room.ann, now=room.now).html == ""
    change_line(membership=room.membership, line="", by=room.ann, now=room.now)
    assert room.line() == ""


def test_a_pause_in_one_group_leaves_the_line_in_another_alone(room):
    other = joins(room.ann, a_group())
    room.paused(days=3)
    change_line(membership=other, line="here I may", by=room.ann, now=room.now)
    with pytest.raises(NotAllowed):
        change_line(membership=room.membership, line="here not", by=room.ann, now=room.now)


def test_nobody_reacts_during_a_pause(room):
    theirs = a_reply(to=room.thread, by=room.host)
    room.paused(days=3)
    with pytest.raises(NotAllowed):
        react(post=theirs, kind="thank_you", by=room.ann, now=room.now)


# A ban.


def test_a_ban_from_the_forum_leaves_the_ways_to_read_why_to_ask_again_and_to_go(room, leads, clock):
    members_only = a_group("Brambles", reading="members")
    open_thread = a_thread(of=members_only, by=Membership.objects.get(group=members_only).person)
    statement = room.sentenced("ban", everywhere=True, by=leads[0])
    client = Client()
    assert (
        client.post("/accounts/login/", {"login": room.ann.email, "password": "quiet-kettle-lamp"}).status_code == 302
    )
    for address, status in (
        (f"/threads/{room.thread.pk}/", 404),
        (f"/groups/{room.group.slug}/members/", 403),
        (f"/threads/{open_thread.pk}/", 200),  # whoever has an account reads it, and an account is free
        ("/", 200),
        ("/me/statements/", 200),
        (f"/statements/{statement.pk}/", 200),
        (f"/statements/{statement.pk}/appeal/", 200),
        ("/me/export/", 200),
        ("/me/leave/", 200),
        ("/help/now/", 200),
    ):
        assert client.get(address).status_code == status, address
    home = client.get("/").content.decode()
    assert "You cannot take part in the forum." in home
    assert f'href="/statements/{statement.pk}/"' in home
    assert "/join/" not in home, "nobody is led to a door that stays shut"


def test_a_ban_shuts_every_door_into_the_group(room, leads):
    inside = a_group(under=room.group, joining="open")
    Group.objects.filter(pk=room.group.pk).update(joining="open")
    room.group.refresh_from_db()
    invite(
        group=inside, email=room.ann.email, by=Membership.objects.get(group=inside, role="host").person, now=room.now
    )
    waiting_group = a_group(under=room.group)
    asked = join_group(group=waiting_group, by=room.ann, now=room.now)
    room.sentenced("ban", by=leads[0])
    host = Membership.objects.get(group=waiting_group, role="host").person
    for door in (
        lambda: join_group(group=room.group, by=room.ann, now=room.now),
        lambda: join_group(group=inside, by=room.ann, now=room.now),
        lambda: accept_invitation(invitation=Invitation.objects.get(), by=room.ann, now=room.now),
        lambda: decide_join_request(request=asked, is_let_in=True, by=host, now=room.now),
    ):
        with pytest.raises(NotAllowed):
            door()
    assert not Membership.objects.filter(person=room.ann).exists()


def test_a_page_that_refuses_the_door_says_where_it_is_explained(room, leads, client):
    Group.objects.filter(pk=room.group.pk).update(joining="open")
    statement = room.sentenced("ban", by=leads[0])
    client.force_login(room.ann)
    page = client.get(f"/groups/{room.group.slug}/join/").content.decode()
    assert "What the moderators wrote to you says why" in page
    assert f"/statements/{statement.pk}/" in page


# Fault: reversing a ban does not restore exactly what it took, and nothing more.


def memberships_of(person) -> list[tuple]:
    rows = Membership.objects.filter(person=person).order_by("pk")
    return list(rows.values_list("pk", "group", "role", "line", "joined_at", "is_in_force"))


@pytest.fixture
def many_groups(room):
    """Ann in groups inside each other and beside, with roles and lines; one membership rests."""
    inside = a_group(under=room.group)
    deeper, beside = a_group(under=inside), a_group()
    resting = a_group(under=beside)
    for group, role, line in (
        (inside, "moderator", "bone"),
        (deeper, "host", ""),
        (beside, "organiser", "liver, since June"),
        (resting, "member", "hello"),
    ):
        membership = joins(room.ann, group)
        if line:
            change_line(membership=membership, line=line, by=room.ann, now=room.now)
        give_role(
            membership=membership, role=role, by=Membership.objects.get(group=group, role="host", person__name__startswith="Neigh").person, now=room.now,
        )  # fmt: skip
    change_line(membership=room.membership, line="", by=room.ann, now=room.now)
    return {"inside": inside, "deeper": deeper, "beside": beside, "resting": resting}


def counts() -> dict[int, int]:
    return dict(Group.objects.values_list("pk", "member_count"))


@pytest.mark.parametrize("everywhere", [True, False])
def test_taking_a_ban_back_restores_every_membership_as_it_was(room, leads, many_groups, everywhere):
    before, members = memberships_of(room.ann), counts()
    ban = room.sentenced("ban", everywhere=everywhere, by=leads[0])
    left = {row[1] for row in memberships_of(room.ann)}
    assert left == (set() if everywhere else {many_groups["beside"].pk, many_groups["resting"].pk})
    assert not room.ann.is_trusted
    _undoing, skipped = undo_decision(decision=ban.decision, words="", by=leads[1], now=room.later(days=30))
    assert skipped == []
    assert memberships_of(room.ann) == before
    assert counts() == members
    room.ann.refresh_from_db()
    assert room.ann.is_trusted
    assert not list(sight_that_drifted())
    says(room, room.later(days=30))


def test_where_they_came_back_by_themselves_they_stay_as_they_came(room, leads, many_groups):
    ban = room.sentenced("ban", days=10, everywhere=True, by=leads[0])
    Group.objects.filter(pk=many_groups["beside"].pk).update(joining="open")
    again = join_group(group=Group.objects.get(pk=many_groups["beside"].pk), by=room.ann, now=room.later(days=11))
    _undoing, skipped = undo_decision(decision=ban.decision, words="", by=leads[1], now=room.later(days=12))
    assert [(effect.what, effect.subject_id) for effect in skipped] == [("membership", many_groups["beside"].pk)]
    found = Membership.objects.get(person=room.ann, group=many_groups["beside"])
    assert (found.pk, found.role, found.line) == (again.pk, "member", "")
    assert Membership.objects.filter(person=room.ann).count() == 5
    told = Statement.objects.get(decision__reverses=ban.decision)
    assert any("but for what has changed in the meantime" in paragraph for paragraph in told.paragraphs)
    assert not list(sight_that_drifted())


def test_what_another_ban_took_stays_taken(room, leads, many_groups):
    first = room.sentenced("ban", by=leads[0])  # from the group and all inside it
    second = room.sentenced("ban", everywhere=True, by=leads[0])
    _undoing, skipped = undo_decision(decision=first.decision, words="", by=leads[1], now=room.now)
    assert memberships_of(room.ann) == [], "the other ban holds"
    assert len(skipped) == 3
    _undoing, skipped = undo_decision(decision=second.decision, words="", by=leads[1], now=room.now)
    assert skipped == []
    assert {row[1] for row in memberships_of(room.ann)} == {many_groups["beside"].pk, many_groups["resting"].pk}


def test_nobody_who_left_for_good_is_put_back(room, leads, many_groups):
    ban = room.sentenced("ban", everywhere=True, by=leads[0])
    leave_forum(choice=WordsChoice.UNNAMED, by=room.ann, now=room.now)
    _undoing, skipped = undo_decision(decision=ban.decision, words="", by=leads[1], now=room.now)
    assert len(skipped) == 5
    assert not Membership.objects.filter(person=room.ann).exists()
    assert Sanction.objects.get().lifted_at == room.now


def test_a_line_whose_words_were_erased_meanwhile_does_not_come_back(room, leads, many_groups):
    ban = room.sentenced("ban", everywhere=True, by=leads[0])
    for revision in Revision.objects.filter(body="liver, since June"):
        erase_words(revision=revision)
    undo_decision(decision=ban.decision, words="", by=leads[1], now=room.now)
    assert Membership.objects.get(person=room.ann, group=many_groups["beside"]).line == ""


def test_the_moment_is_asked_of_the_clock_at_each_request(room, clock, client):
    """The same session, the same process: nothing is kept from one request to the next."""
    client.force_login(room.ann)
    room.paused(days=3)
    address = f"/threads/{room.thread.pk}/reply/"
    assert client.get(address).status_code == 403
    clock.set(room.later(days=3))
    assert client.get(address).status_code == 200
    clock.set(room.later(days=2))
    assert client.get(address).status_code == 403
