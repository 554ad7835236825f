"""How one is told of replies."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.groups.models import Group
from forum.groups.views.finding import signed_in
from forum.threads.actions import subscribe
from forum.threads.forms.writing import SubscriptionForm
from forum.threads.models import Subscription, Thread
from forum.threads.views.finding import readable_group, visible_thread


@require_http_methods(["GET", "HEAD", "POST"])
def of_thread(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose for one thread."""
    thread = visible_thread(request, pk)
    if thread is None:
        raise Http404
    return _choose(request, thread.group, thread, back=f"/threads/{thread.pk}/")


@require_http_methods(["GET", "HEAD", "POST"])
def of_group(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose for all threads of a group that have no choice of their own."""
    group = readable_group(request, slug)
    if group is None:
        raise Http404
    return _choose(request, group, None, back=f"/groups/{group.slug}/")


def _choose(request: HttpRequest, group: Group, thread: Thread | None, *, back: str) -> HttpResponse:
    by = signed_in(request)
    form = SubscriptionForm(request.POST or None, initial={"level": _level(request, group, thread)})
    if request.method == "POST" and form.is_valid():
        subscribe(group=group, thread=thread, level=form.cleaned_data["level"], by=by, now=timezone.now())
        messages.success(request, _("Your choice is kept."))
        return redirect(back)
    context = {"form": form, "thread": thread, "group": group, "back": back}
    return render(request, "threads/subscription.html", context, status=422 if form.is_bound else 200)


def _level(request: HttpRequest, group: Group, thread: Thread | None) -> str:
    mine = Subscription.objects.visible_to(request.user).filter(group=group.pk)
    levels: dict[int | None, str] = dict(mine.filter(thread=None).values_list("thread", "level"))
    if thread is not None:
        levels |= dict(mine.filter(thread=thread).values_list("thread", "level"))
        return levels.get(thread.pk) or levels.get(None) or Subscription.Level.DAILY
    return levels.get(None) or Subscription.Level.DAILY
