"""How these views find threads and posts, and keep the words of somebody who is refused."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forum.groups.models import Group
from forum.groups.views.finding import signed_in
from forum.kernel.compiled import Compiled
from forum.threads.models import Draft, Post, Thread
from forum.threads.pages.lookups import thread_and_place, thread_at_their_desk, where_posts_went
from moderation.rules import may_open_desk


def readable_group(request: HttpRequest, slug: str) -> Group | None:
    """The group at an address, if the asker may read in it."""
    return _group.first(viewer=request.user, slug=slug)


def visible_thread(request: HttpRequest, pk: int) -> Thread | None:
    """The thread, if the asker may see it, with what its page says about its group; of one that was merged, the other."""
    return thread_and_place.first(viewer=request.user, pk=pk) or merged_thread(request, pk)


def merged_thread(request: HttpRequest, pk: int) -> Thread | None:
    """The thread in which the posts of this one stand since a moderator merged it, if the asker may see that."""
    went = where_posts_went(pk)
    return thread_and_place.first(viewer=request.user, pk=went) if went != pk else None


def thread_at_desk(request: HttpRequest, pk: int) -> Thread:
    """A thread that the asker reads, in a group that they moderate; else 404. Whoever is not trained yet is told so."""
    by = signed_in(request)
    thread: Thread = thread_at_their_desk.or_404(viewer=by, pk=pk)
    may_open_desk(by).or_refuse()
    return thread


def visible_post(request: HttpRequest, pk: int) -> Post:
    """The post, if the asker may see it; else 404."""
    return _post.or_404(viewer=request.user, pk=pk)


_group = Compiled(lambda viewer, slug: Group.objects.readable_by(viewer).select_related("read_gate").filter(slug=slug))
_post = Compiled(
    lambda viewer, pk: Post.objects.visible_to(viewer).select_related("thread__group__read_gate").filter(pk=pk)
)


def words_kept(
    request: HttpRequest,
    *,
    reason: str = "",
    towards: str = "",
    back: str = "",
    status: int,
    draft: Draft | None = None,
) -> HttpResponse:
    """Give somebody's words back to them, with why they were not posted, and where they read more about that.

    With status 404 the page says the same whether there is nothing, or something that they may not see.

    :param draft: their words where none were sent.
    """
    context = {
        "reason": reason,
        "towards": towards,
        "back": back,
        "title": request.POST.get("title", draft.title if draft else "").replace("\x00", ""),
        "body": request.POST.get("body", draft.body if draft else "").replace("\x00", ""),
    }
    return render(request, "threads/words_kept.html", context, status=status)
