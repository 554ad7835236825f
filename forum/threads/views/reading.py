"""Reading: a thread, a post's place in it, its earlier versions; and marking a group as read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Person
from forum.groups.models import Group
from forum.groups.views.finding import may_be_listed, refusals_said, signed_in
from forum.kernel.form_keys import new_form_key
from forum.kernel.looking import is_looked_at
from forum.threads.actions import catch_up_group, note_reading
from forum.threads.forms.writing import LONGEST_DRAFT
from forum.threads.models import Post, Thread
from forum.threads.pages.thread import thread_for, thread_page
from forum.threads.pages.windows import address_from, address_of, number_asked, start_of
from forum.threads.pages.words import versions_for
from forum.threads.rules import may_see_history
from forum.threads.views.finding import merged_thread, visible_post


@login_not_required
@require_safe
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a page of a thread, and remember how far a member has read: the one thing that a GET changes.

    Not when a browser only fetches the page ahead of time.
    """
    found = thread_for(request.user, pk)
    if found is None:
        if (other := merged_thread(request, pk)) is not None:
            return redirect("threads:thread", pk=other.pk)
        raise Http404
    if "unread" in request.GET and isinstance(request.user, Person):
        return redirect(_first_unread(found, request.user, is_open="open" in request.GET))
    page = thread_page(
        request.user,
        found,
        start=number_asked(request.GET.get("from", "")),
        before=number_asked(request.GET.get("before", "")),
        now=timezone.now(),
        is_open="open" in request.GET,
    )
    if (
        isinstance(request.user, Person)
        and page.reached > (getattr(found, "mark", None) or 0)
        and is_looked_at(request)
    ):
        note_reading(thread=found, number=page.reached, by=request.user, now=timezone.now())
    key = new_form_key(request.user, f"/threads/{pk}/reply/") if page.is_member and page.is_last else ""
    context = {"page": page, "thread": found, "group": found.group, "form_key": key, "longest": LONGEST_DRAFT}
    return may_be_listed(render(request, "threads/thread.html", context), found.group, request.user)


@login_not_required
@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to a post in its thread."""
    return redirect(address_of(visible_post(request, pk)))


@require_safe
@refusals_said
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the versions of a post to its author and to the group's moderators."""
    by, found = signed_in(request), visible_post(request, pk)
    may_see_history(post=found, by=by).or_refuse()
    context = {"post": found, "thread": found.thread, "group": found.thread.group, "back": address_of(found)}
    return render(request, "threads/history.html", {**context, "versions": versions_for(by, found)})


@require_POST
def catch_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Count everything in a group as read."""
    group = get_object_or_404(Group.objects.readable_by(request.user), slug=slug)
    catch_up_group(group=group, by=signed_in(request), now=timezone.now())
    messages.success(request, _("Everything in %(group)s counts as read now.") % {"group": group.name})
    return redirect("home:group", slug=group.slug)


def _first_unread(found: Thread, by: Person, *, is_open: bool) -> str:
    """The address of the first post that is new to somebody, or of the newest when none is."""
    mark = getattr(found, "mark", None)
    posts = Post.objects.seen_by(by).filter(thread=found.pk, number__isnull=False)
    number = None
    if mark is not None:
        number = posts.new_to(by).filter(number__gt=mark).order_by("number").values_list("number", flat=True).first()
    if number is None:
        number = posts.order_by("-number").values_list("number", flat=True).first() or 1
    return f"{address_from(found.pk, start_of(number), is_open=is_open)}#post-{number}"
