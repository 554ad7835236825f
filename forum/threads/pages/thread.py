"""A thread as one reader sees it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.queries import Viewer
from forum.groups.models import Group, Role
from forum.groups.pages import readers_sentence
from forum.kernel.content_notes import SHOW_ALL, Choices, Gently, choices_of, named
from forum.kernel.moments import exact, spoken, zone_named
from forum.threads.models import Draft, FormerPlace, Post, Reaction, Subscription, Thread
from forum.threads.pages.lookups import (
    posts_before,
    posts_from,
    quoted_but_hidden,
    reactions_by,
    thread_seen,
    unseen_of,
)
from forum.threads.pages.own import OwnNote, own_notes
from forum.threads.pages.windows import ON_A_PAGE, Jump, address_from, jumps, start_of
from forum.threads.pages.words import draft_for, name_said
from forum.threads.rendering import hide_quotes
from forum.threads.rules import may_reply

_FACES = ("", " plum", " amber")
_CHANGEABLE = (Post.State.PUBLISHED, Post.State.HELD)
_MODERATING = (Role.MODERATOR, Role.HOST)


class Button(NamedTuple):
    """A reaction that can be given, or taken back when it is the reader's own."""

    kind: str
    words: str
    is_mine: bool


class Said(NamedTuple):
    """A moment in words, exactly, and for machines."""

    words: str
    exactly: str
    iso: str


@dataclass(frozen=True, slots=True)
class Row:
    """One post. Strings are ready to be put into the page; the template escapes all but `html`.

    :param is_empty: others see an empty place here, and so does this reader.
    :param own: what its author alone is told.
    :param note: what its content notes are called; empty for none. :param gently: how the reader wants it.
    :param opened: the address at which it is shown although the reader's choices hide it.
    """

    id: str
    version: int | None  # that is shown, for whoever tells a moderator of it
    anchor: str
    name: str
    address: str  # of the author's page; empty when there is none for this reader
    face: str
    face_class: str
    line: str
    said: Said
    edited: str
    html: SafeString
    state: str
    is_empty: bool
    is_mine: bool
    may_change: bool
    own: OwnNote | None
    buttons: list[Button]
    is_first_new: bool
    note: str
    gently: Gently
    opened: str


@dataclass(frozen=True, kw_only=True)
class ThreadPage:
    """One page of a thread.

    :param above: the groups around it, root first, its own last; at most three.
    :param since: how much is new, said before the first new post; empty when that is not on this page.
    :param closed: why one cannot reply here; empty when one can. :param closed_towards: where one reads more about it.
    :param title: of the thread, or what stands for it where the reader's choices fold or hide it.
    :param note: what the thread's content notes are called; empty for none. :param gently: how the reader wants it.
    :param opened: the address of this page with everything shown.
    :param elsewhere: addresses of threads in which replies stand now that stood here.
    :param reached: the number up to which this page has been read once it is shown; 0 when nothing is shown.
    """

    thread: Thread
    group: Group
    above: list[Group]
    readers: str
    replies: str
    told: str
    rows: list[Row]
    since: str
    older: str
    newer: str
    jumps: list[Jump]
    draft: Draft | None
    closed: str
    closed_towards: str
    is_member: bool
    may_moderate: bool
    is_last: bool
    reached: int
    title: str
    note: str
    gently: Gently
    opened: str
    elsewhere: list[str]


def thread_for(viewer: Viewer, pk: int) -> Thread | None:
    """Return the thread, if `viewer` may see it, with what they have to do with it: one query."""
    return thread_seen.first(viewer=viewer, pk=pk)


def thread_page(
    viewer: Viewer, thread: Thread, *, start: int | None, before: int | None, now: datetime, is_open: bool = False
) -> ThreadPage:
    """Look up a page of a thread that `thread_for` found: five queries at most, two more where words of one's own wait.

    :param start: begin with this number; :param before: end before this one. Past the end, the last page.
    :param is_open: what the reader's choices fold or hide is shown, because they asked for it.
    """
    role = getattr(thread, "role", None)
    choices = SHOW_ALL if is_open else choices_of(viewer)
    gently = Gently.SHOW if thread.starter_id == viewer.pk else choices.of(thread.notes)
    found, has_older, has_newer = _window(viewer, thread, bool(role), start, before)
    if not has_newer and getattr(thread, "has_unseen", False):
        found = [*found, *unseen_of.rows(viewer=viewer, thread=thread.pk, group=thread.group_id)]
    if gently == Gently.HIDE:
        found = []
    rows = _rows(viewer, thread, found, now, choices)
    verdict = may_reply(thread=thread, by=viewer, now=now, role=role) if isinstance(viewer, Person) and role else None
    numbers = [each["number"] for each in found if each["number"]]
    first, last = (numbers[0], numbers[-1]) if numbers else (1, 0)
    note = named(thread.notes)
    return ThreadPage(
        thread=thread,
        group=thread.group,
        above=_above(thread.group),
        readers=readers_sentence(thread.group),
        replies=_replies(thread),
        told=_told(thread) if viewer.is_authenticated else "",
        rows=rows,
        since=_since(thread) if any(row.is_first_new for row in rows) else "",
        older=f"/threads/{thread.pk}/?before={first}{'&open' if is_open else ''}" if has_older else "",
        newer=address_from(thread.pk, last + 1, is_open=is_open) if has_newer else "",
        jumps=jumps(thread, first, is_open=is_open),
        draft=_begun(viewer, thread) if role and not has_newer else None,
        closed="" if verdict is None else str(verdict.reason),
        closed_towards="" if verdict is None else verdict.towards,
        is_member=bool(role),
        may_moderate=role in _MODERATING,
        is_last=not has_newer,
        reached=last,
        title=thread.title if gently == Gently.SHOW else _("A thread with a note: %(note)s") % {"note": note},
        note=note,
        gently=gently,
        opened=address_from(thread.pk, start or 1, is_open=True),
        elsewhere=_elsewhere(
            viewer, thread, first if has_older else 1, last if has_newer else thread.last_number, len(numbers)
        ),
    )


