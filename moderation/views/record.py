"""A person's record, and lifting what holds them back. Each look is written down first."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forum.kernel.form_keys import new_form_key
from forum.kernel.verdicts import NotAllowed
from moderation import actions
from moderation.errors import AlreadyDecided
from moderation.forms.notes import LiftForm, NoteForm
from moderation.pages.record import held_sanction, record_of, sanction_on_record
from moderation.team import may_lift, tiers_of
from moderation.views.finding import at_desk, signed_in


@require_safe
@at_desk
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """What was decided about somebody, for those who may see a case about them; never one's own."""
    by, now = signed_in(request), timezone.now()
    person = actions.look_at_record(pk=pk, by=by, now=now)
    if person is None:
        raise Http404
    notes = actions.look_at_notes(about=person, by=by, now=now)
    page = record_of(person, by, now, notes=notes)
    key = new_form_key(by, f"/desk/people/{pk}/notes/")
    form = NoteForm(tiers=tiers_of(by), initial={"form_key": key})
    return render(request, "desk/record.html", {"page": page, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a sanction by taking back the decision that it came with."""
    by, now = signed_in(request), timezone.now()
    sanction = sanction_on_record(pk, by)
    if sanction is None:
        raise Http404
    form = LiftForm(
        request.POST if request.method == "POST" else None, initial={"form_key": new_form_key(by, request.path)}
    )
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            _undoing, skipped = actions.undo_decision(
                decision=sanction.decision, words=form.cleaned_data["words"], by=by, now=now
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            status = 403
        except AlreadyDecided:
            messages.info(request, _("This was taken back before. Nothing was changed now."))
            return redirect("desk:record", pk=sanction.person_id)
        else:
            messages.success(request, _lifted(len(skipped)))
            return redirect("desk:record", pk=sanction.person_id)
    page = held_sanction(sanction, now)
    verdict = may_lift(sanction=sanction, by=by)
    context = {"page": page, "form": form, "verdict": verdict}
    return render(request, "desk/lift.html", context, status=status)


def _lifted(skipped: int) -> str:
    if skipped:
        return _("It is lifted. Something else of that decision was changed since, and stays as it is now.")
    return _("It is lifted, and they are told.")
