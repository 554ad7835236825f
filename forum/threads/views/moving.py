"""Moving, splitting and merging threads: say what is wanted, see what comes of it, do it. Three steps of one address."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.groups.views.finding import number_in, refusals_said, signed_in
from forum.kernel.verdicts import NotAllowed
from forum.threads import actions
from forum.threads.forms.moving import MergeForm, MoveForm, SplitForm
from forum.threads.models import Thread
from forum.threads.pages import moving as pages
from forum.threads.views.finding import merged_thread, thread_at_desk
from moderation.actions.preview import preview_act


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a thread into another group."""
    by, thread = signed_in(request), thread_at_desk(request, pk)
    if request.POST.get("step") == "confirm" and request.POST.get("group") == str(thread.group_id):
        return redirect("threads:thread", pk=pk)  # the same form, sent twice
    form = MoveForm(_sent(request), groups=pages.groups_for(thread, by))
    if request.method != "POST" and not form.has_groups:
        return _page(request, thread, "threads/move.html", form)
    if not form.is_valid() or request.POST.get("step") == "form":
        return _page(request, thread, "threads/move.html", form)
    group, words = pages.group_chosen(form.cleaned_data["group"]), form.cleaned_data["words"]
    return _previewed_or_done(
        request, thread, "threads/move.html", form, pages.comes_of_moving(thread, group),
        act=lambda: actions.move_thread(thread=thread, group=group, words=words, by=by, now=timezone.now()),
        done=_("The thread stands in %(group)s now.") % {"group": group.name},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Give some replies a thread of their own."""
    by, thread = signed_in(request), thread_at_desk(request, pk)
    form = SplitForm(_sent(request))
    posts, following = pages.posts_to_choose(thread, by, number_in(request, "from"))
    more = {"posts": posts, "following": following, "chosen": set(form.ids_sent)}
    if not form.is_valid() or request.POST.get("step") == "form":
        return _page(request, thread, "threads/split.html", form, **more)
    said = form.cleaned_data
    ids = pages.ids_chosen(thread, form.ids_sent, all_after=said["all_after"])
    return _previewed_or_done(
        request, thread, "threads/split.html", form, pages.comes_of_splitting(thread, len(ids)),
        act=lambda: actions.split_thread(
            thread=thread, posts=ids, title=said["title"], words=said["words"], by=by, now=timezone.now()
        ),
        done=_("These posts have a thread of their own now."), **more,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the posts of a thread behind those of another."""
    if request.method == "POST" and (other := merged_thread(request, pk)) is not None:
        return redirect("threads:thread", pk=other.pk)  # the same form, sent twice
    by, thread = signed_in(request), thread_at_desk(request, pk)
    form = MergeForm(_sent(request), threads=pages.threads_for(thread, by))
    if not form.is_valid() or request.POST.get("step") == "form":
        return _page(request, thread, "threads/merge.html", form)
    into = pages.thread_to_merge_into(form.cleaned_data["thread"], thread, by)
    if into is None:
        form.add_error("address", _("There is no thread at this address into which you could merge this one."))
        return _page(request, thread, "threads/merge.html", form)
    words = form.cleaned_data["words"]
    return _previewed_or_done(
        request, thread, "threads/merge.html", form, pages.comes_of_merging(thread, into),
        act=lambda: actions.merge_threads(thread=thread, into=into, words=words, by=by, now=timezone.now()),
        done=_("The posts stand here now, behind the others."),
    )  # fmt: skip


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(request: HttpRequest, thread: Thread, template: str, form: Form, **more: Any) -> HttpResponse:
    is_wrong = form.is_bound and not form.is_valid()
    context = {"thread": thread, "group": thread.group, "form": form, **more}
    return render(request, template, context, status=422 if is_wrong else 200)


def _previewed_or_done(
    request: HttpRequest,
    thread: Thread,
    template: str,
    form: Form,
    happens: Sequence[str],
    *,
    act: Callable[[], Thread],
    done: str,
    **more: Any,
) -> HttpResponse:
    """Do it once it is confirmed, and lead to the thread; before that, show what would come of it."""
    try:
        if request.POST.get("step") == "confirm":
            thread = act()
            messages.success(request, done)
            return redirect("threads:thread", pk=thread.pk)
        foreseen = preview_act(act, subject=thread, now=timezone.now())
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _page(request, thread, template, form, **more)
    context = {"thread": thread, "group": thread.group, "form": form, "happens": happens, "foreseen": foreseen}
    return render(request, "threads/moving_preview.html", {**context, **more})
