"""The review engine as the project uses it: immutable revisions, one door, nothing shown that was not approved."""

from datetime import datetime

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models.signals import post_init

from accounts.models import Consent, Person
from moderation import kinds
from moderation.actions import submit_revision
from moderation.library.constants import (
    MODERATION_DRAFT_STATE,
    MODERATION_READY_STATE,
    MODERATION_STATUS_APPROVED,
    MODERATION_STATUS_PENDING,
    MODERATION_STATUS_REJECTED,
)
from moderation.library.models import ModeratedObject
from moderation.models import Revision
from moderation.policy import Policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(now: datetime) -> Person:
    return Person.objects.create_user("teasel@example.org", name="Teasel", name_key="teasel", joined_at=now)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """A kind that stands for any room; what it is told to publish is kept here."""
    told: list[tuple[str, str]] = []
    kind = kinds.Kind(
        model=Consent,
        label="a note",
        publish=lambda revision, now: told.append((revision.title, revision.body)),
        address=lambda target: "/",
        excerpt=lambda revision: revision.body[:80],
    )
    monkeypatch.setitem(kinds._kinds, Consent, kind)
    return told


@pytest.fixture
def note(writer: Person, now: datetime) -> Consent:
    return Consent.objects.create(person=writer, kind="terms", version="1", given_at=now)


def _plain(revision: Revision) -> dict[str, object]:
    """What a version says, field by field."""
    return {field.attname: getattr(revision, field.attname) for field in Revision._meta.concrete_fields}


@pytest.fixture
def holding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Policy, "is_auto_approve", lambda self, revision, author: False)


def test_an_approved_revision_is_published_once_with_its_own_words(note, writer, shown, now):
    revision = submit_revision(target=note, title="Scan", body="On Thursday.", by=writer, now=now)

    assert shown == [("Scan", "On Thursday.")]
    assert revision.published
    assert Revision.objects.get(pk=revision.pk).published


def test_a_held_revision_is_kept_and_shown_to_nobody(note, writer, shown, holding, now):
    revision = submit_revision(target=note, title="", body="My number is 07700 900123", by=writer, now=now)

    assert shown == []
    assert not Revision.objects.get(pk=revision.pk).published
    assert Revision.objects.get(pk=revision.pk).body == "My number is 07700 900123"


def test_an_earlier_approved_version_stays_as_it_was_while_an_edit_waits(note, writer, shown, monkeypatch, now):
    first = submit_revision(target=note, title="", body="First words.", by=writer, now=now)
    monkeypatch.setattr(Policy, "is_auto_approve", lambda self, revision, author: False)
    second = submit_revision(target=note, title="", body="Second words.", by=writer, now=now)

    assert shown == [("", "First words.")]
    rows = Revision.objects.in_bulk([first.pk, second.pk])
    assert (rows[first.pk].published, rows[first.pk].body) == (True, "First words.")
    assert (rows[second.pk].published, rows[second.pk].body) == (False, "Second words.")


def test_the_same_held_words_sent_twice_are_not_published(note, writer, shown, holding, now):
    for _ in range(2):
        submit_revision(target=note, title="", body="Same words.", by=writer, now=now)

    assert shown == []
    assert not Revision.objects.filter(published=True).exists()


def test_the_moment_of_a_decision_is_kept_with_its_zone(note, writer, shown, now):
    revision = submit_revision(target=note, title="", body="Words.", by=writer, now=now)

    decided = ModeratedObject.objects.get(object_pk=revision.pk)
    assert decided.on.tzinfo is not None


def test_what_was_published_at_once_is_an_approval_that_the_engine_itself_can_read(note, writer, shown, now):
    revision = submit_revision(target=note, title="Scan", body="On Thursday.", by=writer, now=now)

    row = ModeratedObject.objects.get_for_instance(Revision.objects.get(pk=revision.pk))
    assert Revision.objects.get(pk=revision.pk).moderated_status == "Approved"
    assert (row.status, row.state) == (MODERATION_STATUS_APPROVED, MODERATION_READY_STATE)
    assert (row.changed_by, row.by, row.reason) == (writer, None, "published at once")
    assert _plain(row.changed_object) == _plain(revision) | {"published": False}  # as it was when it was asked about
    assert ModeratedObject.objects.filter(object_pk=revision.pk).count() == 1


