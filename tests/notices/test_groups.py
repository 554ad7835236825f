"""What is told of groups: who asks, who was let in, who has another role; and what is not told any more."""

import re
from datetime import timedelta

import pytest

from accounts.actions import set_boundary
from forum.groups.actions import (
    change_group,
    decide_join_request,
    give_role,
    join_group,
    leave_group,
    let_in_after_all,
    step_in_as_host,
    withdraw_join_request,
)
from forum.groups.models import Group, JoinRequest, Membership
from forum.notices.actions import send_due, tell_due
from forum.notices.models import Notice
from tests.factories import WHEN, a_group, a_person, joins

pytestmark = pytest.mark.django_db

LATER = WHEN + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def hana():
    """She hosts the group."""
    return a_person("Hana")


@pytest.fixture
def group(hana):
    return a_group("Bone mets in Leeds", host=hana)


def told(person):
    return [each.kind for each in Notice.objects.visible_to(person).order_by("pk")]


def why_not(person):
    return [each.skipped_because for each in Notice.objects.filter(recipient=person).order_by("pk")]


def asks(group, name="", now=WHEN):
    """Somebody asks to be let in."""
    return join_group(group=group, by=a_person(name), now=now)


def is_let_in(request, by, so=True, now=WHEN):
    decide_join_request(request=request, is_let_in=so, by=by, now=now)


def test_hosts_are_told_once_however_many_ask(client, group, hana):
    for name in ("Ann", "Bea"):
        asks(group, name)
    tell_due(now=LATER)
    assert told(hana) == ["asked"]
    client.force_login(hana)
    page = client.get("/notices/").content.decode()
    assert f'href="/groups/{group.slug}/requests/"' in page
    assert "Ann" not in page


def test_looking_at_who_asks_is_having_read_and_whoever_asks_next_is_told_again(client, group, hana, queries):
    asks(group)
    tell_due(now=LATER)
    client.force_login(hana)
    page = f"/groups/{group.slug}/requests/"
    client.get(page, headers={"sec-purpose": "prefetch"})
    client.head(page)
    assert Notice.objects.visible_to(hana).unread().exists()
    client.get(page)
    hana.refresh_from_db()
    assert not hana.has_news
    with queries() as asked:
        client.get(page)
    assert not asked.writes
    asks(group, now=LATER)
    tell_due(now=LATER)
    assert told(hana) == ["asked", "asked"]


def test_whoever_asks_after_all_others_were_answered_is_told_although_nobody_looked(group, hana):
    other = joins(a_person(), group, role="host").person
    first = asks(group)
    tell_due(now=LATER)
    is_let_in(first, by=other, now=LATER)
    assert told(hana) == []
    asks(group, now=LATER + timedelta(minutes=1))
    tell_due(now=LATER + timedelta(minutes=1))
    assert Notice.objects.visible_to(hana).unread().count() == 1
    assert Notice.objects.filter(recipient=hana, told_at__isnull=False).count() == 2


def test_a_request_that_was_taken_back_or_answered_meanwhile_is_not_told(group, hana):
    first, second = asks(group), asks(group)
    withdraw_join_request(request=first, by=first.person, now=WHEN)
    is_let_in(second, by=hana)
    tell_due(now=LATER)
    assert why_not(hana) == ["over"]
    assert told(second.person) == ["let_in"]


def test_a_host_who_is_one_no_more_is_not_told(group, hana):
    joins(a_person(), group, role="host")
    asks(group)
    Membership.objects.filter(group=group, person=hana).update(role="member")
    tell_due(now=LATER)
    assert (told(hana), why_not(hana)) == ([], ["not_seen"])


def test_a_host_from_whom_the_asker_is_hidden_is_not_told_and_where_it_is_the_only_one_staff_are(group, hana):
    staff, ann = a_person(is_staff=True), a_person("Ann")
    set_boundary(other=hana, kind="apart", by=ann, now=WHEN)
    join_group(group=group, by=ann, now=WHEN)
    tell_due(now=LATER)
    assert told(staff) == ["asked"]
    assert told(hana) == []


def test_staff_hear_nothing_where_a_host_can_answer(group, hana):
    staff = a_person(is_staff=True)
    asks(group)
    tell_due(now=LATER)
    assert not Notice.objects.filter(recipient=staff).exists()