def _begun(viewer: Viewer, thread: Thread) -> Draft | None:
    """What a member has begun to write as a reply; not looked up where they have not."""
    if not isinstance(viewer, Person) or not getattr(thread, "has_begun", False):
        return None
    return draft_for(viewer, thread=thread)


def _elsewhere(viewer: Viewer, thread: Thread, first: int, last: int, count: int) -> list[str]:
    """Where replies stand now that stood between two numbers; asked only where fewer posts are shown than numbers."""
    if count > last - first:
        return []
    left = FormerPlace.objects.filter(thread=thread.pk, number__gte=first, number__lte=last)
    seen = Thread.objects.visible_to(viewer).filter(pk__in=left.values("post__thread")).order_by("pk")
    return [f"/threads/{pk}/" for pk in seen.values_list("pk", flat=True)]


def _window(
    viewer: Viewer, thread: Thread, is_member: bool, start: int | None, before: int | None
) -> tuple[list[dict[str, Any]], bool, bool]:
    """Return the posts of a page, and whether there are older and newer ones: one query, or two past the end."""
    if before is None:
        found = posts_from(viewer, thread, start or 1, is_member=is_member)
        if found or (start or 1) <= 1:
            return found[:ON_A_PAGE], (start or 1) > 1, len(found) > ON_A_PAGE
        before = thread.last_number + 1
    found = posts_before(viewer, thread, before, is_member=is_member)
    if not found and before <= thread.last_number:  # everything before it is hidden: begin at the beginning
        return _window(viewer, thread, is_member, 1, None)
    return found[:ON_A_PAGE][::-1], len(found) > ON_A_PAGE, before <= thread.last_number


def _rows(
    viewer: Viewer, thread: Thread, found: list[dict[str, Any]], now: datetime, choices: Choices = SHOW_ALL
) -> list[Row]:
    given = _given_by(viewer, thread, found)
    _hide_quoted(viewer, thread, found, choices)
    new = _first_new(viewer, thread, found)
    notes = own_notes(viewer, thread, found, now) if isinstance(viewer, Person) else {}
    zone = zone_named(getattr(viewer, "zone", "") or "Europe/London")
    today, language = now.astimezone(zone).date(), get_language() or ""
    labels = [(str(kind), str(kind.label)) for kind in Reaction.Kind]
    return [
        _row(
            viewer, post, given, labels, _said(post["published_at"] or post["written_at"], zone, today, language), new,
            notes.get(post["id"]), Gently.SHOW if post["author_id"] == viewer.pk else choices.of(post["notes"]),
        )
        for post in found
    ]  # fmt: skip


def _row(
    viewer: Viewer,
    post: dict[str, Any],
    given: set[tuple[int, str]],
    labels: list[tuple[str, str]],
    said: Said,
    new: int,
    own: OwnNote | None,
    gently: Gently,
) -> Row:
    pk, is_mine, letter, state = post["id"], post["author_id"] == viewer.pk, post["letter"], post["state"]
    buttons = []
    if state == Post.State.PUBLISHED:
        buttons = [
            Button(kind, f"{label} · {count}" if (count := post[f"{kind}_count"]) else label, (pk, kind) in given)
            for kind, label in labels
            if not is_mine or post[f"{kind}_count"]
        ]
    name = post["author__name"]
    return Row(
        id=str(pk),
        version=post["revision_id"],
        anchor=f"post-{post['number']}" if post["number"] else f"held-{pk}",
        name=name_said(name, letter, is_mine=is_mine),
        address=""
        if letter or not viewer.is_authenticated or not post["author__is_active"]
        else f"/people/{post['author_id']}/",
        face=letter or name[:1].upper(),
        face_class=" plain" if letter else _FACES[post["author_id"] % 3],
        line="" if letter else post["line"] or "",
        said=said,
        edited=_edited(post),
        html=mark_safe("" if gently == Gently.HIDE else own.html if own else post["html"]),
        state=state,
        is_empty=own is None and state != Post.State.PUBLISHED,
        is_mine=is_mine,
        may_change=is_mine and (state in _CHANGEABLE or bool(own and own.change)),
        own=own,
        buttons=buttons,
        is_first_new=bool(new) and post["number"] == new,
        note=named(post["notes"]),
        gently=gently,
        opened=f"{address_from(post['thread_id'], start_of(post['number']), is_open=True)}#post-{post['number']}"
        if gently == Gently.HIDE
        else "",
    )


