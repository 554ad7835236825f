"""At the door: who comes, and who is here."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from forum.groups.views.finding import refusals_said, signed_in
from forum.kernel.forms import number_in
from forum.meetups import actions
from forum.meetups.forms.attending import DoorForm
from forum.meetups.models import Attendance, Meetup
from forum.meetups.pages.door import door_page, may_look
from forum.meetups.pages.when import spoken_when
from forum.meetups.views.finding import visible_meetup

_DEEDS = {
    "arrived": actions.note_arrival,
    "not_arrived": actions.take_back_arrival,
    "name_helper": actions.name_helper,
    "end_helper": actions.end_helper,
}


@require_safe
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Who comes: a list for the organiser, a search by name for those who help at the door."""
    by, found = signed_in(request), _at_the_door(request, pk)
    form = DoorForm(request.GET)
    name = form.cleaned_data["q"] if form.is_valid() else ""
    page = door_page(by, found, q=name, after=number_in(request.GET, "after"))
    context = {
        "page": page,
        "meetup": found,
        "words": found.announcement,
        "when": spoken_when(found, found.zone_info),
        "form": form,
        "place": urlencode({key: request.GET[key] for key in ("q", "after") if request.GET.get(key)}),
    }
    return render(request, "meetups/attendance.html", context)


@require_POST
@refusals_said
def set_arrival(request: HttpRequest, pk: int, attendance_id: int) -> HttpResponse:
    """Note that somebody is here, take it back, or let them help at the door: `do` says which."""
    by, found = signed_in(request), _at_the_door(request, pk)
    party = get_object_or_404(Attendance.objects.seen_by(by), pk=attendance_id, meetup=found.pk)
    deed = _DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    deed(attendance=party, by=by, now=timezone.now())
    back = urlencode({key: request.POST[key] for key in ("q", "after") if request.POST.get(key)})
    return redirect(reverse("meetups:attendance", args=[pk]) + (f"?{back}" if back else "") + f"#party-{party.pk}")


def _at_the_door(request: HttpRequest, pk: int) -> Meetup:
    """The meetup, for those who are at its door; else 404."""
    found = visible_meetup(request, pk)
    if not may_look(signed_in(request), found):
        raise Http404
    return found