def test_what_is_held_waits_in_the_engine_and_is_approved_there_later(note, writer, shown, holding, now):
    held = submit_revision(target=note, title="Scan", body="On Thursday.", by=writer, now=now)
    waiting = ModeratedObject.objects.get_for_instance(held)
    assert (waiting.status, waiting.state, waiting.on) == (MODERATION_STATUS_PENDING, MODERATION_DRAFT_STATE, None)
    assert waiting.changed_by == writer

    moderator = Person.objects.create_user("sorrel@example.org", name="Sorrel", name_key="sorrel", joined_at=now)
    waiting.approve(by=moderator, reason="kind words")

    decided = ModeratedObject.objects.get_for_instance(held)
    assert (decided.status, decided.state) == (MODERATION_STATUS_APPROVED, MODERATION_READY_STATE)
    assert (decided.by, decided.reason, decided.changed_by) == (moderator, "kind words", writer)
    assert _plain(Revision.objects.get(pk=held.pk)) == _plain(held) | {"published": True}


def test_what_is_held_and_then_declined_stays_unseen_with_its_words_kept(note, writer, shown, holding, now):
    held = submit_revision(target=note, title="Scan", body="On Thursday.", by=writer, now=now)
    ModeratedObject.objects.get_for_instance(held).reject(by=writer, reason="not now")

    assert ModeratedObject.objects.get_for_instance(held).status == MODERATION_STATUS_REJECTED
    assert _plain(Revision.objects.get(pk=held.pk)) == _plain(held)


def test_what_the_policy_declines_at_once_is_kept_and_shown_to_nobody(note, writer, shown, monkeypatch, now):
    monkeypatch.setattr(Policy, "is_auto_reject", lambda self, revision, author: "never")
    revision = submit_revision(target=note, title="", body="Words.", by=writer, now=now)

    assert shown == []
    assert ModeratedObject.objects.get_for_instance(revision).status == MODERATION_STATUS_REJECTED
    assert not Revision.objects.get(pk=revision.pk).published


def test_the_policy_is_asked_about_the_words_themselves_and_their_author(note, writer, shown, monkeypatch, now):
    asked = []
    monkeypatch.setattr(Policy, "is_auto_approve", lambda self, revision, author: asked.append((revision, author)))
    revision = submit_revision(target=note, title="Scan", body="On Thursday.", by=writer, now=now)

    assert [(about.pk, about.title, about.body, about.target, by) for about, by in asked] == [
        (revision.pk, "Scan", "On Thursday.", note, writer)
    ]


def test_nothing_of_a_submission_stays_when_it_cannot_be_published(note, writer, monkeypatch, now):
    def fail(revision, now):
        raise RuntimeError("the room cannot show it")

    kind = kinds.Kind(model=Consent, label="a note", publish=fail, address=lambda target: "/", excerpt=lambda each: "")
    monkeypatch.setitem(kinds._kinds, Consent, kind)
    with pytest.raises(RuntimeError), transaction.atomic():
        submit_revision(target=note, title="", body="Words.", by=writer, now=now)

    assert not Revision.objects.exists()
    assert not ModeratedObject.objects.exists()


@pytest.mark.parametrize("is_held", [False, True])
def test_reviewing_costs_few_queries(note, writer, shown, monkeypatch, now, django_assert_num_queries, is_held):
    for model in (Consent, Revision):
        ContentType.objects.get_for_model(model)
    if is_held:
        monkeypatch.setattr(Policy, "is_auto_approve", lambda self, revision, author: False)
    # The version, the engine's row, that it is published, which rules are in use; of what is held a case,
    # who is told that it waits, and the log.
    with django_assert_num_queries(22 if is_held else 4):
        submit_revision(target=note, title="", body="Words.", by=writer, now=now)


def test_the_engines_rows_are_found_through_an_index():
    with connection.cursor() as cursor:
        names = connection.introspection.get_constraints(cursor, ModeratedObject._meta.db_table)
    assert {"review_engine_by_thing", "review_engine_by_state"} <= set(names)


def test_the_engine_listens_to_its_own_rows_and_slows_down_no_others():
    assert post_init.has_listeners(ModeratedObject)
    assert not post_init.has_listeners(Revision)
    assert not post_init.has_listeners(get_user_model())
