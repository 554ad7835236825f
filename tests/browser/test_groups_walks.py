"""Walks through groups, as people take them: with and without scripts."""

import pytest
from django.utils import timezone

from forum.groups.actions import decide_join_request, join_group
from forum.groups.models import Group, Membership
from tests.factories import a_group, a_person, joins


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 360)])
def test_somebody_asks_and_a_host_lets_them_into_the_closed_subgroup(page_as, axe_clean, fits, scripts, width):
    network = a_group("Brambles", reading="members", joining="open")
    host = a_person("Teasel")
    closed = a_group("Living with secondary", under=network, host=host, questions=["What brings you here?"])
    asker = a_person("Marigold")
    page = page_as(asker, width=width, scripts=scripts)
    page.goto("/groups/")
    page.get_by_role("link", name="Living with secondary").click()
    page.get_by_role("link", name="Ask to join").click()
    page.get_by_label("What brings you here?").fill("Bone, since spring. I would like company.")
    fits(page)
    page.get_by_role("button", name="Ask to join").click()
    page.get_by_text("The hosts have been asked.").wait_for()
    assert not Membership.objects.filter(person=asker, group=closed).exists()

    desk = page_as(host, width=width, scripts=scripts)
    desk.goto("/groups/")
    desk.get_by_role("link", name="People ask to join").click()
    desk.get_by_text("Bone, since spring.").wait_for()
    fits(desk)
    if scripts:
        axe_clean(desk)
    desk.get_by_role("button", name="Let in").click()
    desk.get_by_text("Marigold is in the group now.").wait_for()
    assert "Bone, since spring." not in desk.content()

    page.goto(f"/groups/{closed.slug}/members/")
    page.get_by_role("link", name="The line beside your name here").click()
    page.get_by_label("A line about you in this group").fill("Bone, since spring")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your line is saved.").wait_for()
    page.goto(f"/groups/{closed.slug}/leave/")
    page.get_by_role("button", name="Leave").click()
    page.get_by_text("You have left Living with secondary.").wait_for()


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 360)])
def test_a_host_is_told_who_loses_sight_before_it_is_saved(page_as, axe_clean, fits, scripts, width):
    host = a_person("Teasel")
    network = a_group("Brambles", reading="members", joining="open", host=host)
    a_group("Lounge", under=network, reading="members", host=host)
    joins(a_person(), network)
    page = page_as(host, width=width, scripts=scripts)
    page.goto(f"/groups/{network.slug}/settings/")
    fits(page)
    page.get_by_label("Only its own members can read it").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("will no longer be able to read Brambles and Lounge.").wait_for()
    fits(page)
    if scripts:
        axe_clean(page)
    assert Group.objects.get(pk=network.pk).reading == "members"
    page.get_by_role("button", name="Save it so").click()
    page.get_by_text("hold from now on").wait_for()
    assert Group.objects.get(pk=network.pk).effective_reading == "group"


@pytest.mark.sqlite  # what pages look like is the same on either database
def test_every_page_of_groups_and_profiles_can_be_read_and_reached_by_everyone(page_as, good_on_every_screen):
    host = a_person("Teasel", is_staff=True)
    network = a_group("Brambles", reading="members", joining="open", host=host, description="For everybody here.")
    closed = a_group("Living with secondary", under=network, host=host, questions=["What brings you here?"])
    a_group("Quiet corner", under=closed, discovery="hidden", host=host)
    lonely = a_group("Nobody here", under=network, joining="open")
    Membership.objects.filter(group=lonely).delete()
    member = joins(a_person("Yarrow"), closed, line="Bone, since spring")
    asked = join_group(group=closed, by=a_person(), now=timezone.now())
    decide_join_request(request=asked, is_let_in=False, by=host, now=timezone.now())
    page = page_as(host)
    at = f"/groups/{closed.slug}"
    for address in (
        "/groups/", "/groups/new/", f"/groups/new/?under={closed.slug}", f"/groups/{lonely.slug}/join/",
        f"/groups/{lonely.slug}/settings/host/", f"{at}/leave/", f"{at}/members/", f"{at}/members/{member.pk}/",
        f"{at}/members/{member.pk}/remove/", f"{at}/line/", f"{at}/requests/", f"{at}/invitations/",
        f"{at}/settings/", f"{at}/settings/move/", "/me/invitations/", "/me/profile/", "/me/profile/about/",
    ):  # fmt: skip
        answer = page.goto(address)
        assert answer.status == 200, address
        good_on_every_screen(page)
