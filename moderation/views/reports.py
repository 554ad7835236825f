"""Telling a moderator of something, one question a page; the receipt; one's own reports.

What is reported stands in a room that this package does not know: the room finds it, asks whether it may be seen, and
hands over with `ask`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from accounts.pages.words import words_of
from accounts.views.words import words_kept_while_signed_out
from forum.kernel.form_keys import BadFormKey, new_form_key, open_form_key, read_form_key
from forum.kernel.verdicts import NotAllowed
from moderation.actions import report
from moderation.forms.reports import ReportForm
from moderation.kinds import kind_for
from moderation.models import Report
from moderation.pages.reports import Reported, choices, receipt_of, sent_by
from moderation.rules import may_report
from moderation.views.finding import number_in, signed_in

View = Callable[..., HttpResponse]


def open_to_all(view: View) -> View:
    """Let people without an account report what is open to all.

    Words of somebody whose session ended meanwhile are kept for them, as on every other page.
    """

    @login_not_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            key = open_form_key(request.POST.get("form_key"))
            if key is not None and key.person_id:
                return words_kept_while_signed_out(request, words_of(request.path, request.POST))
        return view(request, *arguments, **named)

    return opened


def ask(request: HttpRequest, reported: Reported) -> HttpResponse:
    """Ask why, then for words; then tell the moderators. Without an account there is one reason, so it is not asked."""
    by = request.user if isinstance(request.user, Person) else None
    asked = request.POST if request.method == "POST" else request.GET
    reason = asked.get("reason", "") if by else str(Report.Reason.ILLEGAL)
    author = kind_for(reported.subject).author_of(reported.subject)
    may_report(author=author, reason=reason or Report.Reason.WORRIED, by=by, now=timezone.now()).or_refuse()
    if reason not in reported.reasons:
        return _reasons_page(request, reported)
    if request.method != "POST":
        return _words_page(request, reported, ReportForm(asks_about=reason, initial=_begun(request, reported, reason)))
    form = ReportForm(request.POST, asks_about=reason)
    key = _key(form, request)
    if not form.is_valid() or key is None:
        return _words_page(request, reported, form, status=422)
    try:
        told = report(
            subject=reported.subject,
            revision=reported.version(form.cleaned_data["seen"]),
            reason=reason,
            words=form.cleaned_data["words"].strip(),
            by=by,
            now=timezone.now(),
            form_key=key,
        )
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _words_page(request, reported, form, status=403)
    return redirect("desk:receipt", receipt=told.receipt)


@login_not_required
@require_safe
def receipt(request: HttpRequest, receipt: UUID) -> HttpResponse:
    """Show somebody what they reported, and what came of it. Source: README, M-5."""
    told = get_object_or_404(Report.objects.seen_by(request.user, receipt=receipt).select_related("case"))
    return render(request, "reports/receipt.html", {"receipt": receipt_of(told, request.user), "report": told})


@require_safe
def own_reports(request: HttpRequest) -> HttpResponse:
    """List what one has reported, newest first."""
    page = sent_by(signed_in(request), before=number_in(request, "before"))
    return render(request, "reports/list.html", {"page": page})


def _key(form: ReportForm, request: HttpRequest) -> UUID | None:
    """The form's own key; None when it is not one of ours, with a sentence in the form and a fresh key for it."""
    try:
        return read_form_key(form.data.get("form_key", ""), request.user, request.path)
    except BadFormKey as bad:
        form.is_valid()
        form.add_error(None, str(bad))
        form.data = {**cast(QueryDict, form.data).dict(), "form_key": new_form_key(request.user, request.path)}
        return None


def _begun(request: HttpRequest, reported: Reported, reason: str) -> dict[str, Any]:
    shown = reported.version(number_in(request, "seen") or None)
    return {
        "reason": reason,
        "seen": shown.pk if shown else None,
        "what": reported.what,
        "form_key": new_form_key(request.user, request.path),
    }


def _reasons_page(request: HttpRequest, reported: Reported) -> HttpResponse:
    shown = reported.version(number_in(request, "seen") or None)
    carried = {name: value for name, value in (("what", reported.what), ("seen", shown.pk if shown else "")) if value}
    page = {"reported": reported, "choices": choices(reported), "carried": urlencode(carried)}
    return render(request, "reports/reasons.html", page, status=422 if request.method == "POST" else 200)


def _words_page(request: HttpRequest, reported: Reported, form: ReportForm, *, status: int = 200) -> HttpResponse:
    page = {"reported": reported, "form": form, "reason": form.asks_about}
    return render(request, "reports/words.html", page, status=status)
