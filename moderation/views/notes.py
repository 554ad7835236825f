"""Private notes: about a person, and handing over; and a newer one in the place of one's own. On a case: its page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.kernel.compiled import Compiled
from forum.kernel.form_keys import new_form_key
from moderation import actions
from moderation.forms.notes import HandOverForm, NewerNoteForm, NoteForm
from moderation.models import Note
from moderation.pages.notes import hand_over as notes_that_hand_over
from moderation.pages.notes import hand_over_scopes, read_notes
from moderation.pages.record import person_on_record
from moderation.team import may_replace_note, tiers_of
from moderation.views.finding import at_desk, signed_in

METHODS = ["GET", "HEAD", "POST"]
_note = Compiled(lambda viewer, pk: Note.objects.visible_to(viewer).filter(pk=pk))


@require_http_methods(METHODS)
@at_desk
def about_person(request: HttpRequest, pk: int) -> HttpResponse:
    """The notes about a person, and a new one."""
    by, now, person = signed_in(request), timezone.now(), person_on_record(pk, signed_in(request))
    if person is None:
        raise Http404
    form = NoteForm(request.POST if request.method == "POST" else None, tiers=tiers_of(by), initial=_key(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.write_note(words=said["words"], tier=said["tier"], about=person, by=by, now=now)
        messages.success(request, _("Your note is kept."))
        return redirect("desk:record", pk=pk)
    notes = read_notes(actions.look_at_notes(about=person, by=by, now=now), by)
    context = {"notes": notes, "form": form, "about": person}
    return render(request, "desk/notes.html", context, status=422 if form.is_bound else 200)


def _key(request: HttpRequest) -> dict[str, str]:
    """With what a form begins: the key by which its words are kept for whoever opened it."""
    return {"form_key": new_form_key(signed_in(request), request.path)}


@require_http_methods(METHODS)
@at_desk
def hand_over(request: HttpRequest) -> HttpResponse:
    """What those who were there before left word of, and what those who come next should know."""
    by, now = signed_in(request), timezone.now()
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        tiers=tiers_of(by),
        scopes=hand_over_scopes(by),
        initial=_key(request),
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.write_note(words=said["words"], tier=said["tier"], group_id=form.group_id, by=by, now=now)
        messages.success(request, _("Those who come next will read it."))
        return redirect("desk:hand_over")
    context = {"notes": notes_that_hand_over(by, now), "form": form}
    return render(request, "desk/hand_over.html", context, status=422 if form.is_bound else 200)


@require_http_methods(METHODS)
@at_desk
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a newer note in the place of one's own."""
    by = signed_in(request)
    note = _note.or_404(viewer=by, pk=pk)
    may_replace_note(note=note, by=by).or_refuse()
    begun = {"words": note.words, **_key(request)}
    form = NewerNoteForm(request.POST if request.method == "POST" else None, initial=begun)
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
