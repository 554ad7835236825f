"""Moving one session of a course."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.groups.views.finding import refusals_said, signed_in
from forum.kernel.verdicts import NotAllowed
from forum.meetups import actions
from forum.meetups.actions.arranging import Arrangement
from forum.meetups.errors import MeetupMovedOn, NoSuchTime
from forum.meetups.forms.sessions import SessionForm, ends_at
from forum.meetups.models import Meetup, Session
from forum.meetups.pages.changing import people_told, said_day, session_of, told_sentence
from forum.meetups.rules.organising import is_movable, may_move_sessions
from forum.meetups.views.finding import visible_meetup


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def move(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Move one session of a course to another time."""
    by, found, now = signed_in(request), visible_meetup(request, pk), timezone.now()
    may_move_sessions(meetup=found, by=by, now=now).or_refuse()
    session = session_of(found, number)
    if session is None:
        raise Http404
    is_movable(session, now).or_refuse()
    form = _form(request, found, session)
    if not form.is_bound:
        return _page(request, found, session, form, status=200)
    if not form.is_valid():
        return _page(request, found, session, form, status=422)
    return _moved(request, found, session, form)


def _form(request: HttpRequest, found: Meetup, session: Session) -> SessionForm:
    as_now = replace(
        Arrangement.of(found, session.on_date), at_time=session.at_time, is_second=session.is_second,
        minutes=session.minutes,
    )  # fmt: skip
    return SessionForm(
        request.POST.copy() if request.method == "POST" else None,
        arrangement=as_now, ends=ends_at(session.local, session.minutes), seen=session.version, zone=session.zone,
        now=timezone.now(),
    )  # fmt: skip


def _moved(request: HttpRequest, found: Meetup, session: Session, form: SessionForm) -> HttpResponse:
    said = form.cleaned_data
    try:
        moved = actions.move_session(
            session=session, on=said["on"], at=said["at"], is_second=said.get("is_second"), minutes=said["minutes"],
            seen=said["seen"], by=signed_in(request), now=timezone.now(),
        )  # fmt: skip
    except MeetupMovedOn as newer:
        form.add_error(None, str(newer))
        form.data["seen"] = session.version  # type: ignore[index]
        return _page(request, found, session, form, status=409)
    except (NotAllowed, NoSuchTime) as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, session, form, status=422)
    if said["seen"] == moved.version:
        messages.info(request, _("This session is as it was: nothing was changed, and nobody is told."))
    else:
        messages.success(request, _("This session is moved. Whoever comes to the course is told."))
    return redirect("meetups:meetup", pk=found.pk)


def _page(request: HttpRequest, found: Meetup, session: Session, form: SessionForm, *, status: int) -> HttpResponse:
    context = {"meetup": found, "form": form, "day": said_day(session), "told": told_sentence(people_told(found))}
    return render(request, "meetups/move_session.html", context, status=status)