def _edited(post: dict[str, Any]) -> str:
    if post["is_edited_by_moderator"]:
        return _("edited by a moderator")
    return _("edited") if post["edited_at"] is not None else ""


def _any_given(post: dict[str, Any]) -> bool:
    return bool(post["with_you_count"] or post["same_here_count"] or post["thank_you_count"])


def _given_by(viewer: Viewer, thread: Thread, found: list[dict[str, Any]]) -> set[tuple[int, str]]:
    """The reader's own reactions to these posts; not looked up where nobody gave any."""
    numbers = [post["number"] for post in found if post["number"] and _any_given(post)]
    if not numbers or not viewer.is_authenticated:
        return set()
    return set(reactions_by.rows(viewer=viewer, thread=thread.pk, first=numbers[0], last=numbers[-1]))


def _hide_quoted(viewer: Viewer, thread: Thread, found: list[dict[str, Any]], choices: Choices) -> None:
    """Take words out of what others quoted: of people who are hidden from the reader, and those that their choices
    fold or hide. Source: README, S-6 and P-15.
    """
    quoting = [post["number"] for post in found if post["number"] and "data-post=" in post["html"]]
    if not viewer.is_authenticated or not quoting:
        return
    quoted = quoted_but_hidden.rows(viewer=viewer, thread=thread.pk, first=quoting[0], last=quoting[-1])
    hidden = {each["pk"] for each in quoted if each["is_hidden"]}
    noted = {each["pk"] for each in quoted if choices.of(each["notes"]) != Gently.SHOW} - hidden
    for ids, sentence in ((hidden, _("not shown")), (noted, _("words with a note, not shown here"))):
        if ids:
            for post in found:
                post["html"] = hide_quotes(post["html"], ids, sentence)


def _first_new(viewer: Viewer, thread: Thread, found: list[dict[str, Any]]) -> int:
    """The number of the first post on this page that is new to the reader; 0 when the newness began before it."""
    mark = getattr(thread, "mark", None)
    if not mark or not found or not getattr(thread, "unread_count", 0) or (found[0]["number"] or 0) > mark + 1:
        return 0
    return next((p["number"] for p in found if (p["number"] or 0) > mark and _counts_as_new(viewer, p)), 0)


def _counts_as_new(viewer: Viewer, post: dict[str, Any]) -> bool:
    return post["state"] == Post.State.PUBLISHED and post["author_id"] != viewer.pk


def _since(thread: Thread) -> str:
    count = getattr(thread, "unread_count", 0)
    return ngettext("%(count)d reply since you were here", "%(count)d replies since you were here", count) % {
        "count": count
    }


def _replies(thread: Thread) -> str:
    count: int = getattr(thread, "replies_seen", thread.reply_count)
    return ngettext("%(count)d reply", "%(count)d replies", count) % {"count": count}


def _told(thread: Thread) -> str:
    level = getattr(thread, "level", None) or getattr(thread, "group_level", None) or Subscription.Level.DAILY
    return {
        Subscription.Level.EACH: _("Your choice: be told of each reply"),
        Subscription.Level.DAILY: _("Your choice: be told once a day"),
        Subscription.Level.NAMED: _("Your choice: be told when you are named"),
        Subscription.Level.MUTED: _("Your choice: not be told of replies"),
    }[Subscription.Level(level)]


def _above(group: Group) -> list[Group]:
    """The group and up to two above it, root first. Whoever reads a group may know of those above it."""
    path = [group]
    while path[0].parent_id and path[0].parent and len(path) < 3:
        path.insert(0, path[0].parent)
    return path


@lru_cache(maxsize=4000)
def _said(moment: datetime, zone: ZoneInfo, today: date, language: str) -> Said:
    """Say a moment; many readers see the same ones, and setting a date in words costs more than finding it."""
    noon = datetime.combine(today, datetime.min.time(), tzinfo=zone).replace(hour=23, minute=59)
    return Said(spoken(moment, zone=zone, now=noon), exact(moment, zone=zone), moment.isoformat(timespec="seconds"))
