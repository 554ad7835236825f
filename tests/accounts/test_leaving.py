"""Leaving for good, with the words as chosen; and taking everything along before."""

import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.test import Client

from accounts.actions import leave_forum
from accounts.actions.leaving import models_of_people
from accounts.events import PersonLeft, WordsChoice
from accounts.models import Boundary, Consent, Person
from forum.groups.models import Invitation, Membership
from forum.kernel import events
from forum.kernel.personal import Fate, Personal
from forum.kernel.verdicts import NotAllowed
from forum.threads.models import Draft, Post, Thread
from tests.factories import PASSWORD, a_group, a_person, a_reply, a_thread, joins

pytestmark = pytest.mark.django_db

CHOICES = list(WordsChoice)


@pytest.fixture
def ann():
    return a_person("Marigold", email="ann@people.example", theme="dark", zone="Europe/Paris")


@pytest.fixture
def heard(monkeypatch):
    told = []
    monkeypatch.setitem(events._listeners, PersonLeft, [*events._listeners[PersonLeft], lambda event: told.append(
        (event, Person.objects.get(pk=event.person_id).email))])  # fmt: skip
    return told


def prove(client):
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


@pytest.mark.parametrize("choice", CHOICES)
def test_a_person_leaves_for_good(client, ann, heard, choice):
    client.post("/accounts/login/", {"login": ann.email, "password": PASSWORD})
    other = Client()
    other.post("/accounts/login/", {"login": ann.email, "password": PASSWORD})
    prove(client)
    response = client.post("/me/leave/", {"choice": choice, "is_sure": "on"})
    assert response["Location"] == "/me/left/"
    assert client.get("/me/left/").status_code == 200
    assert other.get("/me/").status_code == client.get("/me/").status_code == 302
    ann.refresh_from_db()
    assert (ann.name == "Marigold") == (choice == "keep")
    assert not ann.email.startswith("ann")
    assert (ann.is_active, ann.situation, ann.theme, ann.zone) == (False, "", "", "Europe/London")
    assert ann.left_at
    assert not EmailAddress.objects.exists()
    assert not UserSession.objects.exists()
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert [(event.choice, email) for event, email in heard] == [(choice, "ann@people.example")]
    client.post("/accounts/login/", {"login": "ann@people.example", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_before_the_click_it_says_what_becomes_of_posts(client, ann):
    client.force_login(ann)
    page = client.get("/me/leave/").content.decode()
    for words in ("Keep it, with my name", "Keep it, without my name", "also where others quoted me", "for good"):
        assert words in page


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"choice": "keep"},
        {"is_sure": "on"},
        {"choice": "burn", "is_sure": "on"},
        {"choice": "\x00", "is_sure": "on"},
    ],
)
def test_without_a_choice_and_being_sure_nothing_happens(client, ann, said):
    client.force_login(ann)
    prove(client)
    assert client.post("/me/leave/", said).status_code == 200
    ann.refresh_from_db()
    assert ann.is_active


def test_whoever_finds_the_device_open_cannot_close_the_account(client, ann):
    client.force_login(ann)
    response = client.post("/me/leave/", {"choice": "erase", "is_sure": "on"})
    assert response["Location"].startswith("/accounts/reauthenticate/")
    ann.refresh_from_db()
    assert ann.is_active


def test_the_press_goes_on_after_the_password(client, ann):
    client.force_login(ann)
    response = client.post("/me/leave/", {"choice": "keep", "is_sure": "on"})
    client.post(response["Location"], {"password": PASSWORD})
    ann.refresh_from_db()
    assert not ann.is_active


def test_nobody_leaves_twice(ann, now):
    leave_forum(choice=WordsChoice.KEEP, by=ann, now=now)
    with pytest.raises(NotAllowed):
        leave_forum(choice=WordsChoice.ERASE, by=ann, now=now)
    ann.refresh_from_db()
    assert ann.name == "Marigold"


def test_two_who_left_may_have_the_same_non_name(now):
    for name in ("Teasel", "Yarrow"):
        leave_forum(choice=WordsChoice.UNNAMED, by=a_person(name), now=now)
    assert Person.objects.filter(name="someone who has left").count() == 2


@pytest.mark.parametrize("choice", CHOICES)
def test_rows_go_as_their_models_declare(ann, now, choice):
    ben = a_person("Teasel")
    group = a_group()
    joins(ann, group)
    joins(ben, group)
    Draft.objects.create(person=ann, group=group, body="not yet", saved_at=now)
    Boundary.objects.create(setter=ann, other=ben, kind="block", set_at=now)
    theirs = Boundary.objects.create(setter=ben, other=ann, kind="apart", set_at=now)
    TOTP.activate(ann, generate_totp_secret())
    leave_forum(choice=choice, by=ann, now=now)
    for model, personal, owner in models_of_people():
        fate = personal.on_leaving if choice == "keep" else personal.on_anonymising
        if fate is Fate.ERASE:
            assert not model._base_manager.filter(**{owner: ann.pk}).exists(), model
    assert not Authenticator.objects.exists()
    assert list(Boundary.objects.all()) == [theirs]
    assert Membership.objects.filter(person=ben, group=group).exists()
    group.refresh_from_db()
    assert group.member_count == Membership.objects.filter(group=group).count()


