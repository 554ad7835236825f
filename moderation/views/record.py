"""A person's record, who wrote without a name, and lifting what holds them back. Each look is written down first."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.kernel.verdicts import NotAllowed
from moderation import actions
from moderation.errors import AlreadyDecided
from moderation.forms.notes import LiftForm, NoteForm
from moderation.models import Case
from moderation.pages.record import held_sanction, record_of, sanctions_on_record
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
    notes = actions.look_at_notes(of=person, by=by, now=now)
    page = record_of(person, by, now, notes=notes)
    return render(request, "desk/record.html", {"page": page, "form": NoteForm(tiers=tiers_of(by))})


@require_POST
@at_desk
def who(request: HttpRequest, pk: int) -> HttpResponse:
    """Who wrote it, also where they wrote without their name."""
    by = signed_in(request)
    case = get_object_or_404(Case.objects.visible_to(by).select_related("about"), pk=pk)
    author = actions.look_at_author(case=case, by=by, now=timezone.now())
    return render(request, "desk/who.html", {"case": case, "author": author})


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a sanction by taking back the decision that it came with."""
    by, now = signed_in(request), timezone.now()
    sanction = get_object_or_404(sanctions_on_record(by).select_related("decision__case", "person"), pk=pk)
    form = LiftForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _undoing, skipped = actions.undo_decision(
                decision=sanction.decision, words=form.cleaned_data["words"], by=by, now=now
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        except AlreadyDecided:
            messages.info(request, _("This was taken back before. Nothing was changed now."))
            return redirect("desk:record", pk=sanction.person_id)
        else:
            messages.success(request, _lifted(len(skipped)))
            return redirect("desk:record", pk=sanction.person_id)
    page = held_sanction(sanction, now)
    verdict = may_lift(sanction=sanction, by=by)
    context = {"page": page, "form": form, "verdict": verdict}
    return render(request, "desk/lift.html", context, status=422 if form.is_bound else 200)


def _lifted(skipped: int) -> str:
    if skipped:
        return _("It is lifted. Something else of that decision was changed since, and stays as it is now.")
    return _("It is lifted, and they are told.")
