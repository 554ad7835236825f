"""Asking for somebody else to look again, as whoever asks does it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forum.kernel.form_keys import new_form_key
from forum.kernel.verdicts import NotAllowed
from moderation.actions import make_appeal, withdraw_appeal, write_in_appeal
from moderation.errors import AlreadyAsked, AlreadyDecided
from moderation.forms.appeals import AppealForm, MessageForm
from moderation.models import Appeal, Statement
from moderation.pages.appeals import own_appeal
from moderation.queries import AppealQuerySet
from moderation.rules import may_appeal
from moderation.views.finding import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask again about a decision; once asked, read what was written and add to it. Source: README, M-9."""
    by, statement = signed_in(request), _statement(request, pk)
    asked = _appeal_about(request, statement)
    if request.method != "POST":
        if asked is not None:
            return _page(request, statement, asked, _new_message(request))
        may_appeal(statement=statement, by=by, now=timezone.now()).or_refuse()
        return _form_page(request, statement, AppealForm(initial={"form_key": new_form_key(by, request.path)}))
    form = AppealForm(request.POST)
    if asked is not None or not form.is_valid():
        return _asked_before(request, statement) if asked else _form_page(request, statement, form, status=422)
    said = {name: form.cleaned_data[name].strip() for name in ("words", "on_behalf_of")}
    try:
        make_appeal(statement=statement, **said, by=by, now=timezone.now())
    except AlreadyAsked:
        return _asked_before(request, statement)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, statement, form, status=403)
    messages.info(request, _("Thank you. Somebody else reads it now."))
    return redirect("desk:appeal", pk=pk)


@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a message to one's appeal; whatever goes wrong, it stays in the box."""
    statement = _statement(request, pk)
    asked, form = get_object_or_404(_own_appeals(request), decision=statement.decision_id), MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, statement, asked, form, status=422)
    try:
        words = form.cleaned_data["words"].strip()
        write_in_appeal(appeal=asked, words=words, by=signed_in(request), now=timezone.now())
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        asked.refresh_from_db()
        return _page(request, statement, asked, form, status=403)
    messages.info(request, _("Sent. Moderators can read it now."))
    return redirect("desk:appeal", pk=pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's appeal back."""
    statement = _statement(request, pk)
    asked = get_object_or_404(_own_appeals(request), decision=statement.decision_id)
    try:
        withdraw_appeal(appeal=asked, by=signed_in(request), now=timezone.now())
        messages.info(request, _("You took it back. The decision stays as it is."))
    except AlreadyDecided:
        messages.info(request, _("It was answered just now. You can read the answer here."))
    return redirect("desk:appeal", pk=pk)


def _asked_before(request: HttpRequest, statement: Statement) -> HttpResponse:
    """They asked already, perhaps in another tab: the words are put into the box for a message, and are not lost."""
    asked = get_object_or_404(_own_appeals(request), decision=statement.decision_id)
    first = asked.messages.order_by("pk").first()
    form = MessageForm(request.POST)
    if form.is_valid() and first is not None and first.words == form.cleaned_data["words"].strip():
        return redirect("desk:appeal", pk=statement.pk)
    form.add_error(None, _("You have asked about this before, and that stands. These words were not sent yet."))
    return _page(request, statement, asked, form, status=409)


def _statement(request: HttpRequest, pk: int) -> Statement:
    return get_object_or_404(Statement.objects.visible_to(request.user).select_related("decision"), pk=pk)


def _own_appeals(request: HttpRequest) -> AppealQuerySet:
    return Appeal.objects.visible_to(request.user).filter(appellant=signed_in(request))


def _appeal_about(request: HttpRequest, statement: Statement) -> Appeal | None:
    return _own_appeals(request).filter(decision=statement.decision_id).first()


def _new_message(request: HttpRequest) -> MessageForm:
    return MessageForm(initial={"form_key": new_form_key(signed_in(request), f"{request.path}messages/")})


def _form_page(request: HttpRequest, statement: Statement, form: AppealForm, *, status: int = 200) -> HttpResponse:
    return render(request, "statements/ask_again.html", {"statement": statement, "form": form}, status=status)


def _page(
    request: HttpRequest, statement: Statement, asked: Appeal, form: MessageForm, *, status: int = 200
) -> HttpResponse:
    page = {"statement": statement, "page": own_appeal(asked, signed_in(request)), "form": form}
    return render(request, "statements/appeal.html", page, status=status)