def test_an_invitation_to_their_address_does_not_outlive_them(ann, now):
    group = a_group()
    host = Membership.objects.get(group=group, role="host").person
    Invitation.objects.create(
        group=group, email=ann.email, invited_by=host, invited_at=now, ends_at=now.replace(year=2027)
    )
    leave_forum(choice=WordsChoice.KEEP, by=ann, now=now)
    assert not Invitation.objects.filter(email="ann@people.example").exists()


@pytest.mark.parametrize("choice", CHOICES)
def test_words_become_what_was_chosen(client, ann, now, choice):
    group = a_group(reading="members")
    joins(ann, group)
    ben = a_person("Teasel")
    joins(ben, group)
    thread = a_thread(of=group, by=ben, title="Kettles")
    post = a_reply(to=thread, by=ann, body="Ottersong in the morning")
    leave_forum(choice=choice, by=ann, now=now)
    client.force_login(ben)
    page = client.get(f"/threads/{thread.pk}/").content.decode()
    assert ("Marigold" in page) == (choice == "keep")
    assert ("Ottersong" in page) == (choice != "erase")
    assert Post.objects.filter(pk=post.pk).exists()
    assert Thread.objects.get(pk=thread.pk).last_number == 2


def test_every_model_that_points_at_a_person_says_what_becomes_of_its_rows():
    from django.conf import settings

    ours = {
        app.label for app in apps.get_app_configs() if app.name.split(".")[0] in ("forum", "accounts", "moderation")
    } - {"moderation"}
    for model in apps.get_models():
        points = any(field.related_model is Person for field in model._meta.fields)
        if points and model._meta.app_label in ours:
            assert isinstance(getattr(model, "personal", None), Personal), model
    assert settings.AUTH_USER_MODEL == "accounts.Person"


class TestTakingEverythingAlong:
    def zipped(self, client):
        response = client.post("/me/export/")
        assert response["Content-Type"] == "application/zip"
        archive = zipfile.ZipFile(io.BytesIO(response.content))
        return json.loads(archive.read("alongside.json")), archive.read("alongside.html").decode()

    def test_the_file_holds_what_is_kept_of_this_person(self, client, ann):
        group = a_group("Kettle club")
        joins(ann, group, line="Bones, since spring")
        thread = a_thread(of=group, by=ann, body="Ottersong in the morning")
        a_reply(to=thread, by=ann, body="Heronsong at night", is_unnamed=True)
        client.force_login(ann)
        rows, page = self.zipped(client)
        for words in (
            "ann@people.example",
            "Marigold",
            "Kettle club",
            "Bones, since spring",
            "Ottersong",
            "Heronsong",
            "2026-11-23",
        ):
            assert words in json.dumps(rows), words
            assert words in page, words
        assert "<script" not in page

    def test_names_of_others_and_of_what_one_left_are_not_in_it(self, client, ann, now):
        left = a_group("Secretgarden", host=a_person("Hollyhock"))
        ben = a_person("Teasel")
        joins(ann, left)
        joins(ben, left)
        thread = a_thread(of=left, by=ben, title="Foxglove title")
        a_reply(to=thread, by=ann, body="Ottersong in the morning")
        Boundary.objects.create(setter=ann, other=ben, kind="block", set_at=now)
        Membership.objects.filter(person=ann, group=left).delete()
        client.force_login(ann)
        rows, page = self.zipped(client)
        for words in ("Secretgarden", "Teasel", "Foxglove", "Hollyhock"):
            assert words not in json.dumps(rows) + page, words
        assert "Ottersong" in page

    def test_words_cannot_break_the_page(self, client, ann):
        ann.name = "<script>alert(1)</script>"
        ann.save()
        client.force_login(ann)
        assert "<script>" not in self.zipped(client)[1]

    def test_it_costs_the_same_for_few_rows_as_for_many(self, client, ann, queries):
        group = a_group()
        joins(ann, group)
        thread = a_thread(of=group, by=ann)
        client.force_login(ann)
        with queries() as few:
            client.post("/me/export/")
        for _ in range(10):
            a_reply(to=thread, by=ann)
        for _ in range(3):
            joins(ann, a_group())
        with queries() as many:
            client.post("/me/export/")
        assert few.count == many.count
