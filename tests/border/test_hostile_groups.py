"""Ways in which somebody might learn of groups, and of who is in them, what they may not: each tried with real rows."""

import re

import pytest
from django.test import Client

from accounts.actions import set_boundary
from forum.groups import actions
from forum.groups.actions.checking import sight_that_drifted
from forum.groups.models import JoinRequest, Membership
from tests.factories import WHEN, a_group, a_person, a_thread, joins

pytestmark = pytest.mark.django_db

NAME = "Quince Orchard"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def page(person, path, status=200):
    answer = signed_in(person).get(path)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def apart(setter, other, kind="apart"):
    set_boundary(other=other, kind=kind, by=setter, now=WHEN)


def ask(group, by, **rest):
    return actions.join_group(group=group, by=by, now=WHEN, **rest)


# A request to join that its hosts may not see.


@pytest.mark.parametrize(("kind", "of_host"), [("apart", False), ("block", False), ("block", True)])
def test_a_host_learns_nothing_of_a_request_by_somebody_who_hides(kind, of_host):
    host, asker = a_person("Hal Hornbeam"), a_person("Ada Alder")
    group = a_group(host=host, questions=["Why?"])
    apart(*((host, asker) if of_host else (asker, host)), kind)
    before = [page(host, path) for path in ("/", "/groups/", f"/groups/{group.slug}/requests/")]
    asked = ask(group, asker, answers=["secret-answer"])
    after = [page(host, path) for path in ("/", "/groups/", f"/groups/{group.slug}/requests/")]
    assert [without_keys(text) for text in before] == [without_keys(text) for text in after]
    answer = signed_in(host).post(f"/groups/{group.slug}/requests/{asked.pk}/", {"decision": "accept"})
    assert answer.status_code == 404


@pytest.mark.parametrize("is_hosted", [True, False])
def test_a_request_that_no_host_can_see_waits_for_staff_without_its_answers(is_hosted):
    host, asker, staff = a_person(), a_person("Ada Alder"), a_person(is_staff=True)
    group = a_group("Lone Pine", host=host, questions=["Why?"])
    if is_hosted:
        apart(asker, host)
    asked = ask(group, asker, answers=["secret-answer"])
    if not is_hosted:
        Membership.objects.filter(group=group).update(role="member")
    assert "1 person asks to join Lone Pine" in page(staff, "/")
    assert "People ask to join" in page(staff, "/groups/")
    text = page(staff, f"/groups/{group.slug}/requests/")
    assert "Ada Alder" in text
    assert "secret-answer" not in text
    signed_in(staff).post(f"/groups/{group.slug}/requests/{asked.pk}/", {"decision": "accept"})
    assert Membership.objects.filter(person=asker, group=group, is_in_force=True).exists()
    assert "Ada Alder" not in page(host, f"/groups/{group.slug}/members/") or not is_hosted


@pytest.mark.parametrize("does_other_host_see", [True, False])
def test_staff_see_no_request_that_some_host_can_answer(does_other_host_see):
    first, second, asker, staff = a_person(), a_person(), a_person("Ada Alder"), a_person(is_staff=True)
    group = a_group(host=first)
    joins(second, group, role="host")
    apart(asker, first)
    apart(second, asker, "apart" if does_other_host_see else "block")  # kept apart, one still sees the other
    ask(group, asker)
    assert ("Ada Alder" in page(second, f"/groups/{group.slug}/requests/")) is does_other_host_see
    assert ("Ada Alder" in page(staff, f"/groups/{group.slug}/requests/")) is not does_other_host_see


def test_staff_who_keep_apart_or_are_kept_apart_see_no_such_request_either():
    host, asker, staff = a_person(), a_person("Ada Alder"), a_person(is_staff=True)
    group = a_group(host=host)
    apart(asker, host)
    apart(asker, staff)
    ask(group, asker)
    assert "Ada Alder" not in page(staff, f"/groups/{group.slug}/requests/")


# A place that rests.


