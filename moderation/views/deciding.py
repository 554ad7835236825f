"""Deciding: what it asks for, what its author would read, and the deed. And taking a decision back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Person
from forum.kernel.compiled import Compiled
from forum.kernel.form_keys import new_form_key
from forum.kernel.moments import FORUM_ZONE
from forum.kernel.verdicts import NotAllowed
from moderation import actions
from moderation.actions.decide import was_done_before
from moderation.actions.preview import Foreseen
from moderation.errors import AlreadyDecided, CaseMovedOn
from moderation.forms.deciding import DecisionForm, UndoForm
from moderation.models import Case, Decision, Outcome, Proposal
from moderation.pages.case import is_hidden_from, is_unread_by
from moderation.pages.deciding import SENTENCES, asked_for
from moderation.pages.differences import differences
from moderation.pages.news import news_since
from moderation.pages.outcome import said_of_skipped, what_happens
from moderation.pages.seen import Seen, seen_in, seen_now
from moderation.pages.versions import newest_version, source_of, versions_of
from moderation.rules import can_be_undone, needs_two
from moderation.team import may_undo
from moderation.views.finding import at_desk, case_at, signed_in
from moderation.views.looks import opened_in


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def decide(request: HttpRequest, pk: int, outcome: str) -> HttpResponse:
    """Say what a decision asks for, show what would come of it, and do it: `step` is form, preview or confirm."""
    by, case = signed_in(request), case_at(request, pk)
    if outcome not in SENTENCES:
        raise Http404
    seen = seen_in(request.POST.get("seen", ""))
    if request.method != "POST" or seen is None:
        return redirect("desk:case", pk=case.pk)
    step = request.POST.get("step", "")
    is_unread = outcome != Outcome.ESCALATE and _is_unread(request, case)
    if step not in ("preview", "confirm"):
        if is_unread or _shows_words(request, case, outcome):
            messages.info(request, _("Please open the words first."))
            return redirect("desk:case", pk=case.pk)
        return _form_page(request, case, outcome, _begun(request, case, outcome, by))
    form = _form(case, outcome, by, data=request.POST)
    if form.is_valid() and is_unread:
        form.add_error(None, _("Please open the words first: a decision is about what was read."))
    if not form.is_valid():
        return _form_page(request, case, outcome, form, status=422)
    try:
        if step == "preview":
            return _preview_page(request, case, form, _foreseen(case, form, seen, by))
        return _done(request, case, _decided(case, form, seen, by))
    except (AlreadyDecided, CaseMovedOn):
        if step == "confirm" and was_done_before(case, outcome, seen.version, by):
            return redirect("desk:desk")  # the same form, sent twice
        return _moved_on_page(request, case, form, seen)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, case, outcome, form, status=403)


def _shows_words(request: HttpRequest, case: Case, outcome: str) -> bool:
    """Would the form show words that this moderator has not opened?"""
    opened = opened_in(request.session, case, timezone.now())
    is_prefilled = outcome == Outcome.APPROVE_EDITED and "body" not in request.POST
    return is_prefilled and is_hidden_from(case, signed_in(request), timezone.now(), opened)


def _is_unread(request: HttpRequest, case: Case) -> bool:
    now = timezone.now()
    return is_unread_by(case, signed_in(request), now, opened_in(request.session, case, now))


def _form(case: Case, outcome: str, by: Person, **rest: Any) -> DecisionForm:
    asked = asked_for(outcome, case, None if needs_two(case) else newest_version(case), by)
    return DecisionForm(asked=asked, today=timezone.now().astimezone(FORUM_ZONE).date(), **rest)


def _begun(request: HttpRequest, case: Case, outcome: str, by: Person) -> DecisionForm:
    """A form to fill in: with what was typed before, where somebody comes back from the preview."""
    newest = None if needs_two(case) else newest_version(case)
    begun = {"title": newest.title, "body": source_of(newest, by)} if newest else {}
    key = new_form_key(by, request.path)
    return _form(case, outcome, by, initial={**begun, "form_key": key, **request.POST.dict()})


def _foreseen(case: Case, form: DecisionForm, seen: Seen, by: Person) -> Foreseen:
    return actions.preview_decision(
        case=case,
        choice=form.choice(),
        seen_version=seen.version,
        seen_revision=seen.revision,
        by=by,
        now=timezone.now(),
    )


def _decided(case: Case, form: DecisionForm, seen: Seen, by: Person) -> Decision | Proposal:
    return actions.decide(
        case=case,
        choice=form.choice(),
        seen_version=seen.version,
        seen_revision=seen.revision,
        by=by,
        now=timezone.now(),
    )


def _done(request: HttpRequest, case: Case, made: Decision | Proposal) -> HttpResponse:
    case.refresh_from_db()
    if isinstance(made, Proposal):
        messages.success(request, _("Your proposal is kept. Another person agrees to it, or proposes something else."))
        return redirect("desk:desk")
    messages.success(request, _("Done: “%(what)s”.") % {"what": SENTENCES[made.outcome][0]})
    return redirect("desk:desk") if case.state == Case.State.CLOSED else redirect("desk:case", pk=case.pk)


def _form_page(
    request: HttpRequest, case: Case, outcome: str, form: DecisionForm, *, status: int = 200
) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    is_hidden = is_hidden_from(case, by, now, opened_in(request.session, case, now))
    context = {"case": case, "outcome": outcome, "sentence": SENTENCES[outcome][0], "form": form}
    context["versions"] = [] if is_hidden else versions_of(case, by)[:1]
    return render(request, "desk/decide.html", context, status=status)


def _preview_page(request: HttpRequest, case: Case, form: DecisionForm, foreseen: Foreseen) -> HttpResponse:
    outcome, by = form.asked.outcome, signed_in(request)
    newest = None if needs_two(case) else newest_version(case)
    change = differences(source_of(newest, by), form.cleaned_data["body"]) if newest and "body" in form.fields else ()
    context = {"case": case, "outcome": outcome, "sentence": SENTENCES[outcome][0], "form": form}
    context |= {"foreseen": foreseen, "happens": list(what_happens(form.choice(), foreseen)), "change": change}
    return render(request, "desk/preview.html", context)


def _moved_on_page(request: HttpRequest, case: Case, form: DecisionForm, seen: Seen) -> HttpResponse:
    """Nothing was written: what is new, and everything that was typed."""
    by, now, outcome = signed_in(request), timezone.now(), form.asked.outcome
    case = case_at(request, case.pk)
    newest = None if needs_two(case) else newest_version(case)
    is_open = not is_hidden_from(case, by, now, opened_in(request.session, case, now))
    again = _form(case, outcome, by, initial={**request.POST.dict(), "seen": str(seen_now(case, newest, now))})
    context = {"case": case, "outcome": outcome, "sentence": SENTENCES[outcome][0], "form": again}
    context |= {"news": news_since(case, seen, by, with_words=is_open), "typed": _typed(request)}
    return render(request, "desk/moved_on.html", context, status=409)


def _typed(request: HttpRequest) -> list[str]:
    return [request.POST[name] for name in ("title", "body", "words") if request.POST.get(name, "").strip()]


_decision = Compiled(lambda viewer, pk: Decision.objects.visible_to(viewer).select_related("case", "by").filter(pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back, and say what could not be put back because it was changed since."""
    by = signed_in(request)
    made = _decision.or_404(viewer=by, pk=pk)
    key = new_form_key(by, request.path)
    form = UndoForm(request.POST if request.method == "POST" else None, initial={"form_key": key})
    try:
        if request.method != "POST" or not form.is_valid():
            if not can_be_undone(made):
                raise AlreadyDecided
            may_undo(decision=made, by=by, now=timezone.now()).or_refuse()
            return _undo_page(request, made, form, status=422 if form.is_bound else 200)
        _undoing, skipped = actions.undo_decision(
            decision=made, words=form.cleaned_data["words"], by=by, now=timezone.now()
        )
    except AlreadyDecided:
        messages.info(request, _("This was taken back before, or answers somebody. Nothing was changed now."))
        return redirect("desk:case", pk=made.case_id)
    except NotAllowed as refusal:
        if not form.is_bound:
            raise
        form.add_error(None, str(refusal))
        return _undo_page(request, made, form, status=403)
    made.case.refresh_from_db()
    is_open = made.case.state != Case.State.CLOSED
    messages.success(
        request,
        _("It is taken back, and the case is open again.")
        if is_open
        else _("It is taken back. What it is about waits in another case, which is open."),
    )
    for sentence in said_of_skipped(skipped):
        messages.warning(request, sentence)
    return redirect("desk:case", pk=made.case_id)


def _undo_page(request: HttpRequest, made: Decision, form: UndoForm, *, status: int) -> HttpResponse:
    return render(request, "desk/undo.html", {"made": made, "case": made.case, "form": form}, status=status)
