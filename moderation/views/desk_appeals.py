"""Appeals at the desk: what waits, and one of them, answered by somebody who had no part in the first decision."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forum.kernel.compiled import Compiled
from forum.kernel.form_keys import new_form_key
from forum.kernel.verdicts import NotAllowed
from moderation.actions import decide_appeal, write_in_appeal
from moderation.actions.cases import group_of
from moderation.errors import AlreadyDecided, CaseMovedOn
from moderation.forms.appeals import AnswerForm, MessageForm
from moderation.log import Look, note_look
from moderation.models import Appeal
from moderation.pages.appeals import appeal_page, waiting_appeals
from moderation.rules import role_in
from moderation.views.finding import at_desk, number_in, signed_in


@at_desk
@require_safe
def appeals(request: HttpRequest) -> HttpResponse:
    """List the appeals that wait, oldest first; those that somebody else answers are there too, and say so."""
    page = waiting_appeals(signed_in(request), after=number_in(request, "after"))
    return render(request, "desk/appeals.html", {"page": page})


@at_desk
@require_safe
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one, with what its subject was told and what was written since."""
    return _page(request, _found(request, pk))


@at_desk
@require_POST
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the words that were judged too; that somebody looked is written down before. Source: README, M-12."""
    by, found = signed_in(request), _found(request, pk)
    case = found.decision.case
    note_look(
        by=by, what=Look.HIDDEN_WORDS, subject=case, now=timezone.now(), group_id=group_of(case), role=role_in(case, by)
    )
    return _page(request, found, shows_words=True)


@at_desk
@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to whoever asked, or to the other moderators only."""
    found, form = _found(request, pk), MessageForm(request.POST, prefix="message")
    if not form.is_valid():
        return _page(request, found, message=form, status=422)
    is_private = request.POST.get("to") != "appellant"
    said = form.cleaned_data["words"].strip()
    try:
        write_in_appeal(appeal=found, words=said, is_private=is_private, by=signed_in(request), now=timezone.now())
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _found(request, pk), message=form, status=403)
    messages.info(request, _("Moderators can read it.") if is_private else _("Whoever asked can read it."))
    return redirect("desk:desk_appeal", pk=pk)


@at_desk
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the first decision back, or leave it as it was."""
    found, form = _found(request, pk), AnswerForm(request.POST)
    answer = request.POST.get("answer")
    if form.is_valid() and answer not in ("overturned", "upheld"):
        form.add_error(None, _("Please choose whether the decision is taken back, or stays."))
    if form.is_valid() and answer == "upheld" and not form.cleaned_data["words"].strip():
        form.add_error("words", _("Please say why it stays as it was: whoever asked reads your words."))
    if not form.is_valid():
        return _page(request, found, answer=form, status=422)
    try:
        decided = decide_appeal(
            appeal=found,
            is_overturned=answer == "overturned",
            words=form.cleaned_data["words"].strip(),
            seen_version=form.cleaned_data["version"],
            by=signed_in(request),
            now=timezone.now(),
        )
    except (NotAllowed, AlreadyDecided, CaseMovedOn) as refusal:
        moved_on = _("Something was written since you opened this page. Nothing was decided; please read it first.")
        form.add_error(None, str(refusal) or moved_on)
        status = 403 if isinstance(refusal, NotAllowed) else 409
        return _page(request, _found(request, pk), answer=form, status=status)
    return _decided(request, decided)


def _decided(request: HttpRequest, decided: Appeal) -> HttpResponse:
    messages.info(request, _("Answered. Whoever asked can read it now."))
    if decided.decision.case.state == "open":
        messages.info(request, _("It waits again, as if nobody had decided: you can go on with it here."))
        return redirect(f"/desk/cases/{decided.decision.case_id}/")
    return redirect("desk:desk_appeals")


def _found(request: HttpRequest, pk: int) -> Appeal:
    return _appeal.or_404(viewer=signed_in(request), pk=pk)


_appeal = Compiled(
    lambda viewer, pk: (
        Appeal.objects.visible_to(viewer)
        .not_own(viewer)
        .select_related("decision__case__subject_type", "decision__revision", "first_decider", "decided_by")
        .filter(pk=pk)
    )
)


def _page(
    request: HttpRequest,
    found: Appeal,
    *,
    answer: AnswerForm | None = None,
    message: MessageForm | None = None,
    shows_words: bool = False,
    status: int = 200,
) -> HttpResponse:
    by = signed_in(request)
    key = {"form_key": new_form_key(by, f"/desk/appeals/{found.pk}/")}
    if answer is not None:  # whoever presses again has this page before them
        answer.data = {**cast(QueryDict, answer.data).dict(), "version": str(found.version)}
    page = {
        "page": appeal_page(found, by, now=timezone.now()),
        "appeal": found,
        "answer": answer or AnswerForm(initial={"version": found.version, **key}),
        "message": message or MessageForm(initial=key, prefix="message"),
        "shows_words": shows_words,
    }
    return render(request, "desk/appeal.html", page, status=status)
