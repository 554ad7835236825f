"""Hours of duty: published for everybody, set by moderators; days without duty and due times, set by leads."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Person
from moderation import actions
from moderation.actions.hours import due_minutes
from moderation.forms.people import DueTimesForm, DutyForm, HolidayForm
from moderation.models import Duty, Holiday
from moderation.pages.hours import hours_page, published_hours
from moderation.pages.team import colleague_at
from moderation.team import may_set_calendar
from moderation.views.finding import at_desk, signed_in


@login_not_required
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """When moderators are there, for anybody; not who."""
    zone = getattr(request.user, "zone", "")
    return render(request, "desk/published_hours.html", {"page": published_hours(timezone.now(), zone=zone)})


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def hours(request: HttpRequest) -> HttpResponse:
    """Who is there when; one's own hours to add."""
    by = signed_in(request)
    form = DutyForm(request.POST if request.method == "POST" else None, auto_id="duty_%s")
    if request.method == "POST" and form.is_valid():
        return _added(request, form, by, by)
    return _hours_shown(request, by, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def hours_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Add hours for somebody for whom one answers."""
    by, person = signed_in(request), colleague_at(pk, signed_in(request))
    if person is None:
        raise Http404
    form = DutyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _added(request, form, person, by)
    return render(request, "desk/hours_of.html", {"person": person, "form": form}, status=_status(form))


@require_POST
@at_desk
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take weekly hours out."""
    by = signed_in(request)
    duty = get_object_or_404(Duty.objects.visible_to(by).select_related("person"), pk=pk)
    actions.end_duty(duty=duty, by=by, now=timezone.now())
    messages.success(request, _("These hours are taken out."))
    return redirect("desk:hours") if duty.person_id == by.pk else redirect("desk:colleague", pk=duty.person_id)


@require_POST
@at_desk
def holiday(request: HttpRequest) -> HttpResponse:
    """Name a day on which nobody is on duty."""
    by = signed_in(request)
    form = HolidayForm(request.POST, auto_id="holiday_%s")
    may_set_calendar(by).or_refuse()
    if not form.is_valid():
        return _hours_shown(request, by, holiday=form)
    actions.set_holiday(by=by, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Saved. Nobody is on duty on that day."))
    return redirect("desk:hours")


@require_POST
@at_desk
def end_holiday(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the usual hours hold on a day after all."""
    day = get_object_or_404(Holiday.objects.visible_to(request.user), pk=pk)
    actions.take_back_holiday(holiday=day, by=signed_in(request), now=timezone.now())
    messages.success(request, _("The usual hours hold on that day."))
    return redirect("desk:hours")


@require_POST
@at_desk
def due_times(request: HttpRequest) -> HttpResponse:
    """Set how soon cases are due."""
    by, now = signed_in(request), timezone.now()
    may_set_calendar(by).or_refuse()
    form = DueTimesForm(request.POST, minutes=due_minutes(), auto_id="due_%s")
    if not form.is_valid():
        return _hours_shown(request, by, due=form)
    for severity, minutes in form.minutes.items():
        actions.set_due_time(severity=severity, minutes=minutes, by=by, now=now)
    messages.success(request, _("Saved. It holds for what comes from now on."))
    return redirect("desk:hours")


def _hours_shown(request: HttpRequest, by: Person, **bound: Any) -> HttpResponse:
    """The page with its forms; one of them as it was sent, where something in it needs another look."""
    page = hours_page(by, timezone.now())
    forms: dict[str, Any] = {"form": DutyForm(auto_id="duty_%s")}
    if page.calendar:
        forms |= {
            "holiday": HolidayForm(auto_id="holiday_%s"),
            "due": DueTimesForm(minutes=due_minutes(), auto_id="due_%s"),
        }
    return render(request, "desk/hours.html", {"page": page, **forms, **bound}, status=_status(*bound.values()))


def _added(request: HttpRequest, form: DutyForm, person: Person, by: Person) -> HttpResponse:
    actions.add_duty(person=person, by=by, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("These hours are saved."))
    return redirect("desk:hours") if person.pk == by.pk else redirect("desk:colleague", pk=person.pk)


def _status(*forms: Any) -> int:
    return 422 if any(form.is_bound for form in forms) else 200
