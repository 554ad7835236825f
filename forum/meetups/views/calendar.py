"""Calendar files: one meetup, and the private address from which one's own are fetched."""

from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forum.groups.views.finding import signed_in
from forum.meetups.actions import change_feed_detail, make_feed, note_fetch, revoke_feed
from forum.meetups.forms.calendar import FeedForm
from forum.meetups.models import CalendarFeed
from forum.meetups.pages.calendar import entries_of, name_of, own_entries, written
from forum.meetups.pages.feeds import feed_at

_TYPE = "text/calendar; charset=utf-8"


@login_not_required
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One meetup as a file for a calendar, discreetly; of a course each session."""
    entries = entries_of(request.user, pk, absolute=request.build_absolute_uri)
    if entries is None:
        raise Http404
    body = written(entries, name=name_of(CalendarFeed.Detail.DISCREET))
    return HttpResponse(
        body, content_type=_TYPE, headers={"Content-Disposition": 'attachment; filename="appointment.ics"'}
    )


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody's own meetups, for whoever has the address: no session, and nothing where it ended or never was."""
    now = timezone.now()
    found = feed_at(token, now=now)
    if found is None:
        return HttpResponse(_("There is no calendar here."), status=404, content_type="text/plain; charset=utf-8")
    entries = own_entries(found.person, detail=found.detail, absolute=request.build_absolute_uri, now=now)
    body = written(entries, name=name_of(found.detail))
    found = note_fetch(feed=found, content_hash=sha256(body).hexdigest(), by=found.person, now=now)
    changed = int(found.content_at.timestamp()) if found.content_at else None
    response = HttpResponse(body, content_type=_TYPE, headers={"Cache-Control": "private, no-cache"})
    response["ETag"] = etag = quote_etag(found.content_hash)
    response["Last-Modified"] = http_date(changed)
    return get_conditional_response(request, etag=etag, last_modified=changed, response=response) or response


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Make the address of one's own calendar, which is shown once; change what it says, or end it."""
    by, now = signed_in(request), timezone.now()
    found = CalendarFeed.objects.visible_to(by).open().first()
    if request.method == "POST" and "end" in request.POST:
        revoke_feed(by=by, now=now)
        messages.success(request, _("The address is ended. Nothing can be fetched there any more."))
        return redirect("meetups:calendar")
    form = FeedForm(
        request.POST if request.method == "POST" else None, initial={"detail": found.detail if found else "discreet"}
    )
    said = {"form": form, "feed": found}
    if request.method != "POST":
        return render(request, "meetups/calendar.html", said)
    if not form.is_valid():
        return render(request, "meetups/calendar.html", said, status=422)
    detail = form.cleaned_data["detail"]
    if found and "keep" in request.POST:
        change_feed_detail(detail=detail, by=by)
        messages.success(request, _("Saved. Your calendar says this when it looks next."))
        return redirect("meetups:calendar")
    token = make_feed(detail=detail, by=by, now=now)
    address = request.build_absolute_uri(f"/calendar/{token}.ics")
    return render(request, "meetups/calendar_made.html", {"address": address})
