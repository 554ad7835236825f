"""Changing when, where and for how many: of one date, or of a series from a date on. One question a page, then a look."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.groups.views.finding import refusals_said, signed_in
from forum.kernel.verdicts import NotAllowed
from forum.meetups import actions
from forum.meetups.actions.arranging import Arrangement
from forum.meetups.actions.splitting import Days, SeriesChange, foreseen, next_of
from forum.meetups.errors import MeetupMovedOn, NoSuchTime
from forum.meetups.forms.changing import ChangeForm, ManyForm, PatternForm, WhenForm, WhereForm
from forum.meetups.models import Meetup, Status
from forum.meetups.pages import changing as pages
from forum.meetups.rules.organising import may_change, may_change_series
from forum.meetups.views.finding import visible_meetup

THIS, ONWARD = "this", "onward"


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a date, or the series from it on: `dates` says which, `ask` what of it."""
    by, found, now = signed_in(request), visible_meetup(request, pk), timezone.now()
    may_change(meetup=found, by=by, now=now).or_refuse()
    dates = request.GET.get("dates", "") if found.series else THIS
    if dates not in (THIS, ONWARD):
        coming = next_of(found.series, now) if found.series and not found.series.ended_at else None
        context = {"meetup": found, "day": pages.said_day(found), "series": found.series, "coming": coming}
        return render(request, "meetups/edit/which.html", context)
    if dates == ONWARD and found.series:
        may_change_series(series=found.series, by=by, now=now).or_refuse()
    change = _Change(request, found, is_onward=dates == ONWARD)
    ask = request.GET.get("ask", "")
    if ask == "when" and dates == THIS and found.status == Status.POSTPONED:
        return redirect("meetups:reschedule", pk=pk)
    if ask not in ("when", "where", "many"):
        return change.page("meetups/edit/what.html", said=change.said(change.arrangement, change.days))
    return change.asked(change.form(ask), ask)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def reschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a postponed date a new day."""
    by, found, now = signed_in(request), visible_meetup(request, pk), timezone.now()
    may_change(meetup=found, by=by, now=now).or_refuse()
    if found.status != Status.POSTPONED:
        return redirect("meetups:edit", pk=pk)
    change = _Change(request, found, is_onward=False)
    return change.asked(change.form("when"), "when")


class _Change:
    """One change that is asked about, looked at, and made."""

    def __init__(self, request: HttpRequest, found: Meetup, *, is_onward: bool) -> None:
        self.request, self.by, self.now = request, signed_in(request), timezone.now()
        self.meetup, self.is_onward = found, is_onward
        self.series = found.series if is_onward else None
        self.days = Days.of(self.series) if self.series else None
        thing = self.series or found
        self.arrangement = Arrangement.of(thing, self._day)

    @property
    def _day(self) -> Any:
        return self.meetup.original_date if self.is_onward else self.meetup.on_date

    def form(self, ask: str) -> ChangeForm:
        """The form of one question."""
        known: dict[str, Any] = {
            "arrangement": self.arrangement, "seen": self.meetup.version, "zone": self.meetup.zone, "now": self.now
        }  # fmt: skip
        sent = self.request.POST.copy() if self.request.method == "POST" else None
        if ask == "where":
            return WhereForm(sent, venues=pages.venues_for(self.by, self.meetup), **known)
        if ask == "many":
            return ManyForm(sent, **known)
        return PatternForm(sent, days_now=self.days, **known) if self.days else WhenForm(sent, **known)

    def asked(self, form: ChangeForm, ask: str) -> HttpResponse:
        """The question; what would come of the answer; or, once that was looked at, the deed."""
        if not form.is_valid() or self.request.POST.get("step") == "form":
            return self._question(form, ask, status=422 if form.is_bound and form.errors else 200)
        try:
            if self.request.POST.get("step") == "confirm":
                return self._done(self.make(form))
            return self._preview(form, ask)
        except MeetupMovedOn as newer:
            form.add_error(None, str(newer))
            form.data["seen"] = self.meetup.version  # type: ignore[index]
            return self._question(form, ask, status=409)
        except (NotAllowed, NoSuchTime) as refusal:
            form.add_error(None, str(refusal))
            return self._question(form, ask, status=422)

    def make(self, form: ChangeForm) -> Meetup | SeriesChange:
        """Do it."""
        seen = form.cleaned_data["seen"]
        if self.days is not None:
            return actions.change_from(
                meetup=self.meetup, wanted=form.wanted, days=form.days(self.days), seen=seen,
                keeps=self.request.POST.get("keeps") != "no", by=self.by, now=self.now,
            )  # fmt: skip
        is_postponed = self.meetup.status == Status.POSTPONED and isinstance(form, WhenForm)
        verb = actions.reschedule_meetup if is_postponed else actions.change_date
        return verb(meetup=self.meetup, wanted=form.wanted, seen=seen, by=self.by, now=self.now)

    def said(self, wanted: Arrangement, days: Days | None) -> pages.Arranged:
        """How it is, or would be, in words."""
        if self.series and days:
            return pages.series_arranged(self.series, wanted, days)
        return pages.arranged(self.meetup, wanted)

    def _preview(self, form: ChangeForm, ask: str) -> HttpResponse:
        made = foreseen(lambda: self.make(form))
        more: dict[str, Any] = {"happens": pages.comes_of_change(self.meetup, form.wanted)}
        days = form.days(self.days) if self.days else None
        if isinstance(made, SeriesChange) and self.series and days:
            pattern = pages.pattern_of(self.series, form.wanted, days)
            more = {
                "happens": pages.comes_of_series_change(made),
                "left_over": pages.date_lines([*made.kept, *made.cancelled]),
                "next": pages.pattern_lines(pattern.next_dates(form.wanted.on_date)),
            }
        was, will = self.said(self.arrangement, self.days), self.said(form.wanted, days)
        return self.page("meetups/edit/preview.html", form=form, ask=ask, was=was, will=will, **more)

    def _question(self, form: ChangeForm, ask: str, *, status: int) -> HttpResponse:
        now = self.said(self.arrangement, self.days)
        return self.page("meetups/edit/question.html", status=status, form=form, ask=ask, said=now)

    def _done(self, made: Meetup | SeriesChange) -> HttpResponse:
        if isinstance(made, SeriesChange):
            messages.success(self.request, _("The series is changed from that date on. Whoever comes is told."))
            return redirect("meetups:series", pk=made.series.pk)
        messages.success(self.request, _("This date is changed."))
        return redirect("meetups:meetup", pk=made.pk)

    def page(self, template: str, *, status: int = 200, **more: Any) -> HttpResponse:
        """A page about this change."""
        context = {
            "meetup": self.meetup, "series": self.series, "day": pages.said_day(self.meetup),
            "is_onward": self.is_onward, "is_postponed": self.meetup.status == Status.POSTPONED, **more,
        }  # fmt: skip
        return render(self.request, template, context, status=status)
