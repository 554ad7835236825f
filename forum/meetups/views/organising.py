"""What an organiser does with one date: changing it, stopping it, handing it over, writing to those who come."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Person
from forum.groups.views.finding import refusals_said, signed_in
from forum.kernel.form_keys import BadFormKey, new_form_key, read_form_key
from forum.meetups import actions
from forum.meetups.forms.changing import KeyedForm, MessageForm, PersonForm, StopForm
from forum.meetups.models import Meetup
from forum.meetups.pages.changing import (
    people_told,
    person_among,
    said_day,
    session_of,
    told_sentence,
    who_may_organise,
)
from forum.meetups.rules.organising import (
    cancels_here,
    may_cancel,
    may_cancel_session,
    may_cancel_sessions,
    may_hand_over,
    may_name_successor,
    may_postpone,
    may_say_why,
    may_write_to_those_who_come,
)
from forum.meetups.views.finding import visible_meetup

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
@refusals_said
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel one date. It holds at once."""
    by, found, now = signed_in(request), visible_meetup(request, pk), timezone.now()
    is_again = found.status == "cancelled" and request.method == "POST"  # sent twice, or by somebody else meanwhile
    if is_again and not _has_words(request):
        return redirect("meetups:meetup", pk=pk)
    (cancels_here(found, by) if is_again else may_cancel(meetup=found, by=by, now=now)).or_refuse()
    return _stop(
        request, found, "meetups/cancel.html", actions.cancel_meetup,
        said=_("This date is cancelled. Whoever was coming or waiting is told."),
    )  # fmt: skip


@require_http_methods(_METHODS)
@refusals_said
def postpone(request: HttpRequest, pk: int) -> HttpResponse:
    """Postpone one date to a day that is not known yet."""
    by, found, now = signed_in(request), visible_meetup(request, pk), timezone.now()
    if found.status == "postponed" and not _has_words(request):
        return redirect("meetups:reschedule", pk=pk)
    may_postpone(meetup=found, by=by, now=now).or_refuse()
    return _stop(
        request, found, "meetups/postpone.html", actions.postpone_meetup,
        said=_("This date is postponed. Whoever comes or waits is told, and keeps their place."),
    )  # fmt: skip


def _stop(
    request: HttpRequest, found: Meetup, template: str, verb: Callable[..., Meetup], *, said: str
) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    form = StopForm(
        _sent(request),
        initial=_fresh_key(request, by),
        may_write=bool(may_say_why(meetup=found, by=by, now=now)),
    )
    if request.method == "POST" and form.is_valid() and (key := _key(request, form, by)):
        words = form.cleaned_data.get("words", "")
        verb(meetup=found, reason=form.cleaned_data["reason"], words=words, form_key=key, by=by, now=now)
        messages.success(request, said)
        return redirect("meetups:meetup", pk=found.pk)
    return _page(request, found, template, form, told=told_sentence(people_told(found)))


@require_http_methods(_METHODS)
@refusals_said
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to those who come."""
    by, found, now = signed_in(request), visible_meetup(request, pk), timezone.now()
    may_write_to_those_who_come(meetup=found, by=by, now=now).or_refuse()
    form = MessageForm(_sent(request), initial=_fresh_key(request, by))
    if request.method == "POST" and form.is_valid() and (key := _key(request, form, by)):
        written = actions.write_message(
            meetup=found, words=form.cleaned_data["words"], form_key=key, by=by, now=now
        )  # fmt: skip
        is_shown = written is not None and written.state == "published"
        messages.success(
            request,
            _("Your message stands on the page of the meetup, and those who come are told.")
            if is_shown
            else _("Your message is kept. A moderator reads it first, and then those who come are told."),
        )
        return redirect("meetups:meetup", pk=pk)
    return _page(request, found, "meetups/message.html", form, people=people_told(found))


@require_http_methods(_METHODS)
@refusals_said
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody else organise it from now on."""
    by, found, now = signed_in(request), visible_meetup(request, pk), timezone.now()
    may_hand_over(meetup=found, by=by, now=now).or_refuse()
    people = who_may_organise(found, by)
    form = PersonForm(_sent(request), people=people, in_series=found.series_id is not None)
    if request.method == "POST" and form.is_valid():
        to = person_among(people, form.cleaned_data["person"])
        with_series = form.cleaned_data.get("with_series") == "yes"
        actions.hand_over(meetup=found, to=to, with_series=with_series, by=by, now=now)
        messages.success(request, _("%(name)s organises it from now on.") % {"name": to.name})
        return redirect("meetups:meetup", pk=pk)
    return _page(request, found, "meetups/hand_over.html", form, people=people)


@require_http_methods(_METHODS)
@refusals_said
def successor(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who would go on with it, if one could not."""
    by, found, now = signed_in(request), visible_meetup(request, pk), timezone.now()
    may_name_successor(meetup=found, by=by).or_refuse()
    people = [*who_may_organise(found, by), ("none", _("Nobody in particular: then a host does"))]
    known = {"person": str(found.successor_id or "none")}
    form = PersonForm(_sent(request), people=people, in_series=False, initial=known)
    form.fields["person"].label = _("Who would go on with it?")
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["person"]
        named = None if chosen == "none" else person_among(people, chosen)
        actions.name_successor(meetup=found, successor=named, by=by, now=now)
        messages.success(request, _("That is kept. Nobody is told of it unless it is needed."))
        return redirect("meetups:meetup", pk=pk)
    return _page(request, found, "meetups/successor.html", form)


@require_http_methods(_METHODS)
@refusals_said
def cancel_session(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Cancel one session of a course."""
    by, found, now = signed_in(request), visible_meetup(request, pk), timezone.now()
    may_cancel_sessions(meetup=found, by=by).or_refuse()
    session = session_of(found, number)
    if session is None:
        raise Http404
    if not session.is_cancelled:
        may_cancel_session(session=session, meetup=found, by=by, now=now).or_refuse()
    if request.method == "POST":
        actions.cancel_session(session=session, by=by, now=now)
        messages.success(request, _("This session is cancelled. Whoever comes to the course is told."))
        return redirect("meetups:meetup", pk=pk)
    more = {"session": session, "day": said_day(session), "told": told_sentence(people_told(found))}
    return render(request, "meetups/cancel_session.html", {"meetup": found, **more})


def _has_words(request: HttpRequest) -> bool:
    return bool(request.POST.get("words", "").strip())


def _sent(request: HttpRequest) -> Any:
    return request.POST.copy() if request.method == "POST" else None


def _fresh_key(request: HttpRequest, by: Person) -> dict[str, str]:
    return {"form_key": new_form_key(by, request.path)}


def _key(request: HttpRequest, form: KeyedForm, by: Person) -> Any:
    """The form's own key; None when it is not one of ours, with a sentence in the form and a fresh key for it."""
    try:
        return read_form_key(form.cleaned_data.get("form_key", ""), by, request.path)
    except BadFormKey as bad:
        form.add_error(None, str(bad))
        form.data["form_key"] = _fresh_key(request, by)["form_key"]  # type: ignore[index]
        return None


def _page(request: HttpRequest, found: Meetup, template: str, form: Any, **more: Any) -> HttpResponse:
    is_wrong = form.is_bound and bool(form.errors)
    context = {"meetup": found, "form": form, "day": said_day(found), **more}
    return render(request, template, context, status=422 if is_wrong else 200)