@pytest.mark.parametrize(("so", "kind"), [(True, "let_in"), (False, "declined")])
def test_whoever_asked_is_told_what_was_decided(group, hana, mailoutbox, so, kind):
    request = asks(group)
    is_let_in(request, by=hana, so=so)
    tell_due(now=LATER)
    send_due(now=LATER)
    assert told(request.person) == [kind]
    (mail,) = [mail for mail in mailoutbox if mail.to == [request.person.email]]
    assert "Bone mets" not in mail.message().as_string()


@pytest.mark.parametrize("so", [True, False])
def test_not_even_the_address_in_a_mail_names_the_group_and_only_its_reader_is_led_on(
    client, group, hana, mailoutbox, so
):
    request = asks(group, "Bo")
    is_let_in(request, hana, so)
    tell_due(now=LATER)
    send_due(now=LATER)
    (mail,) = [each for each in mailoutbox if each.to == [request.person.email]]
    assert group.slug not in mail.message().as_string()
    assert "bone" not in mail.message().as_string().lower()
    address = re.search(r"http://[^/]+(/notices/\d+/)", mail.body)[1]
    client.force_login(request.person)
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/groups/{group.slug}/")
    client.force_login(hana)
    assert client.get(address).status_code == 404


def test_a_mail_leads_nowhere_once_its_reader_has_left(client, group, hana):
    request = asks(group, "Bo")
    is_let_in(request, hana)
    tell_due(now=LATER)
    notice = Notice.objects.visible_to(request.person).get()
    leave_group(group=group, by=request.person, now=LATER)
    client.force_login(request.person)
    assert client.get(f"/notices/{notice.pk}/").status_code == 404


def test_whoever_was_let_in_after_all_is_told_only_that(group, hana):
    request = asks(group)
    is_let_in(request, by=hana, so=False)
    request.refresh_from_db()
    let_in_after_all(request=request, by=hana, now=WHEN + timedelta(minutes=1))
    tell_due(now=LATER)
    assert told(request.person) == ["let_in"]
    assert why_not(request.person) == ["moved_on", ""]


def test_nobody_is_welcomed_to_what_they_have_left(group, hana):
    request = asks(group)
    is_let_in(request, by=hana)
    leave_group(group=Group.objects.get(pk=group.pk), by=request.person, now=WHEN)
    tell_due(now=LATER)
    assert (told(request.person), why_not(request.person)) == ([], ["not_seen"])


@pytest.mark.parametrize("is_told_first", [True, False])
def test_nobody_outside_learns_that_a_hidden_group_exists(client, group, hana, mailoutbox, is_told_first):
    request = asks(group)
    is_let_in(request, by=hana, so=False)
    if is_told_first:
        tell_due(now=LATER)
    hana.refresh_from_db()
    change_group(group=group, by=hana, now=WHEN, discovery="hidden", joining="invitation")
    tell_due(now=LATER)
    send_due(now=LATER)
    client.force_login(request.person)
    page = client.get("/notices/").content.decode()
    assert group.slug not in page
    assert "Bone mets" not in page
    assert not [mail for mail in mailoutbox if mail.to == [request.person.email]]


def test_whoever_is_given_a_role_is_told_and_of_two_in_a_row_the_last(group, hana):
    ann = joins(a_person("Ann"), group)
    give_role(membership=ann, role="organiser", by=hana, now=WHEN)
    give_role(membership=ann, role="moderator", by=hana, now=WHEN + timedelta(seconds=5))
    tell_due(now=LATER)
    assert told(ann.person) == ["role"]
    assert why_not(ann.person) == ["moved_on", ""]


def test_nobody_is_told_of_a_role_that_they_gave_themselves_or_of_plain_joining(group):
    staff = a_person(is_staff=True)
    Membership.objects.filter(group=group).delete()
    step_in_as_host(group=group, by=staff, now=WHEN)
    is_open = a_group(joining="open")
    ann = a_person("Ann")
    join_group(group=is_open, by=ann, now=WHEN)
    tell_due(now=LATER)
    assert not Notice.objects.filter(recipient__in=[staff, ann]).exists()


def test_asking_costs_the_same_however_many_host(group, queries):
    def asked(hosts):
        for _each in range(hosts):
            joins(a_person(), group, role="host")
        person = a_person()
        with queries() as counted:
            join_group(group=group, by=person, now=WHEN)
        JoinRequest.objects.all().delete()
        return counted.count

    assert asked(2) == asked(20)
