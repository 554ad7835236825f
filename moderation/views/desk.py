"""The list of the desk, its one live figure, and what is taken from it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forum.kernel.looking import is_looked_at
from forum.kernel.verdicts import NotAllowed
from moderation import actions
from moderation.actions.batches import IN_A_BATCH
from moderation.errors import CaseIsTaken
from moderation.models import Outcome
from moderation.pages.clock import as_of
from moderation.pages.filters import counts_for, filters_in, listed, place_in
from moderation.pages.keys import keys_of_list
from moderation.pages.listing import desk_page, said_of_counts
from moderation.pages.things import thing_in_reach
from moderation.rules import has_desk
from moderation.views.finding import at_desk, signed_in


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Everything that waits, in one order; `?show=`, `?group=` and `?after=` say which part of it.

    Whoever looks has read what they were told of it.
    """
    by = signed_in(request)
    if by.is_staff and not has_desk(by):
        raise NotAllowed(_("You have no role at the desk. Somebody who leads it can give you one."))
    return _desk(request)


@at_desk
def _desk(request: HttpRequest) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    page = desk_page(by, filters_in(request.GET), place_in(request.GET.get("after", "")), now)
    if by.has_news and is_looked_at(request):
        actions.note_desk_read(by=by, now=now)
    context = {"page": page, "counted": said_of_counts(page.late, page.waiting), "as_of": as_of(now, by)}
    context |= {"batches": [(each.value, Outcome(each).label) for each in IN_A_BATCH], "keys": keys_of_list()}
    return render(request, "desk/desk.html", context)


@require_safe
@at_desk
def late(request: HttpRequest) -> HttpResponse:
    """The figure at the top of the list, for the script that renews it."""
    by, now = signed_in(request), timezone.now()
    counts = counts_for(by, now)
    said = f"{said_of_counts(counts['late'], counts[''])}\n{as_of(now, by)}"
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


@require_POST
@at_desk
def next_case(request: HttpRequest) -> HttpResponse:
    """Take on the first case that is free, of those that the list showed."""
    by, now, filters = signed_in(request), timezone.now(), filters_in(request.POST)
    case = actions.claim_next_case(among=listed(filters, by, now), by=by, now=now)
    if case is None:
        messages.info(request, _("Nothing here is free for you now. Others work on the rest, or wait for somebody."))
        return redirect(f"/desk/?{filters.query}" if filters.query else "/desk/")
    return redirect("desk:case", pk=case.pk)


@require_POST
@at_desk
def take(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take something to the desk that one came across."""
    by, now = signed_in(request), timezone.now()
    subject = thing_in_reach(kind, pk, by)
    if subject is None:
        raise Http404
    try:
        case = actions.take_to_desk(subject=subject, by=by, now=now)
    except CaseIsTaken as taken:
        raise NotAllowed(str(taken)) from taken
    return redirect("desk:case", pk=case.pk)
