"""A series: its dates, changing it, and its end."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forum.groups.views.finding import refusals_said, signed_in
from forum.kernel.verdicts import NotAllowed
from forum.meetups import actions
from forum.meetups.actions.splitting import SeriesChange, foreseen, next_of
from forum.meetups.forms.changing import EndForm
from forum.meetups.models import Series
from forum.meetups.pages.changing import comes_of_series_change, date_lines
from forum.meetups.pages.series import dates_to_end_after, series_for, series_page
from forum.meetups.rules.organising import may_change_series


def _series_at(request: HttpRequest, pk: int) -> Series:
    found = series_for(request.user, pk)
    if found is None:
        raise Http404
    return found


@login_not_required
@require_safe
def series(request: HttpRequest, pk: int) -> HttpResponse:
    """The pattern in words, and the dates to come."""
    found = _series_at(request, pk)
    page = series_page(request.user, found, timezone.now())
    return render(request, "meetups/series.html", {"series": found, "group": found.group, "page": page})


@require_http_methods(["GET", "HEAD"])
@refusals_said
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a series from its next date on."""
    found, now = _series_at(request, pk), timezone.now()
    may_change_series(series=found, by=signed_in(request), now=now).or_refuse()
    if (coming := next_of(found, now)) is None:
        raise NotAllowed(_("No date of this series is to come that could be changed."))
    return redirect(f"/meetups/{coming.pk}/edit/?dates=onward")


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Make no more dates: which is the last one, what comes of it, done."""
    by, found, now = signed_in(request), _series_at(request, pk), timezone.now()
    step = request.POST.get("step", "")
    if step == "confirm" and found.ended_at is not None and found.organiser_id == by.pk:
        return redirect("meetups:series", pk=pk)  # the same form, sent twice
    may_change_series(series=found, by=by, now=now).or_refuse()
    form = EndForm(request.POST if request.method == "POST" else None, dates=dates_to_end_after(found, now))
    context: dict[str, Any] = {"series": found, "group": found.group, "form": form}
    if not form.is_valid() or step == "form":
        return render(request, "meetups/end.html", context, status=422 if form.errors else 200)

    def made() -> SeriesChange:
        keeps = request.POST.get("keeps") != "no"
        return actions.end_series(series=found, last=form.last_day, keeps=keeps, by=by, now=now)

    if step != "confirm":
        change = foreseen(made)
        left = date_lines([*change.kept, *change.cancelled])
        context |= {"happens": comes_of_series_change(change), "left_over": left}
        return render(request, "meetups/end_preview.html", context)
    made()
    messages.success(
        request, _("The series ends there. Whoever was coming to a date that does not take place is told.")
    )
    return redirect("meetups:series", pk=pk)
