"""What was found, as a page shows it: each thing with its place, and no more of it than its reader wants to meet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.queries import Viewer
from forum.kernel.compiled import Among, Compiled, keys_said
from forum.kernel.content_notes import Gently, choices_of, codes_in, kept, named
from forum.kernel.lines import joined
from forum.kernel.moments import said, spoken_there, zone_named
from forum.meetups.models import Meetup, Status
from forum.search.models import Entry
from forum.search.pages.excerpts import excerpt, marked
from forum.search.pages.windows import Found
from forum.search.text.asking import Row
from forum.threads.models import Post


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing that was found.

    :param kind: what it is, in a word. :param words: the part of it that has what is looked for.
    :param about: where it stands, who wrote it, and when. :param note: its content notes, named.
    :param gently: how the reader wants it: hidden, it has neither title nor words here.
    """

    kind: str
    address: str
    title: SafeString | str
    words: SafeString | str
    about: SafeString
    note: str = ""
    gently: Gently = Gently.SHOW


def hits_of(found: Sequence[Found], rows: Sequence[Row], viewer: Viewer, now: datetime) -> list[Hit]:
    """Look up what is shown of these things, in their order. Two queries at most."""
    post_ids, meetup_ids = _ids(found, "post"), _ids(found, "meetup")
    posts = _posts_seen_by.rows(viewer=viewer, keys=keys_said(post_ids)) if post_ids else []
    dates = _dates_seen_by.rows(viewer=viewer, now=now, keys=keys_said(meetup_ids)) if meetup_ids else []
    make = _Maker(
        rows, viewer, now, {each["pk"]: each for each in posts}, {each["announcement_id"]: each for each in dates}
    )
    made = (make.hit(each.entry) for each in found)
    return [hit for hit in made if hit is not None]


def _ids(found: Iterable[Found], kind: str) -> list[int]:
    return [each.entry["object_id"] for each in found if each.entry["kind"] == kind]


def _posts(viewer: Any, keys: Any) -> QuerySet[Any, Any]:
    posts = Post.objects.visible_to(viewer).filter(Among("pk", keys), state=Post.State.PUBLISHED)
    return posts.values(
        "pk", "thread_id", "thread__title", "thread__notes", "notes", "letter", "author_id", "author__name"
    )


def _dates(viewer: Any, now: Any, keys: Any) -> QuerySet[Any, Any]:
    """Of each announcement the date that comes next, or else the last that was."""
    seen = Meetup.objects.visible_to(viewer).filter(is_announced=True)
    ours = seen.filter(announcement=OuterRef("announcement"))
    best = Coalesce(
        Subquery(ours.to_come(now).in_order().values("pk")[:1]),
        Subquery(ours.order_by("-starts_at", "-pk").values("pk")[:1]),
    )
    dates = seen.filter(Among("announcement_id", keys), pk=best)
    return dates.values("pk", "announcement_id", "starts_at", "zone", "status")


_posts_seen_by = Compiled(_posts)
_dates_seen_by = Compiled(_dates)


class _Maker:
    """Makes hits for one page."""

    def __init__(
        self, rows: Sequence[Row], viewer: Viewer, now: datetime, posts: dict[int, dict[str, Any]],
        dates: dict[int, dict[str, Any]],
    ) -> None:  # fmt: skip
        self.rows, self.viewer, self.posts, self.dates = rows, viewer, posts, dates
        self.zone = zone_named(getattr(viewer, "zone", "") or "Europe/London")
        self.today, self.language = now.astimezone(self.zone).date(), get_language() or ""

    def hit(self, entry: dict[str, Any]) -> Hit | None:
        """None for what is not there any more since it was found."""
        if entry["kind"] == Entry.Kind.POST:
            return self._post(entry, self.posts[entry["object_id"]]) if entry["object_id"] in self.posts else None
        if entry["kind"] == Entry.Kind.MEETUP:
            return self._meetup(entry, self.dates[entry["object_id"]]) if entry["object_id"] in self.dates else None
        return self._group(entry) if entry["kind"] == Entry.Kind.GROUP else self._person(entry)

    def _post(self, entry: dict[str, Any], post: dict[str, Any]) -> Hit:
        notes = kept(codes_in(f"{post['notes']} {post['thread__notes']}"))
        is_own = post["author_id"] == self.viewer.pk
        gently = Gently.SHOW if is_own else choices_of(self.viewer).of(notes)
        who = _("without a name, %(letter)s") % {"letter": post["letter"]} if post["letter"] else post["author__name"]
        when = said(entry["moment"], self.zone, self.today, self.language)
        address = f"/threads/{post['thread_id']}/" if entry["is_opening"] else f"/posts/{entry['object_id']}/"
        is_shown = gently != Gently.HIDE
        return Hit(
            kind=_("Thread") if entry["is_opening"] else _("Reply"),
            address=address,
            title=marked(post["thread__title"], self.rows) if is_shown else "",
            words=excerpt(entry["words"], self.rows) if is_shown else "",
            about=joined(entry["group_name"] or "", who if is_shown else "", when),
            note=named(notes),
            gently=gently,
        )

    def _meetup(self, entry: dict[str, Any], date: dict[str, Any]) -> Hit:
        when = spoken_there(date["starts_at"], zone=zone_named(date["zone"]))
        state = "" if date["status"] == Status.SCHEDULED else str(Status(date["status"]).label)
        return Hit(
            kind=_("Meetup"), address=f"/meetups/{date['pk']}/", title=marked(entry["title"], self.rows),
            words=excerpt(entry["words"], self.rows), about=joined(when, state, entry["group_name"] or ""),
        )  # fmt: skip

    def _group(self, entry: dict[str, Any]) -> Hit | None:
        if entry["group_slug"] is None:
            return None
        return Hit(
            kind=_("Group"), address=f"/groups/{entry['group_slug']}/", title=marked(entry["title"], self.rows),
            words=excerpt(entry["words"], self.rows), about=joined(),
        )  # fmt: skip

    def _person(self, entry: dict[str, Any]) -> Hit | None:
        if entry["author_id"] is None:
            return None
        return Hit(
            kind=_("Person"), address=f"/people/{entry['author_id']}/", title=marked(entry["author_name"], self.rows),
            words=excerpt(entry["words"], self.rows), about=joined(),
        )  # fmt: skip
