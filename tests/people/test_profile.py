"""What people tell about themselves, and to whom it is never shown."""

import pytest
from django.urls import reverse

from accounts.actions import leave_forum
from accounts.events import WordsChoice
from accounts.models import Boundary
from forum.groups import actions as groups
from forum.home.pages.person import person_page
from forum.kernel.verdicts import NotAllowed
from forum.people.actions import tell_about_oneself
from forum.people.models import ProfileField
from moderation.models import Revision
from tests.factories import WHEN, a_group, a_person, joins

pytestmark = pytest.mark.django_db


def told_to(viewer, person):
    return {field.kind: field.html for field in person_page(person, viewer).fields}


@pytest.mark.parametrize(
    ("audience", "who", "is_shown"),
    [
        ("me", "self", True), ("me", "fellow member", False), ("me", "staff", False), ("me", "stranger", False),
        ("groups", "self", True), ("groups", "fellow member", True), ("groups", "stranger", False),
        ("groups", "staff", False), ("groups", "member of another group", False), ("groups", "kept apart", False),
        ("members", "stranger", True), ("members", "kept apart", False), ("members", "blocked", False),
    ],
)  # fmt: skip
def test_each_thing_is_shown_to_those_chosen_and_nobody_else(audience, who, is_shown):
    chosen, other, person, viewer = a_group(), a_group(), a_person(), a_person(is_staff=who == "staff")
    for group in (chosen, other):
        joins(person, group)
    if who in ("fellow member", "kept apart", "blocked"):
        joins(viewer, chosen)
    if who == "member of another group":
        joins(viewer, other)
    if who in ("kept apart", "blocked"):
        Boundary.objects.create(
            setter=person, other=viewer, kind="apart" if who == "kept apart" else "block", set_at=WHEN
        )
    tell_about_oneself(
        kind="about",
        words="I knit.",
        audience=audience,
        groups=[chosen] if audience == "groups" else [],
        by=person,
        now=WHEN,
    )
    looking = person if who == "self" else viewer
    assert ("about" in told_to(looking, person)) is is_shown


def test_what_was_told_to_a_group_is_gone_for_whoever_leaves_it_and_when_its_person_does():
    group, person, viewer = a_group(), a_person(), a_person()
    for each in (person, viewer):
        joins(each, group)
    tell_about_oneself(kind="place", words="Leeds", audience="groups", groups=[group], by=person, now=WHEN)
    assert told_to(viewer, person)
    groups.leave_group(group=group, by=viewer, now=WHEN)
    assert not told_to(viewer, person)
    joins(viewer, group)
    groups.leave_group(group=group, by=person, now=WHEN)
    assert not told_to(viewer, person)


def test_everything_starts_as_only_me_and_empty(client):
    person = a_person()
    client.force_login(person)
    assert client.get(reverse("people:profile")).content.decode().count("Nothing yet") == 4
    page = client.get(reverse("people:tell", args=["about"]))
    assert page.context["form"]["audience"].value() == "me"
    assert not ProfileField.objects.exists()


def test_words_are_shown_as_words_whatever_is_in_them(client):
    person = a_person()
    client.force_login(person)
    words = "<script>zq()</script>\nand **stars** & \u202eمرحبا 👩🏽‍🦽"
    client.post(reverse("people:tell", args=["about"]), {"words": words, "audience": "members"})
    html = ProfileField.objects.get().html
    assert "<script" not in html
    assert "&lt;script&gt;zq()&lt;/script&gt;<br>and **stars** &amp;" in html
    assert b"<script>zq" not in client.get(reverse("people:profile")).content


def test_taking_it_away_takes_it_away_at_once():
    person = a_person()
    tell_about_oneself(kind="about", words="Gone soon", audience="members", by=person, now=WHEN)
    tell_about_oneself(kind="about", words="", audience="members", by=person, now=WHEN)
    assert told_to(a_person(), person) == {}
    assert not ProfileField.objects.filter(html__contains="Gone").exists()


def test_saving_the_same_words_makes_no_new_version():
    person = a_person()
    for audience in ("me", "members", "me"):
        tell_about_oneself(kind="about", words="The same", audience=audience, by=person, now=WHEN)
    assert Revision.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"words": "a\x00b"}, {"words": "x" * 10_000}, {"audience": "everyone"}, {"audience": ""}, {"audience": "groups"},
     {"audience": "groups", "groups": "forged"}, {"audience": "groups", "groups": "9" * 30}],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_beside_its_field_and_nothing_changes(client, wrong):
    person, not_mine = a_person(), a_group()
    joins(person, a_group())
    tell_about_oneself(kind="about", words="As it was", audience="me", by=person, now=WHEN)
    before = list(ProfileField.objects.values())
    client.force_login(person)
    if wrong.get("groups") == "forged":
        wrong = {**wrong, "groups": str(not_mine.pk)}
    answer = client.post(reverse("people:tell", args=["about"]), {"words": "Newer words", "audience": "me", **wrong})
    assert answer.status_code == 200
    assert "Please look at this again" in answer.content.decode()
    if "words" not in wrong:
        assert "Newer words" in answer.content.decode()
    assert list(ProfileField.objects.values()) == before


def test_nobody_tells_a_group_that_they_are_not_in():
    person = a_person()
    with pytest.raises(NotAllowed):
        tell_about_oneself(kind="about", words="Hello", audience="groups", groups=[a_group()], by=person, now=WHEN)
    assert not ProfileField.objects.exists()


@pytest.mark.parametrize("kind", ["diagnosis", "x" * 200, "me"])
def test_a_kind_that_is_none_is_not_found(client, kind):
    client.force_login(a_person())
    assert client.get(f"/me/profile/{kind}/").status_code == 404


def test_only_groups_that_both_are_in_are_said_to_be_in_common():
    person, viewer = a_person(), a_person()
    shared, hers, his = a_group("Shared"), a_group("Hers", discovery="hidden"), a_group("His")
    for each, group in ((person, shared), (viewer, shared), (person, hers), (viewer, his)):
        joins(each, group, line=f"line in {group.name}")
    page = person_page(person, viewer)
    assert [(row.group.name, row.line) for row in page.memberships] == [("Shared", "line in Shared")]


def test_the_profile_asks_the_same_for_few_and_many(client, queries):
    person = a_person()
    client.force_login(person)
    address = reverse("people:profile")
    tell_about_oneself(kind="about", words="One", audience="me", by=person, now=WHEN)
    client.get(address)
    with queries() as few:
        client.get(address)
    own = [a_group() for _ in range(10)]
    for group in own:
        joins(person, group)
    for kind in ProfileField.Kind:
        tell_about_oneself(kind=kind, words="More", audience="groups", groups=own, by=person, now=WHEN)
    with queries() as many:
        client.get(address)
    assert few.count == many.count
    assert not many.writes


def test_what_was_told_is_erased_from_every_version_when_its_person_leaves():
    person = a_person()
    for words in ("First words", "Second words"):
        tell_about_oneself(kind="about", words=words, audience="members", by=person, now=WHEN)
    leave_forum(choice=WordsChoice.KEEP, by=person, now=WHEN)
    assert not ProfileField.objects.exists()
    assert not Revision.objects.filter(body__contains="words").exists()
