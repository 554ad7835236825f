"""Deciding several cases alike: what was ticked, what would come of it, and the deed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.kernel.form_keys import new_form_key
from moderation import actions
from moderation.actions.batches import IN_A_BATCH, SeenCase
from moderation.actions.decide import Choice
from moderation.forms.deciding import BatchForm
from moderation.models import Case
from moderation.pages.batch import batch_page, seen_together, ticked
from moderation.pages.listing import rows_of
from moderation.rules import TAKES
from moderation.views.finding import at_desk, signed_in


@require_POST
@at_desk
def batch(request: HttpRequest) -> HttpResponse:
    """`step` is choose (from the list), preview or confirm. Nothing is decided that was not previewed."""
    by, outcome, step = signed_in(request), request.POST.get("outcome", ""), request.POST.get("step", "")
    seen = seen_together(request.POST.getlist("seen"), by)
    cases = [each.case for each in seen] or ticked(request.POST.getlist("case"), by)
    if outcome not in IN_A_BATCH or not cases:
        messages.info(request, _("Nothing was ticked, so nothing was done."))
        return redirect("desk:desk")
    asks_guideline = outcome in TAKES
    if step not in ("preview", "confirm"):
        begun = {"form_key": new_form_key(by, request.path)}
        return _page(request, cases, outcome, BatchForm(initial=begun, asks_guideline=asks_guideline))
    form = BatchForm(request.POST, asks_guideline=asks_guideline)
    if form.is_valid() and step == "confirm":
        return _confirmed(request, seen, outcome, form)
    return _page(request, cases, outcome, form)


def _page(request: HttpRequest, cases: list[Case], outcome: str, form: BatchForm) -> HttpResponse:
    is_preview = form.is_bound and form.is_valid()
    choice = _choice(outcome, form) if is_preview else Choice(outcome=outcome)
    page = batch_page(cases, choice, signed_in(request), timezone.now())
    context = {"page": page, "form": form, "is_preview": is_preview}
    return render(request, "desk/batch.html", context, status=422 if form.is_bound and not is_preview else 200)


def _choice(outcome: str, form: BatchForm) -> Choice:
    return Choice(outcome=outcome, guideline=form.cleaned_data.get("guideline", ""))


def _confirmed(request: HttpRequest, seen: list[SeenCase], outcome: str, form: BatchForm) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    alike = actions.decide_alike(
        seen=seen, choice=_choice(outcome, form), reason=form.cleaned_data["reason"], by=by, now=now
    )
    rows = {row.pk: row for row in rows_of([case for case, _reason in alike.left], by, now)}
    context = {"alike": alike, "left": [(rows[case.pk], reason) for case, reason in alike.left]}
    return render(request, "desk/batch_done.html", context)
