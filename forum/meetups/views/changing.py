"""What its organiser does with what was announced, and telling a moderator of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.groups.pages import readers_sentence
from forum.groups.views.finding import refusals_said, signed_in
from forum.kernel.form_keys import BadFormKey, new_form_key, read_form_key
from forum.kernel.verdicts import NotAllowed
from forum.meetups import actions
from forum.meetups.actions.changing import announcement_of
from forum.meetups.errors import MeetupMovedOn
from forum.meetups.forms.saying import WordsForm
from forum.meetups.models import Announcement, Meetup, Series, State
from forum.meetups.pages.organising import newest_words, reported_meetup
from forum.meetups.rules.announcing import may_change_words, may_copy, may_withdraw
from moderation.views.care import with_care
from moderation.views.reports import ask, open_to_all


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said about one date."""
    meetups = Meetup.objects.visible_to(request.user).select_related("announcement", "group__read_gate", "series")
    return _words(request, get_object_or_404(meetups, pk=pk), back=f"/meetups/{pk}/")


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def words_of_series(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said about all dates of a series, but for those that have words of their own."""
    series = Series.objects.visible_to(request.user).select_related("announcement", "group__read_gate")
    return _words(request, get_object_or_404(series, pk=pk), back=f"/meetups/series/{pk}/")


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin another one like it: everything is kept but the day."""
    by = signed_in(request)
    meetup = get_object_or_404(
        Meetup.objects.visible_to(by).select_related("announcement", "group"), pk=pk
    )  # fmt: skip
    may_copy(meetup=meetup, by=by, now=timezone.now()).or_refuse()
    problem = ""
    if request.method == "POST":
        try:
            key = read_form_key(request.POST.get("form_key", ""), by, request.path)
            plan = actions.copy_meetup(meetup=meetup, form_key=key, by=by, now=timezone.now())
            return redirect("meetups:plan", pk=plan.pk, step="when")
        except BadFormKey as bad:
            problem = str(bad)
    page = {"meetup": meetup, "problem": problem, "form_key": new_form_key(by, request.path)}
    return render(request, "meetups/copy.html", page, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what nobody else has seen yet."""
    by = signed_in(request)
    meetup = get_object_or_404(Meetup.objects.visible_to(by).select_related("announcement"), pk=pk)
    may_withdraw(announcement=meetup.announcement, by=by).or_refuse()
    if request.method != "POST":
        return render(
            request,
            "meetups/take_back.html",
            {"meetup": meetup, "is_gone": meetup.announcement.state == State.WITHDRAWN},
        )
    actions.withdraw_announcement(announcement=meetup.announcement, by=by, now=timezone.now())
    messages.success(request, _("It is taken back. Nobody else has seen it."))
    return redirect("meetups:new")


@open_to_all
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell moderators of what is said about a meetup that one can read."""
    meetups = Meetup.objects.visible_to(request.user).filter(is_announced=True)
    meetup = get_object_or_404(meetups.select_related("announcement__revision", "organiser", "group"), pk=pk)
    return ask(request, reported_meetup(meetup))


def _words(request: HttpRequest, dates: Meetup | Series, *, back: str) -> HttpResponse:
    by, announcement = signed_in(request), announcement_of(dates)
    may_change_words(dates=dates, announcement=announcement, by=by, now=timezone.now()).or_refuse()
    initial, seen = newest_words(announcement, by)
    if request.method != "POST":
        return _words_page(request, dates, WordsForm(initial={**initial, "seen": seen}), back)
    form = WordsForm(request.POST)
    if not form.is_valid() or form.asks(known="\n".join(initial.values())):
        return _words_page(request, dates, form, back, status=422 if form.errors else 200)
    try:
        changed = actions.change_words(
            dates=dates, title=form.cleaned_data["title"], parts=form.parts, seen=form.cleaned_data["seen"], by=by,
            now=timezone.now(),
        )  # fmt: skip
    except MeetupMovedOn:
        return _moved_on(request, dates, form, back, announcement)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _words_page(request, dates, form, back, status=403)
    is_shown = changed.state == State.PUBLISHED and not changed.newer_words
    messages.success(
        request,
        _("Saved. Everybody sees the new words.")
        if is_shown
        else _("Saved. A moderator reads the new words first. Until then everybody sees them as they were."),
    )
    return with_care(request, form.noticed.cards, onward=back)


def _moved_on(
    request: HttpRequest, dates: Meetup | Series, form: WordsForm, back: str, announcement: Announcement
) -> HttpResponse:
    """The words were changed elsewhere meanwhile: both are shown, and what is sent now replaces them."""
    newer, seen = newest_words(announcement, signed_in(request))
    data = request.POST.copy()
    data["seen"] = str(seen)
    again = WordsForm(data)
    again.add_error(None, _("The words were changed somewhere else meanwhile. Nothing was written. The newer ones stand below; what you send now replaces them."))  # fmt: skip
    return _words_page(request, dates, again, back, status=422, newer=newer)


def _words_page(
    request: HttpRequest,
    dates: Meetup | Series,
    form: WordsForm,
    back: str,
    *,
    status: int = 200,
    newer: dict[str, str] | None = None,
) -> HttpResponse:
    is_series = isinstance(dates, Series)
    page = {
        "form": form,
        "back": back,
        "address": request.path,
        "is_series": is_series,
        "series_id": dates.series_id if isinstance(dates, Meetup) else None,
        "readers": readers_sentence(dates.group),
        "newer": newer,
        "form_key": new_form_key(signed_in(request), request.path),
    }
    return render(request, "meetups/words.html", page, status=status)
