"""Announcing a meetup: one question a page. Every answer is kept, and gone on with on any device."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forum.groups.models import Group
from forum.groups.views.finding import refusals_said, signed_in
from forum.kernel.form_keys import BadFormKey, new_form_key, read_form_key
from forum.kernel.verdicts import NotAllowed
from forum.meetups import actions
from forum.meetups.actions.answers import STEPS, Answers
from forum.meetups.forms.planning import NEW_VENUE, STEP_FORMS, NotesStep, Step
from forum.meetups.models import Announcement, Meetup, Plan, State
from forum.meetups.pages.own_words import own_words
from forum.meetups.pages.planning import (
    CHECK,
    check_page,
    date_lines,
    groups_to_announce_in,
    plans_of,
    said_day,
    step_page,
    venues_to_choose,
)
from forum.meetups.rules.announcing import may_announce
from moderation.views.care import with_care

NEW = "/meetups/new/"


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def new(request: HttpRequest) -> HttpResponse:
    """Choose a group to announce in, or go on with what was begun."""
    by, problem = signed_in(request), ""
    if request.method == "POST":
        try:
            key = read_form_key(request.POST.get("form_key", ""), by, NEW)
            plan = actions.begin_plan(group=_chosen_group(request), form_key=key, by=by, now=timezone.now())
            return redirect("meetups:plan", pk=plan.pk, step=STEPS[0])
        except BadFormKey as bad:
            problem = str(bad)
    groups = groups_to_announce_in(by)
    page = {"groups": groups, "plans": plans_of(by), "problem": problem, "form_key": new_form_key(by, NEW)}
    return render(request, "meetups/plan/new.html", page, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Ask one question, or keep its answer and go on to the next that has none."""
    by = signed_in(request)
    plan = Plan.objects.visible_to(by).select_related("group__read_gate").filter(pk=pk).first()
    if plan is None or step not in (*STEPS, CHECK):
        return _announced_already(request)
    answers = Answers(said=plan.answers)
    if (first := _comes_first(answers, step)) is not None:
        return redirect("meetups:plan", pk=plan.pk, step=first)
    if step == CHECK:
        return _check(request, plan)
    form = _form(request, plan, step, answers)
    if request.method != "POST":
        return _step_page(request, plan, step, form)
    known = "\n".join(str(each) for each in plan.answers.get(step, {}).values())
    if not form.is_valid() or form.asks(known=known):
        return _step_page(request, plan, step, form, status=422 if form.errors else 200)
    if form.answer.get("venue") == NEW_VENUE:
        return redirect(f"/meetups/venues/new/?plan={plan.pk}")
    try:
        plan = actions.save_plan(plan=plan, step=step, answer=form.answer, by=by, now=timezone.now())
    except Plan.DoesNotExist:
        return _announced_already(request)
    return with_care(request, form.noticed.cards, onward=_next_page(plan))


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a plan aside for good."""
    by = signed_in(request)
    plan = get_object_or_404(Plan.objects.visible_to(by), pk=pk)
    actions.discard_plan(plan=plan, by=by)
    messages.info(request, _("It is put aside. Nothing was announced."))
    return redirect("meetups:new")


def _chosen_group(request: HttpRequest) -> Group:
    number = request.POST.get("group", "")
    pk = int(number) if number.isascii() and number.isdigit() and len(number) <= 18 else 0
    return get_object_or_404(Group.objects.readable_by(request.user), pk=pk)


def _comes_first(answers: Answers, step: str) -> str | None:
    """The question to be answered before this one; the first page where this one is not asked at all."""
    if step == CHECK:
        return answers.next_step
    if step not in answers.steps:
        return answers.next_step or CHECK
    before = answers.steps[: answers.steps.index(step)]
    return next((each for each in before if not answers.has(each)), None)


def _next_page(plan: Plan) -> str:
    return f"/meetups/plans/{plan.pk}/{Answers(said=plan.answers).next_step or CHECK}/"


def _form(request: HttpRequest, plan: Plan, step: str, answers: Answers) -> Step:
    kept = plan.answers.get(step)
    more: dict[str, Any] = {"initial": kept} if kept else {}
    if step == "when" and kept:
        more["initial"] = {**kept, "is_second": "second" if kept.get("is_second") else "first"}
    elif step == "who" and not kept:
        more["initial"] = {"audience": plan.group.audience, "guests": "1"}
    elif step == "notes" and not kept:
        more["initial"] = NotesStep.begun()
    elif step == "where":
        more["venues"] = venues_to_choose(plan, signed_in(request))
    elif step == "dates":
        more["dates"], _lines = date_lines(answers)
        more["said"] = [said_day(each, answers) for each in more["dates"]]
    data = request.POST if request.method == "POST" else None
    return STEP_FORMS[step](data, answers=answers, now=timezone.now(), **more)


def _step_page(request: HttpRequest, plan: Plan, step: str, form: Step, status: int = 200) -> HttpResponse:
    page = {"plan": plan, "page": step_page(plan, step), "form": form}
    page["form_key"] = new_form_key(signed_in(request), request.path)
    if step == "dates":
        answers = Answers(said=plan.answers)
        page["lines"], page["pattern"] = date_lines(answers)[1], answers.pattern()
        page["is_course"] = answers.is_course
    name = "dates" if step == "dates" else "step"
    return render(request, f"meetups/plan/{name}.html", page, status=status)


def _check(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Show everything once more; announce it."""
    by, now = signed_in(request), timezone.now()
    verdict = may_announce(group=plan.group, by=by, now=now)
    problem, towards = str(verdict.reason), verdict.towards
    if request.method == "POST":
        try:
            announcement = actions.announce(plan=plan, by=by, now=now)
            return _announced(request, announcement)
        except NotAllowed as refusal:
            problem, towards = str(refusal), refusal.towards
    page = {"plan": plan, "page": step_page(plan, CHECK), "check": check_page(plan, by, now)}
    page |= {"problem": problem, "towards": towards}
    status = 422 if problem and request.method == "POST" else 200
    return render(request, "meetups/plan/check.html", page, status=status)


def _announced(request: HttpRequest, announcement: Announcement) -> HttpResponse:
    """Lead to the first date, and say who sees it now."""
    by = signed_in(request)
    if announcement.state == State.PUBLISHED:
        messages.success(request, _("It is announced. Everybody who can read in this group sees it."))
    elif (waits := own_words(announcement, by, timezone.now())) is not None:
        messages.success(request, " ".join(waits.sentences))
    meetup = Meetup.objects.visible_to(by).filter(announcement=announcement.pk).in_order().first()
    return redirect(f"/meetups/{meetup.pk}/" if meetup else NEW)


def _announced_already(request: HttpRequest) -> HttpResponse:
    """A plan that is not there: where its last button was pressed twice, what came of it; else 404."""
    try:
        key = UUID(request.POST.get("plan", ""))
    except ValueError:
        raise Http404 from None
    mine = Announcement.objects.visible_to(request.user).filter(author=signed_in(request).pk)
    return _announced(request, get_object_or_404(mine, form_key=key))
