"""Private notes: on a case, about a person, handing over; and a newer one in the place of one's own."""

from typing import Any

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from moderation import actions
from moderation.forms.notes import HandOverForm, NewerNoteForm, NoteForm
from moderation.models import Case, Note
from moderation.pages.notes import hand_over as notes_that_hand_over
from moderation.pages.notes import hand_over_scopes, read_notes
from moderation.pages.record import person_on_record
from moderation.team import may_replace_note, tiers_of
from moderation.views.finding import at_desk, signed_in

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@at_desk
def on_case(request: HttpRequest, pk: int) -> HttpResponse:
    """The notes on a case, and a new one."""
    case = get_object_or_404(Case.objects.visible_to(request.user).select_related("about"), pk=pk)
    return _notes(request, of=case, back=f"/desk/cases/{pk}/", case=case)


@require_http_methods(METHODS)
@at_desk
def about_person(request: HttpRequest, pk: int) -> HttpResponse:
    """The notes about a person, and a new one."""
    person = person_on_record(pk, signed_in(request))
    if person is None:
        raise Http404
    return _notes(request, of=person, back=f"/desk/people/{pk}/", about=person)


def _notes(request: HttpRequest, *, of: models.Model, back: str, **whose: Any) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    form = NoteForm(request.POST if request.method == "POST" else None, tiers=tiers_of(by))
    if request.method == "POST" and form.is_valid():
        actions.write_note(words=form.cleaned_data["words"], tier=form.chosen_tier, by=by, now=now, **whose)
        messages.success(request, _("Your note is kept."))
        return HttpResponseRedirect(back)
    notes = read_notes(actions.look_at_notes(of=of, by=by, now=now), by)
    context = {"notes": notes, "form": form, "back": back, **whose}
    return render(request, "desk/notes.html", context, status=422 if form.is_bound else 200)


@require_http_methods(METHODS)
@at_desk
def hand_over(request: HttpRequest) -> HttpResponse:
    """What those who were there before left word of, and what those who come next should know."""
    by, now = signed_in(request), timezone.now()
    form = HandOverForm(
        request.POST if request.method == "POST" else None, tiers=tiers_of(by), scopes=hand_over_scopes(by)
    )
    if request.method == "POST" and form.is_valid():
        actions.write_note(
            words=form.cleaned_data["words"], tier=form.chosen_tier, group_id=form.group_id, by=by, now=now
        )
        messages.success(request, _("Those who come next will read it."))
        return redirect("desk:hand_over")
    context = {"notes": notes_that_hand_over(by, now), "form": form}
    return render(request, "desk/hand_over.html", context, status=422 if form.is_bound else 200)


@require_http_methods(METHODS)
@at_desk
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a newer note in the place of one's own."""
    by = signed_in(request)
    note = get_object_or_404(Note.objects.visible_to(by), pk=pk)
    may_replace_note(note=note, by=by).or_refuse()
    form = NewerNoteForm(request.POST if request.method == "POST" else None, initial={"words": note.words})
    if request.method == "POST" and form.is_valid():
        actions.replace_note(note=note, words=form.cleaned_data["words"], by=by, now=timezone.now())
        messages.success(request, _("Your note is kept. The older one is not shown any more."))
        return HttpResponseRedirect(_place_of(note))
    return render(
        request, "desk/newer_note.html", {"form": form, "back": _place_of(note)}, status=422 if form.is_bound else 200
    )


def _place_of(note: Note) -> str:
    if note.case_id:
        return f"/desk/cases/{note.case_id}/"
    return f"/desk/people/{note.about_id}/" if note.about_id else "/desk/hand-over/"
