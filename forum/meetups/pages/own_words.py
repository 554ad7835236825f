"""What authors alone see of their announcements and venues: words that wait, and why. Source: README, E-3 and M-2."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.queries import Viewer
from forum.meetups.actions.words import Words, newest_of
from forum.meetups.models import Announcement, Newer, State
from forum.meetups.text import parts_of
from forum.threads.rendering import render
from moderation.models import Outcome, Revision, Statement
from moderation.pages.waiting import waiting_of

# By state, and by what became of newer words.
_SAID: dict[tuple[str, str], str | Promise] = {
    (State.HELD, ""): gettext_lazy("Only you can see this yet."),
    (State.RETURNED, ""): gettext_lazy("A moderator has sent this back to you. Only you can see it. You can change it and send it again."),
    (State.DECLINED, ""): gettext_lazy("This was not put up, and only you can see it. What you wrote is still yours, to read and to copy."),
    (State.HIDDEN, ""): gettext_lazy("A moderator has removed this. Only you can see what stands here, to read and to copy."),
    (State.WITHDRAWN, ""): gettext_lazy("You took this back. Nobody else has seen it."),
    (State.PUBLISHED, Newer.HELD): gettext_lazy("You changed the words. Until they have been read, everybody else sees them as they were."),
    (State.PUBLISHED, Newer.RETURNED): gettext_lazy("A moderator has sent your change back to you. Everybody sees the words as they were. You can change them again."),
    (State.PUBLISHED, Newer.DECLINED): gettext_lazy("Your change was not put up. Everybody sees the words as they were."),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OwnWords:
    """One's own words of which others see nothing, or not the newest.

    :param sentences: what is the matter, why they wait, and until when.
    :param statement: the address of what a moderator wrote; empty where there is none.
    :param title: :param html: the newest words, sanitised; what a meetup is about.
    :param parts: the others of them, by name.
    """

    sentences: tuple[str, ...]
    statement: str
    title: str
    html: str
    parts: dict[str, str]


def newest(model: type[Any], field: str) -> Subquery:
    """A field of the newest version of each row's words, for a query of that model."""
    versions = Revision.objects.filter(target_type__app_label="meetups", target_type__model=model._meta.model_name)
    return Subquery(versions.filter(target_id=OuterRef("pk")).standing().newest_first().values(field)[:1])


def own_words(thing: Words, viewer: Viewer, now: datetime) -> OwnWords | None:
    """What its author is told about it; None where others read the newest words, or `viewer` did not write them.

    At most five queries; for others one, while something waits.
    """
    newer = thing.newer_words if thing.state == State.PUBLISHED else ""
    said = _SAID.get((thing.state, newer))
    version = newest_of(thing) if said is not None else None
    if said is None or version is None or version.author_id != viewer.pk:
        return None
    sentences = [str(said)]
    is_waiting = State.HELD in (thing.state, newer)
    if is_waiting and (wait := waiting_of(type(thing), [thing.pk], now=now).get(thing.pk)):
        sentences += [*wait.reasons, wait.until]
    parts = parts_of(version.body, thing.PARTS)
    about = parts.pop("about", "") or parts.pop("words", "")
    return OwnWords(
        sentences=tuple(sentences),
        statement="" if is_waiting else _statement_about(thing, viewer),
        title=version.title,
        html=render(about) if about else "",
        parts=parts,
    )


def own_change(announcement: Announcement, date_id: int | None) -> Announcement:
    """The words of one date that wait to be its own, where there are some; else those that it has."""
    if date_id is None or announcement.date_id is not None:
        return announcement
    own = Announcement.objects.filter(date=date_id).exclude(state=State.PUBLISHED).order_by("-pk").first()
    return own or announcement


def _statement_about(thing: Words, viewer: Viewer) -> str:
    given = Statement.objects.visible_to(viewer).filter(
        decision__case__subject_type__app_label="meetups",
        decision__case__subject_type__model=thing._meta.model_name,
        decision__case__subject_id=thing.pk,
        decision__outcome__in=(Outcome.HIDE, Outcome.DECLINE, Outcome.RETURN),
    )
    pk = given.order_by("-pk").values_list("pk", flat=True).first()
    return f"/statements/{pk}/" if pk else ""
