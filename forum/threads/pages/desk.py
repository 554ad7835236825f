"""What moderators are shown of posts and threads and around them: registered as part of two `Kind`s in `apps.py`.

That they may see the case was asked before. Of what stands around its subject they see what they see as a reader.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from forum.groups.models import Group, Reading
from forum.kernel.compiled import Compiled
from forum.threads.models import LETTER_TO_COME, Post, Thread
from forum.threads.pages.lookups import quoted_but_hidden, thread_and_place
from forum.threads.pages.windows import LARGEST
from forum.threads.pages.words import source_for
from forum.threads.rendering import hide_quotes, render
from moderation.kinds import Neighbour, Setting
from moderation.models import Revision

_BEFORE, _AFTER = 2, 1
_COLUMNS = ("id", "number", "letter", "state", "newer_words", "author__name")
_PLACE = {
    "title": F("thread__title"), "is_published": F("thread__is_published"), "group": F("thread__group__name"),
    "reading": F("thread__group__effective_reading"), "count": F("thread__group__member_count"),
    "own_title": F("revision__title"),
}  # fmt: skip


def settings_of_posts(ids: Iterable[int], person: Person) -> dict[int, Setting]:
    """Say where these posts stand, for a list. One query."""
    rows = Post.objects.filter(pk__in=list(ids)).values(*_COLUMNS, **_PLACE)
    return {row["id"]: _setting(row) for row in rows}


def setting_of_post(post: Post, person: Person, now: datetime) -> Setting:
    """Say where a post stands, with the post itself among the opening post and those next to it: at most five."""
    (row,) = _post.rows(viewer=person, pk=post.pk)
    place = post.number or post.thread.last_number + 1
    near = {"first": place - _BEFORE, "last": place + _AFTER}
    shown = _shown(person, post.thread, _around.rows(viewer=person, thread=post.thread_id, pk=post.pk, **near))
    subject = Neighbour(
        who=_who(row), at=post.published_at or post.written_at, html=mark_safe(_words(person, post)),
        address=f"/posts/{post.pk}/", is_subject=True, state=str(Post.State(post.state).label),
    )  # fmt: skip
    before = [each for number, each in shown if number < place]
    after = [each for number, each in shown if number >= place]
    ways = _ways(post.thread_id) if row["is_read"] and row["is_published"] else ()
    return replace(_setting(row), neighbours=[*before, subject, *after], ways=ways)


def _post_and_place(viewer: Any, pk: int) -> QuerySet[Post, dict[str, Any]]:
    is_read = Exists(Thread.objects.visible_to(viewer).filter(pk=OuterRef("thread")))
    return Post.objects.filter(pk=pk).values(*_COLUMNS, **_PLACE, is_read=is_read)


def _near(viewer: Any, thread: int, first: int, last: int, pk: int = 0) -> QuerySet[Post, dict[str, Any]]:
    """The opening post of a thread and those between two numbers, without one of them."""
    near = Q(number=1) | Q(number__gte=first, number__lte=last)
    posts = Post.objects.seen_by(viewer).filter(near, thread=thread).exclude(number=None).exclude(pk=pk)
    return posts.order_by("number").values(*_COLUMNS, "html", "published_at", "written_at")


_post = Compiled(_post_and_place)
_around = Compiled(_near)


def settings_of_threads(ids: Iterable[int], person: Person) -> dict[int, Setting]:
    """Say where these threads stand, for a list. One query."""
    opening = Post.objects.filter(thread=OuterRef("pk"), number=1).values("revision__title")
    threads = Thread.objects.filter(pk__in=list(ids)).annotate(own_title=Subquery(opening[:1]))
    return {each.pk: _setting_of(each) for each in threads.select_related("group", "starter")}


def setting_of_thread(thread: Thread, person: Person, now: datetime) -> Setting:
    """Say where a thread stands, with its opening post and its newest ones."""
    setting = settings_of_threads([thread.pk], person)[thread.pk]
    newest = {"first": thread.last_number - _BEFORE + 1, "last": LARGEST}
    posts = _around.rows(viewer=person, thread=thread.pk, **newest)
    neighbours = [each for _number, each in _shown(person, thread, posts)]
    is_read = thread.is_published and thread_and_place.first(viewer=person, pk=thread.pk)
    return replace(setting, neighbours=neighbours, ways=_ways(thread.pk) if is_read else ())


def _ways(thread_id: int) -> list[tuple[str, str]]:
    """What moderators who read a thread do with it on pages of this room. Source: README, P-17."""
    at = f"/threads/{thread_id}"
    return [
        (_("Move it to another group"), f"{at}/move/"),
        (_("Give some replies a thread of their own"), f"{at}/split/"),
        (_("Merge it with another thread"), f"{at}/merge/"),
    ]


def _setting(row: dict[str, Any]) -> Setting:
    is_opening = row["number"] == 1 or not row["is_published"]
    is_hidden = row["state"] == Post.State.HIDDEN
    title = (row["own_title"] if is_opening and is_hidden else "") or row["title"]
    if row["newer_words"] == Post.Newer.HELD:
        said = (
            _("Change of a thread’s first post: “%(title)s”") if is_opening else _("Change of a reply in “%(title)s”")
        )
    else:
        said = _("New thread “%(title)s”") if is_opening else _("Reply in “%(title)s”")
    return Setting(
        title=said % {"title": title},
        place=_place(row["group"], row["reading"], row["count"]),
        who=_who(row),
        is_unnamed=bool(row["letter"]),
        is_removed=row["state"] == Post.State.WITHDRAWN,
        is_hidden=is_hidden,
    )


def _setting_of(thread: Thread) -> Setting:
    group: Group = thread.group
    title = getattr(thread, "own_title", "") or thread.title
    return Setting(
        title=_("Thread “%(title)s”") % {"title": title},
        place=_place(group.name, group.effective_reading, group.member_count),
        who=_who({"letter": thread.letter, "author__name": thread.starter.name}),
        is_unnamed=bool(thread.letter),
    )


def _place(group: str, reading: str, count: int) -> str:
    if reading == Reading.PUBLIC:
        return _("%(group)s (anyone can read it)") % {"group": group}
    if reading == Reading.MEMBERS:
        return _("%(group)s (everyone with an account can read it)") % {"group": group}
    said = ngettext("%(group)s (closed, %(count)d person)", "%(group)s (closed, %(count)d people)", count)
    return said % {"group": group, "count": count}


def _who(row: dict[str, Any]) -> str:
    letter: str = row["letter"]
    if not letter:
        return str(row["author__name"])
    if letter == LETTER_TO_COME:
        return _("A member of this group, without their name")
    return _("A member of this group (%(letter)s)") % {"letter": letter}


def _shown(person: Person, thread: Thread, posts: Iterable[dict[str, Any]]) -> list[tuple[int, Neighbour]]:
    """Posts of a thread as `person` reads them, each with its number, oldest first."""
    return [
        (
            row["number"],
            Neighbour(
                who=_who(row), at=row["published_at"] or row["written_at"], address=f"/posts/{row['id']}/",
                html=mark_safe(_without_hidden(person, thread, row["html"])), state=str(Post.State(row["state"]).label),
            ),
        )
        for row in posts
    ]  # fmt: skip


def _words(person: Person, post: Post) -> str:
    """The words of a case's subject: those that others see, else its newest. None that its author took back."""
    if post.state == Post.State.WITHDRAWN:
        return ""
    if post.state == Post.State.PUBLISHED:
        return _without_hidden(person, post.thread, post.html)
    newest = post.revision or Revision.objects.of(post).standing().newest_first().first()
    return render(source_for(person, post.thread, newest.body)) if newest else ""


def _without_hidden(person: Person, thread: Thread, html: str) -> str:
    """Take the words of people who are hidden from `person` out of what others quoted. Source: README, S-6."""
    if "data-post=" not in html:
        return html
    quoted = quoted_but_hidden.rows(viewer=person, thread=thread.pk, first=1, last=LARGEST)
    hidden = {each["pk"] for each in quoted if each["is_hidden"]}
    return hide_quotes(html, hidden, _("not shown"))