@pytest.fixture
def resting():
    """Rue is in a hidden group inside a closed one that she is out of: it was put there after she came."""
    host, rue = a_person(), a_person()
    hidden = a_group(NAME, reading="group", discovery="hidden", host=host)
    joins(rue, hidden)
    above = a_group("Above", host=host)
    actions.change_group(group=hidden, by=a_person(is_staff=True), now=WHEN, parent=above)
    hidden.refresh_from_db()
    place = Membership.objects.get(person=rue, group=hidden)
    assert not place.is_in_force
    return rue, hidden, place


def test_a_place_that_rests_shows_nothing_of_its_group(resting):
    rue, hidden, _place = resting
    thread = a_thread(of=hidden, by=Membership.objects.get(group=hidden, role="host").person, title="Quiet title")
    for path in ("/", "/groups/", f"/people/{rue.pk}/", "/me/profile/", "/me/profile/about/", "/me/invitations/"):
        text = page(rue, path)
        assert NAME not in text
        assert hidden.slug not in text
        assert "Quiet title" not in text
    for path in (f"/threads/{thread.pk}/", f"/groups/{hidden.slug}/", f"/groups/{hidden.slug}/leave/"):
        page(rue, path, 404)


def test_a_place_that_rests_in_a_hidden_group_can_be_given_up_without_learning_anything(resting):
    rue, _hidden, place = resting
    text = page(rue, "/groups/")
    assert "A group that you cannot see now" in text
    assert f"/me/places/{place.pk}/leave/" in text
    client = signed_in(rue)
    answer = client.post(f"/me/places/{place.pk}/leave/", follow=True).content.decode()
    assert "Nobody is told" in answer
    assert NAME not in answer
    assert not Membership.objects.filter(pk=place.pk).exists()
    assert "cannot see now" not in page(rue, "/groups/")
    assert not list(sight_that_drifted())


def test_nobody_gives_up_somebody_elses_place_nor_one_in_force_in_this_way(resting):
    rue, hidden, place = resting
    host = Membership.objects.get(group=hidden, role="host")
    for person, pk in ((a_person(), place.pk), (host.person, place.pk), (host.person, host.pk), (rue, host.pk)):
        assert signed_in(person).post(f"/me/places/{pk}/leave/").status_code == 404
    assert Membership.objects.filter(pk__in=[place.pk, host.pk]).count() == 2


def test_a_place_that_rests_in_a_group_that_one_knows_of_is_named():
    host, rue = a_person(), a_person()
    group = a_group("Listed", host=host)
    joins(rue, group)
    actions.change_group(group=group, by=a_person(is_staff=True), now=WHEN, parent=a_group("Above", host=host))
    assert '<span class="title">Listed</span>' in page(rue, "/groups/")


def test_people_whose_place_rests_are_not_acquainted_through_it(resting):
    rue, hidden, _place = resting
    host = Membership.objects.get(group=hidden, role="host").person
    page(rue, f"/people/{host.pk}/", 404)
    page(host, f"/people/{rue.pk}/", 404)
    assert rue.name not in page(host, f"/groups/{hidden.slug}/members/")


# The front of a group for those outside.


def test_who_reads_through_the_group_above_is_told_why_they_cannot_join_and_where_to_read_more():
    above = a_group("Above", audience="everyone")
    inside = a_group("Inside", under=above, reading="members", joining="invitation")
    member = a_person()
    joins(member, above)
    text = page(member, f"/groups/{inside.slug}/")
    assert "You can read here" in text
    assert "when one of its hosts invites them" in text
    assert f"/groups/{inside.slug}/join/" in text


@pytest.mark.parametrize("joining", ["open", "request", "invitation"])
def test_who_is_outside_a_closed_group_is_told_the_way_in_and_not_that_they_can_read(joining):
    group = a_group("Closed", joining=joining)
    text = page(a_person(), f"/groups/{group.slug}/")
    assert "You can read here" not in text
    assert f"/groups/{group.slug}/join/" in text
    assert ("when one of its hosts invites them" in text) is (joining == "invitation")


# Hidden groups.


