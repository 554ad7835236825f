"""Signing up: one question a page, in any order one goes back and forth, with or without scripts."""

from typing import Any

from allauth.account.internal import flows
from allauth.account.internal.stagekit import clear_login, unstash_login
from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import give_up_account, hold_name, open_account, release_name
from accounts.errors import AddressTaken, NameTaken
from accounts.forms.sign_up import QUESTIONS, Question
from accounts.models import Person
from accounts.pages.sign_up import STEPS, Answers, forget_answers, keep_answers, read_answers, was_sent_a_moment_ago
from forum.kernel.verdicts import NotAllowed, NotNow

CODE_PAGE = "account_email_verification_sent"


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, step: str = STEPS[0]) -> HttpResponse:
    """Ask one question, or keep its answer and go on to the next that has none."""
    if step not in STEPS:
        raise Http404
    if request.user.is_authenticated:
        return redirect("/")
    answers = read_answers(request.session)
    if not answers.may_ask(step):
        return redirect(_address(answers.next_step() or STEPS[0]))
    form = _question(step, answers, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _answered(request, step, form, answers)
    return _page(request, step, form, answers)


@login_not_required
@require_POST
def start_again(request: HttpRequest) -> HttpResponse:
    """Forget every answer, and an account that was not finished."""
    _give_up_unfinished(request, read_answers(request.session))
    forget_answers(request.session)
    clear_login(request)
    messages.info(request, _("Everything that you had told us is gone."))
    return redirect("/")


def _question(step: str, answers: Answers, data: Any) -> Question:
    said = answers.said.get(step)
    initial: dict[str, Any] = {}
    if isinstance(said, dict):
        initial = said
    elif step in ("email", "situation"):
        initial = {step: said}
    elif step == "adult" and said:
        initial = {"adult": "yes"}
    elif step in ("health", "terms") and said:
        initial = {step: "yes"}
    return QUESTIONS[step](data, said=answers.said, now=timezone.now(), initial=initial)


def _page(request: HttpRequest, step: str, form: Question, answers: Answers, status: int = 200) -> HttpResponse:
    before = answers.before(step)
    page = {
        "form": form,
        "step": step,
        "number": STEPS.index(step) + 1,
        "of": len(STEPS),
        "back": _address(before) if before else "",
        "address": _address(step),
    }
    return render(request, f"accounts/sign_up/{step.replace('-', '_')}.html", page, status=status)


def _answered(request: HttpRequest, step: str, form: Question, answers: Answers) -> HttpResponse:
    if form.answer == "no":
        _give_up_unfinished(request, answers)
        forget_answers(request.session)
        return render(request, f"accounts/sign_up/no_{step}.html")
    answers.said[step] = form.answer
    upcoming = answers.next_step()
    if upcoming:
        keep_answers(request.session, answers)
        return redirect(_address(upcoming))
    return consume_or_429(request, action="signup") or _finish(request, answers)


def _finish(request: HttpRequest, answers: Answers) -> HttpResponse:
    """Make the account, once however often the button was pressed: the session's row is locked meanwhile."""
    try:
        with transaction.atomic():
            if was_sent_a_moment_ago(request.session, answers, now=timezone.now()):
                return redirect(CODE_PAGE)  # this session is left as the other press saved it
            keep_answers(request.session, answers)
            response = _open(request, answers)
            if response.status_code == 429:
                transaction.set_rollback(True)  # too many codes asked for: no account without its mail
            else:
                request.session.save()
            return response
    except NameTaken:
        return _ask_name_again(request, answers)
    except NotAllowed:
        return redirect(_address("name"))
    except NotNow:
        messages.error(request, _("The mail with your code could not be sent just now, so no account was made. Your answers are kept: please try again in a few minutes."))  # fmt: skip
        return redirect(_address("log-in"))


def _open(request: HttpRequest, answers: Answers) -> HttpResponse:
    said, now = answers.said, timezone.now()
    _give_up_unfinished(request, answers)
    name = said["name"]
    try:
        person = open_account(
            email=said["email"],
            name=name["name"],
            is_name_meant=name["is_meant"],
            situation=said["situation"],
            password_hash=said["log-in"],
            now=now,
        )
    except AddressTaken:
        hold_name(name=name["name"], now=now)
        answers.held = name["name"]
        keep_answers(request.session, answers)
        return flows.signup.prevent_enumeration(request, email=said["email"])
    answers.opened = person.pk
    keep_answers(request.session, answers)
    return flows.signup.complete_signup(request, user=person, redirect_url="/")


def _give_up_unfinished(request: HttpRequest, answers: Answers) -> None:
    """Somebody who comes back for another address leaves no account behind."""
    login = unstash_login(request, peek=True)
    person = login.user if login is not None else None
    if isinstance(person, Person) and person.pk == answers.opened:
        give_up_account(by=person)
    if answers.held:
        release_name(name=answers.held)
    answers.opened, answers.held = None, ""


def _ask_name_again(request: HttpRequest, answers: Answers) -> HttpResponse:
    """Somebody took the name a moment ago: say so beside the field, with everything else kept."""
    name = answers.said.pop("name")
    keep_answers(request.session, answers)
    form = _question("name", answers, {"name": name["name"], "is_meant": name["is_meant"]})
    form.is_valid()
    return _page(request, "name", form, answers)


def _address(step: str) -> str:
    return reverse("account_signup") if step == STEPS[0] else reverse("account_signup_step", args=[step])
