"""What people do with their own page."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import Person
from forum.groups.models import Group
from forum.kernel.events import publish
from forum.people.events import ProfileChanged
from forum.people.models import Audience, ProfileField
from forum.people.rules import may_tell
from forum.people.text import rendered
from moderation.actions import erase_words, settle_vanished, submit_revision
from moderation.actions.revisions import why_it_waits
from moderation.models import Revision
from moderation.queries import not_emptied_since
from moderation.rules import may_write


@transaction.atomic
def tell_about_oneself(
    *, kind: str, words: str, audience: str, groups: Collection[Group] = (), by: Person, now: datetime
) -> ProfileField:
    """Set one thing on one's page, and who may see it; no words take it away at once.

    Who may see it holds at once, also for words that stand there while newer ones are held. That, and taking words
    away, is free to somebody who is asked to pause everywhere; new words are not.

    :param kind: a `ProfileField.Kind`.
    :param groups: those who see it, when `audience` is groups.
    :raises NotAllowed: its text is fit to show; nothing is written.
    Source: README, S-5, M-1 and M-7.
    """
    words = words.strip()
    may_tell(words=words, kind=kind, audience=audience, groups=groups, by=by).or_refuse()
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    field, _is_new = ProfileField.objects.get_or_create(person=by, kind=ProfileField.Kind(kind))
    field.audience = Audience(audience)
    field.save(update_fields=["audience"])
    field.groups.set(groups if audience == Audience.GROUPS else [])
    if words != _newest_words(field):
        if words:
            may_write(by, (), now).or_refuse()
        waits = why_it_waits(field) if words else []
        submit_revision(target=field, title="", body=words, by=by, now=now, also_found=waits)
    if not words:
        ProfileField.objects.filter(pk=field.pk).update(html="", revision=None)
        settle_vanished(subject=field, now=now)
    publish(ProfileChanged(person_id=by.pk, kind=kind, at=now))
    field.refresh_from_db()
    return field


def _newest_words(field: ProfileField) -> str:
    newest = Revision.objects.of(field).standing().newest_first().first()
    return newest.body if newest else ""


def publish_words(revision: Revision, now: datetime) -> None:
    """Show approved words, unless their person has written newer ones since. Source: README, M-1."""
    field = ProfileField.objects.filter(pk=revision.target_id).first()
    if field and not Revision.objects.of(field).standing().filter(pk__gt=revision.pk).exists():
        ProfileField.objects.filter(pk=field.pk).update(html=rendered(revision.body), revision=revision)
        publish(ProfileChanged(person_id=field.person_id, kind=field.kind, at=now))


def is_for_others() -> Q:
    """The condition on revisions for their field to be told to anybody, and not emptied since. Source: README, S-5."""
    told = ProfileField.objects.filter(pk=OuterRef("target_id")).exclude(audience=Audience.ME)
    return Q(Exists(told)) & not_emptied_since()


def forget_words(person_id: int) -> None:
    """Take out of every version what a person told on their page; called when they leave for good."""
    for revision in Revision.objects.filter(
        author=person_id, target_type=ContentType.objects.get_for_model(ProfileField)
    ):
        erase_words(revision=revision)