@pytest.mark.parametrize("path", ["/groups/?after={pk}", "/groups/new/?under={slug}", "/me/apart/?person={host}"])
def test_what_stands_after_the_question_mark_asks_no_hidden_group_out(path):
    host = a_person("Hal Hornbeam")
    hidden = a_group(NAME, discovery="hidden", host=host)
    a_group("Listed", reading="members")
    asker = a_person()
    found = signed_in(asker).get(path.format(pk=hidden.pk, slug=hidden.slug, host=host.pk))
    never = signed_in(asker).get(path.format(pk=987654, slug="never-was-100", host=987654))
    assert found.status_code == never.status_code
    assert without_keys(found.content.decode()) == without_keys(never.content.decode())
    assert "Hal Hornbeam" not in found.content.decode()


def test_a_hidden_group_inside_shows_in_no_count_or_list_of_its_parent():
    host, member = a_person(), a_person()
    parent = a_group("Parent", host=host)
    joins(member, parent)
    before = [without_keys(page(member, path)) for path in ("/", "/groups/", f"/groups/{parent.slug}/")]
    hidden = a_group(NAME, under=parent, discovery="hidden", host=host)
    a_thread(of=hidden, by=host, title="Quiet title")
    after = [without_keys(page(member, path)) for path in ("/", "/groups/", f"/groups/{parent.slug}/")]
    assert before == after


def test_hosts_who_hide_are_in_no_list_of_the_group():
    host, member = a_person("Hal Hornbeam"), a_person()
    group = a_group(host=host)
    joins(member, group)
    apart(host, member)
    for path in ("/", f"/groups/{group.slug}/", f"/groups/{group.slug}/members/"):
        assert "Hal Hornbeam" not in page(member, path)
    other = a_person("Ivy Hawthorn")
    joins(other, group, role="host")
    place = Membership.objects.get(person=member, group=group)
    actions.give_role(membership=place, role="host", by=other, now=WHEN)
    actions.invite(group=group, email="x@people.example", by=host, now=WHEN)
    for path in ("invitations/", "requests/", "settings/", "members/"):
        assert "Hal Hornbeam" not in page(member, f"/groups/{group.slug}/{path}")


def test_an_invitation_by_somebody_who_hides_is_not_told_by_the_page_to_join():
    host, invited = a_person(), a_person()
    group = a_group(host=host, joining="invitation")
    path = f"/groups/{group.slug}/join/"
    before = without_keys(page(invited, path))
    apart(invited, host)
    actions.invite(group=group, email=invited.email, by=host, now=WHEN)
    assert without_keys(page(invited, path)) == before
    assert JoinRequest.objects.count() == 0


def test_what_is_asked_again_after_access_ended_answers_as_if_it_had_never_been():
    """A page that stood open: the same presses after being taken out answer as for a stranger."""
    host, member, stranger = a_person(), a_person(), a_person()
    group = a_group(NAME, discovery="hidden", host=host)
    place = joins(member, group)
    thread = a_thread(of=group, by=member, title="Mine")
    client = signed_in(member)
    client.get(f"/threads/{thread.pk}/")
    actions.remove_member(membership=place, by=host, now=WHEN)
    post = thread.posts.get()
    for path in (
        f"/groups/{group.slug}/", f"/threads/{thread.pk}/", f"/posts/{post.pk}/", f"/posts/{post.pk}/history/",
        f"/groups/{group.slug}/line/", f"/groups/{group.slug}/members/", f"/threads/{thread.pk}/subscription/",
    ):  # fmt: skip
        assert client.get(path).status_code == 404
        assert signed_in(stranger).get(path).status_code == 404
    for path in ("/", "/groups/", f"/people/{member.pk}/", "/me/"):
        text = client.get(path).content.decode()
        assert NAME not in text
        assert "Mine" not in text


def without_keys(text):
    text = re.sub(r'(name="(?:csrfmiddlewaretoken|form_key)") value="[^"]+"', r"\1", text)
    return re.sub(r'nonce="[^"]+"', "", text)
