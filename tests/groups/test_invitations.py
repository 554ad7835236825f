"""Invitations: what they never tell, and how they end."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.models import Boundary
from forum.groups import actions
from forum.groups.errors import AlreadyAnswered
from forum.groups.models import Group, Invitation, Membership
from forum.kernel.verdicts import NotAllowed
from tests.factories import WHEN, a_group, a_person, joins

pytestmark = pytest.mark.django_db


def host_of(group):
    return Membership.objects.get(group=group, role="host").person


def test_an_invitation_lets_in_whoever_proved_that_address(client, now):
    group, person = a_group("Closed one", joining="invitation", discovery="hidden"), a_person()
    sent = actions.invite(group=group, email=f" {person.email.upper()} ", by=host_of(group), now=now)
    client.force_login(person)
    other = a_person()
    assert not Invitation.objects.visible_to(other).exists()
    with pytest.raises(AlreadyAnswered):
        actions.accept_invitation(invitation=sent, by=other, now=now)
    actions.accept_invitation(invitation=sent, by=person, now=now)
    assert Membership.objects.filter(person=person, group=group, is_in_force=True).exists()
    assert not Invitation.objects.exists()


def test_an_address_that_was_only_claimed_gets_nothing(client):
    group, person = a_group("Closed one"), a_person()
    EmailAddress.objects.create(user=person, email="claimed@people.example", verified=False)
    sent = actions.invite(group=group, email="claimed@people.example", by=host_of(group), now=WHEN)
    client.force_login(person)
    assert "Closed one" not in client.get(reverse("groups:invitations")).content.decode()
    assert client.post(reverse("groups:accept", args=[sent.pk])).status_code == 404
    assert Invitation.objects.filter(pk=sent.pk).exists()


def test_the_mail_names_no_group_and_goes_only_when_it_is_written(mailoutbox, django_capture_on_commit_callbacks):
    group = a_group("Bone metastases", description="About bones")
    with django_capture_on_commit_callbacks(execute=True):
        actions.invite(group=group, email="new@people.example", by=host_of(group), now=WHEN)
        assert not mailoutbox
    (mail,) = mailoutbox
    said = mail.subject + mail.body + str(mail.alternatives)
    assert mail.to == ["new@people.example"]
    assert not any(word.lower() in said.lower() for word in ("bone", "cancer", group.slug, host_of(group).name))
    assert "/me/invitations/" in mail.body


def test_an_invitation_waits_even_when_its_mail_cannot_be_sent(
    client, settings, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def broken(*arguments, **rest):
        raise SMTPRecipientsRefused({"new@people.example": (550, b"no")})

    settings.SECOND_FACTOR_REQUIRED = False
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", broken)
    group, new = a_group(), a_person(email="new@people.example")
    client.force_login(host_of(group))
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"/groups/{group.slug}/invitations/", {"email": "new@people.example"})
    assert response["Location"] == f"/groups/{group.slug}/invitations/"
    assert Invitation.objects.sent_to(new).filter(group=group).exists()
    assert "could not be sent: SMTPRecipientsRefused" in caplog.text
    assert "new@people" not in caplog.text


@pytest.mark.parametrize(
    "who", ["nobody", "somebody", "a member", "somebody who blocked the host", "a friend, and the group is hidden"]
)
def test_a_host_never_learns_whether_an_address_has_an_account(
    client, who, mailoutbox, django_capture_on_commit_callbacks
):
    group = a_group(discovery="hidden" if "hidden" in who else "listed", audience="secondary")
    host, person = host_of(group), a_person(situation="friend_or_family" if "friend" in who else "secondary")
    if who == "a member":
        joins(person, group)
    if who == "somebody who blocked the host":
        Boundary.objects.create(setter=person, other=host, kind="block", set_at=WHEN)
    address = "free@people.example" if who == "nobody" else person.email
    client.force_login(host)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("groups:inviting", args=[group.slug]), {"email": address}, follow=True)
    page = answer.content.decode()
    assert "The invitation is on its way." in page
    assert page.count(address) == 2  # in the list, and on the button that takes it back
    assert len(mailoutbox) == (1 if who in ("nobody", "somebody") else 0)


def test_an_invitation_from_somebody_blocked_is_not_seen():
    group, person = a_group(), a_person()
    sent = actions.invite(group=group, email=person.email, by=host_of(group), now=WHEN)
    Boundary.objects.create(setter=person, other=host_of(group), kind="block", set_at=WHEN)
    assert not Invitation.objects.visible_to(person).exists()
    with pytest.raises(AlreadyAnswered):
        actions.accept_invitation(invitation=sent, by=person, now=WHEN)


def test_friends_and_family_never_learn_of_a_hidden_patient_group_by_an_invitation(client):
    group = a_group("Quiet corner", discovery="hidden", audience="secondary")
    person = a_person(situation="friend_or_family")
    sent = actions.invite(group=group, email=person.email, by=host_of(group), now=WHEN)
    client.force_login(person)
    assert b"Quiet corner" not in client.get(reverse("groups:invitations")).content
    assert client.post(reverse("groups:accept", args=[sent.pk])).status_code == 404
    assert not Membership.objects.filter(person=person).exists()


def test_an_invitation_ends_after_fourteen_days_by_the_clock():
    group, person = a_group(), a_person()
    sent = actions.invite(group=group, email=person.email, by=host_of(group), now=WHEN)
    with pytest.raises(NotAllowed, match="has ended"):
        actions.accept_invitation(invitation=sent, by=person, now=WHEN + timedelta(days=14))
    assert not Membership.objects.filter(person=person).exists()
    actions.accept_invitation(invitation=sent, by=person, now=WHEN + timedelta(days=14, seconds=-1))
    assert Membership.objects.filter(person=person).exists()


@pytest.mark.parametrize("door", ["open", "request", "invitation"])
def test_an_invitation_opens_its_own_door_and_no_other(door):
    above = a_group(joining=door)
    below = a_group(under=above, joining="invitation")
    person = a_person()
    sent = actions.invite(group=below, email=person.email, by=host_of(below), now=WHEN)
    before = list(Group.objects.order_by("pk").values())
    if door == "open":
        actions.accept_invitation(invitation=sent, by=person, now=WHEN)
        assert Membership.objects.filter(person=person, is_in_force=True).count() == 2
    else:
        with pytest.raises(NotAllowed):
            actions.accept_invitation(invitation=sent, by=person, now=WHEN)
        assert not Membership.objects.filter(person=person).exists()
        assert list(Group.objects.order_by("pk").values()) == before


def test_an_invitation_never_names_a_hidden_group_above():
    above = a_group("Secret above", discovery="hidden", joining="invitation")
    below = a_group(under=above, joining="open")
    person = a_person()
    sent = actions.invite(group=below, email=person.email, by=host_of(below), now=WHEN)
    with pytest.raises(NotAllowed) as refusal:
        actions.accept_invitation(invitation=sent, by=person, now=WHEN)
    assert "Secret above" not in str(refusal.value)


def test_saying_no_erases_the_invitation_and_says_nothing(client):
    group, person = a_group(), a_person()
    sent = actions.invite(group=group, email=person.email, by=host_of(group), now=WHEN + timedelta(days=9999))
    client.force_login(person)
    assert group.name in client.get(reverse("groups:invitations")).content.decode()
    assert client.post(reverse("groups:decline", args=[sent.pk])).status_code == 302
    assert not Invitation.objects.exists()
    assert client.post(reverse("groups:decline", args=[sent.pk])).status_code == 404


def test_only_hosts_invite_and_take_back(client):
    group, member = a_group(), a_person()
    joins(member, group)
    sent = actions.invite(group=group, email="one@people.example", by=host_of(group), now=WHEN)
    client.force_login(member)
    assert (
        client.post(reverse("groups:inviting", args=[group.slug]), {"email": "two@people.example"}).status_code == 403
    )
    assert client.post(reverse("groups:take_back", args=[group.slug, sent.pk])).status_code == 403
    assert Invitation.objects.count() == 1
    client.force_login(host_of(group))
    assert client.post(reverse("groups:take_back", args=[group.slug, sent.pk])).status_code == 302
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("odd", ["", "nobody", "a\x00@b.example", "x" * 10_000 + "@b.example", "👩@", "a b@c.example"])
def test_an_address_that_is_none_is_refused_beside_the_field(client, odd):
    group = a_group()
    client.force_login(host_of(group))
    answer = client.post(reverse("groups:inviting", args=[group.slug]), {"email": odd})
    assert answer.status_code == 200
    assert "Please look at this again" in answer.content.decode()
    assert not Invitation.objects.exists()
