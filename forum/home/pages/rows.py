"""Threads as lists show them, in words that are ready to be put into a page."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.queries import Viewer
from forum.kernel.content_notes import Gently, choices_of, named
from forum.kernel.lines import joined
from forum.kernel.moments import said, zone_named


class Row(NamedTuple):
    """One thread in a list. `new` is empty when there is nothing new in it; `about` is what else is to be known.

    `note` names its content notes, and `gently` says how the reader wants it: hidden, it has no title here.
    """

    address: str
    title: str
    new: str
    about: SafeString
    note: str
    gently: Gently


def rows_of(threads: Sequence[dict[str, Any]], viewer: Viewer, now: datetime) -> list[Row]:
    """Put threads from `lookups` into words: who started them, replies, when somebody wrote last."""
    when, wanted = _sayer(viewer, now), _wanted(viewer)
    return [
        _row(
            thread,
            wanted(thread),
            joined(
                _("started without a name") if thread["letter"] else thread["starter_name"],
                replies_said(thread["replies_seen"]),
                when(thread["last_posted_at"]),
                _notes(thread),
            ),
        )
        for thread in threads
    ]


def news_of(
    threads: Sequence[dict[str, Any]], voices: dict[int, list[dict[str, Any]]], viewer: Viewer, now: datetime
) -> list[Row]:
    """Put threads with something new into words: who wrote that, and when somebody wrote last.

    :param voices: by thread, its newest posts that count as new.
    """
    when, wanted = _sayer(viewer, now), _wanted(viewer)
    return [
        _row(
            thread,
            wanted(thread),
            joined(said_by(voices[thread["id"]], thread["unread_count"]), when(thread["last_posted_at"])),
        )
        for thread in threads
    ]


def _row(thread: dict[str, Any], gently: Gently, about: SafeString) -> Row:
    return Row(
        address=_address(thread, gently),
        title="" if gently == Gently.HIDE else thread["title"],
        new=new_said(thread["unread_count"]) if thread["unread_count"] else "",
        about=about,
        note=named(thread["notes"]),
        gently=gently,
    )


def _wanted(viewer: Viewer) -> Callable[[dict[str, Any]], Gently]:
    """Return what says how the reader wants a thread; their own ones are shown as they are."""
    choices = choices_of(viewer)
    return lambda thread: Gently.SHOW if thread["starter_id"] == viewer.pk else choices.of(thread["notes"])


def _address(thread: dict[str, Any], gently: Gently) -> str:
    """Return where a thread is read on; what was opened in the list is not folded again behind the link."""
    asked = (["unread"] if thread["unread_count"] else []) + (["open"] if gently == Gently.FOLD else [])
    return f"/threads/{thread['id']}/" + (f"?{'&'.join(asked)}" if asked else "")


def _sayer(viewer: Viewer, now: datetime) -> Callable[[datetime | None], str]:
    """Return what puts moments into words, in the reader's zone and language."""
    zone = zone_named(getattr(viewer, "zone", "") or "Europe/London")
    today, language = now.astimezone(zone).date(), get_language() or ""
    return lambda moment: said(moment, zone, today, language) if moment else ""


def replies_said(count: int) -> str:
    return ngettext("%(count)s reply", "%(count)s replies", count) % {"count": count}


def new_said(count: int) -> str:
    return ngettext("%(count)s new", "%(count)s new", count) % {"count": count}


def listed(names: Sequence[str]) -> str:
    """Say names as one does: "Bone, Lounge and Yorkshire"; a long list is cut and says so."""
    if len(names) > 6:
        others = len(names) - 5
        return ngettext("%(names)s and %(count)s other", "%(names)s and %(count)s others", others) % {
            "names": ", ".join(names[:5]),
            "count": others,
        }
    if len(names) > 1:
        return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
    return "".join(names)


def said_by(posts: Sequence[dict[str, Any]], unread_count: int) -> str:
    """Say who wrote the unread ones of `posts` (newest first): "Marigold, Teasel and others".

    Whoever wrote without their name stays without one, and is not told from others who did.
    """
    posts = posts[:unread_count]
    names = list(dict.fromkeys(post["author__name"] for post in posts if not post["letter"]))
    if any(post["letter"] for post in posts):
        names.append(_("somebody without their name"))
    if len(names) > 3:
        names = [*names[:3], _("others")]
    elif names and len(posts) < unread_count:
        names.append(_("others"))
    return listed(names)


def _notes(thread: dict[str, Any]) -> str:
    if not thread["is_published"]:
        return _("Only you can see this.")
    return _("closed for replies") if thread["is_locked"] else ""
