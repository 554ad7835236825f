"""Reading about a meetup, saying that one comes, and that one does not."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from forum.groups.views.finding import refusals_said, signed_in
from forum.kernel.form_keys import BadFormKey, new_form_key, read_form_key
from forum.kernel.moments import zone_named
from forum.kernel.verdicts import NotAllowed
from forum.meetups import actions
from forum.meetups.forms.attending import AttendForm
from forum.meetups.models import Attendance, Meetup
from forum.meetups.pages.meetup import area_of, free_places, meetup_page, own_attendance, state_now
from forum.meetups.pages.organising import organising
from forum.meetups.pages.when import spoken_when
from forum.meetups.rules.attending import is_open, may_come
from forum.meetups.views.finding import visible_meetup

_STATE = Attendance.State


@login_not_required
@require_safe
def meetup(request: HttpRequest, pk: int) -> HttpResponse:
    """A meetup, with what its reader can do."""
    found = visible_meetup(request, pk)
    now = timezone.now()
    page = meetup_page(request.user, found, now=now)
    key = new_form_key(request.user, _place(pk)) if page.mine.state == _STATE.LAPSED else ""
    context = {"page": page, "meetup": found, "words": found.announcement, "group": found.group, "form_key": key}
    context["organising"] = organising(found, request.user, now)
    return render(request, "meetups/meetup.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def attend(request: HttpRequest, pk: int) -> HttpResponse:
    """Come, wait for a place, change what one said, or take up an offer: `do` says which, where it is one press."""
    by, found, now = signed_in(request), visible_meetup(request, pk), timezone.now()
    mine = own_attendance(by, found)
    if request.method == "POST" and request.POST.get("do") == "accept":
        actions.accept_offer(meetup=found, by=by, now=now)
        return _said(request, pk, _STATE.GOING)
    if request.method == "POST" and request.POST.get("do") == "again" and mine is not None:
        return _again(request, by, found, mine)
    is_there = state_now(mine, now) in (_STATE.GOING, _STATE.WAITING, _STATE.OFFERED)
    if request.method != "POST":
        (is_open(found, now) if is_there else may_come(meetup=found, by=by, now=now)).or_refuse()
    form = _form(request, by, found, mine, is_there=is_there)
    if request.method != "POST":
        return _form_page(request, found, form, is_there=is_there)
    key = _key(form, by, pk)
    if not form.is_valid() or key is None:
        return _form_page(request, found, form, is_there=is_there, status=422)
    verb = actions.change_party if is_there else actions.attend
    try:
        said = verb(
            meetup=found,
            party=form.party,
            access_needs=form.cleaned_data["access_needs"],
            is_shown=form.cleaned_data["is_shown"],
            form_key=key,
            by=by,
            now=now,
        )
    except NotAllowed as refusal:
        allowed = is_open(found, now) if is_there else may_come(meetup=found, by=by, now=now)
        form.add_error("guests" if allowed and "guests" in form.fields else None, str(refusal))
        status = 422 if allowed else 403
        return _form_page(request, found, form, is_there=is_there, status=status, towards=refusal.towards)
    return _said(request, pk, said.state, was=mine.state if is_there and mine else "")


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Not come after all. No reason is asked for."""
    by, found, now = signed_in(request), visible_meetup(request, pk), timezone.now()
    state = state_now(own_attendance(by, found), now)
    if request.method != "POST":
        return render(request, "meetups/withdraw.html", {"meetup": found, "words": found.announcement, "state": state})
    actions.withdraw_attendance(meetup=found, by=by, now=now)
    said = (
        _("That is all right. You are off the list, and nobody asks why. We hope today gets gentler.")
        if request.POST.get("why") == "unwell"
        else _("You are off the list. Nobody asks why, and you can come another time.")
    )
    messages.success(request, said)
    return redirect("meetups:meetup", pk=pk)


def _place(pk: int) -> str:
    return f"/meetups/{pk}/attend/"


def _again(request: HttpRequest, by: Person, found: Meetup, mine: Attendance) -> HttpResponse:
    """Wait again, or come, with as many people and the same needs as before: one press."""
    try:
        key = read_form_key(request.POST.get("form_key", ""), by, _place(found.pk))
    except BadFormKey as bad:
        raise NotAllowed(str(bad)) from bad
    said = actions.attend(
        meetup=found, party=mine.party, access_needs=mine.access_needs, is_shown=mine.is_shown, form_key=key, by=by,
        now=timezone.now(),
    )  # fmt: skip
    return _said(request, found.pk, said.state)


def _form(request: HttpRequest, by: Person, found: Meetup, mine: Attendance | None, *, is_there: bool) -> AttendForm:
    known: dict[str, Any] = {"guests": 0}
    if mine is not None and is_there:
        known = {"guests": mine.party - 1, "access_needs": mine.access_needs, "is_shown": mine.is_shown}
    most = max(found.guest_limit, known["guests"])
    known["form_key"] = new_form_key(by, _place(found.pk))
    return AttendForm(request.POST if request.method == "POST" else None, initial=known, most_guests=most)


def _key(form: AttendForm, by: Person, pk: int) -> UUID | None:
    """The form's own key; None when it is not one of ours, with a sentence in the form and a fresh key for it."""
    try:
        return read_form_key(form.data.get("form_key", ""), by, _place(pk))
    except BadFormKey as bad:
        form.is_valid()
        form.add_error(None, str(bad))
        form.data = cast(QueryDict, form.data).copy()
        form.data["form_key"] = new_form_key(by, _place(pk))
        return None


def _form_page(
    request: HttpRequest, found: Meetup, form: AttendForm, *, is_there: bool, status: int = 200, towards: str = ""
) -> HttpResponse:
    person = signed_in(request)
    context = {
        "meetup": found,
        "words": found.announcement,
        "area": area_of(found),
        "when": spoken_when(found, zone_named(person.zone)),
        "form": form,
        "is_there": is_there,
        "is_full": free_places(found) == 0,
        "towards": towards,
    }
    return render(request, "meetups/attend.html", context, status=status)


def _said(request: HttpRequest, pk: int, state: str, *, was: str = "") -> HttpResponse:
    """Say what somebody is now, and show the meetup."""
    if was == state:
        messages.success(request, _("What you said is kept."))
    elif state == _STATE.GOING:
        messages.success(request, _("You are on the list. How to get there stands on this page now."))
    elif state == _STATE.WAITING:
        messages.success(request, _("It is full just now, so you are waiting. You are told as soon as a place is free for you, and it is kept for you then."))  # fmt: skip
    elif state == _STATE.OFFERED:
        messages.success(request, _("A place is free for you. It is kept until the time that stands below."))
    return redirect("meetups:meetup", pk=pk)
