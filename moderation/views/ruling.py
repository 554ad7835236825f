"""Rules: read, written, tried, put into use by somebody else, taken out of use."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.kernel.form_keys import new_form_key
from moderation import actions
from moderation.actions.trials import NEWEST
from moderation.forms import RuleForm, TestForm, TrialForm
from moderation.log import Look, note_look
from moderation.matching.errors import RuleRefused
from moderation.models import Rule, RuleTrial, RuleVersion
from moderation.pages import ruling as pages
from moderation.rules import role_for_the_forum
from moderation.views.finding import for_the_forum, number_in, signed_in


@require_safe
@for_the_forum
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule, by what it waits for."""
    return render(request, "desk/rules/list.html", {"page": pages.rules_page(signed_in(request))})


@require_safe
@for_the_forum
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """One rule with its versions and trials."""
    by = signed_in(request)
    found = get_object_or_404(Rule.objects.visible_to(by), pk=pk)
    context = {"page": pages.rule_page(found, by), "form": TrialForm()}
    return render(request, "desk/rules/rule.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_forum
def new_rule(request: HttpRequest) -> HttpResponse:
    """Write the first version of a new rule."""
    return _write(request, None, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_forum
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the next version of a rule, beginning with the newest one."""
    by = signed_in(request)
    found = get_object_or_404(Rule.objects.visible_to(by), pk=pk)
    newest = RuleVersion.objects.visible_to(by).filter(rule=found).order_by("-number").first()
    return _write(request, found, newest)


def _write(request: HttpRequest, found: Rule | None, newest: RuleVersion | None) -> HttpResponse:
    by = signed_in(request)
    form = RuleForm(
        request.POST if request.method == "POST" else None,
        is_new=found is None,
        initial=RuleForm.values_of(newest) if newest else None,
    )
    if request.method == "POST" and form.is_valid() and (version := _kept(request, found, form)):
        messages.success(
            request, _("Version %(number)d is kept. It does nothing yet: try it, and then somebody else puts it into use.")
            % {"number": version.number},
        )  # fmt: skip
        return redirect("desk:rule", pk=version.rule_id)
    context = {"rule": found, "form": form, "form_key": new_form_key(by, request.path)}
    return render(request, "desk/rules/write.html", context, status=422 if form.is_bound else 200)


def _kept(request: HttpRequest, found: Rule | None, form: RuleForm) -> RuleVersion | None:
    """Keep the version; where that is refused, say so in the form, which keeps what was typed."""
    named: dict[str, Any] = {} if found else {name: form.cleaned_data[name] for name in ("name", "topic")}
    try:
        return actions.write_version(
            rule=found, definition=form.definition, by=signed_in(request), now=timezone.now(), **named
        )
    except RuleRefused as refusal:
        form.add_error(None if found else "name", str(refusal))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_forum
def starter_pack(request: HttpRequest) -> HttpResponse:
    """Read the starter pack with its examples, and begin with it."""
    by = signed_in(request)
    if request.method != "POST":
        return render(request, "desk/rules/starter_pack.html", {"rows": pages.starter_rows(by)})
    written = actions.begin_with_starter_pack(by=by, now=timezone.now())
    said = ngettext(
        "%(count)d rule is written, and does nothing yet. Try it; then somebody else puts it into use.",
        "%(count)d rules are written, and do nothing yet. Try each; then somebody else puts it into use.",
        len(written),
    )
    messages.success(request, said % {"count": len(written)})
    return redirect("desk:rules")


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_forum
def test_rules(request: HttpRequest) -> HttpResponse:
    """See what rules find in a text that one types in. Nothing of it is kept."""
    by = signed_in(request)
    asked = number_in(request, "version")
    version = get_object_or_404(RuleVersion.objects.visible_to(by).select_related("rule"), pk=asked) if asked else None
    form = TestForm(request.POST if request.method == "POST" else None)
    found = pages.tested(form.cleaned_data["body"], by, version) if form.is_valid() else None
    context = {"form": form, "version": version, "found": found}
    return render(request, "desk/rules/test.html", context, status=422 if form.is_bound and found is None else 200)


@require_POST
@for_the_forum
def try_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a trial of a version on past words."""
    by = signed_in(request)
    version = get_object_or_404(RuleVersion.objects.visible_to(by), pk=pk)
    form = TrialForm(request.POST)
    if not form.is_valid():
        return redirect("desk:rule", pk=version.rule_id)
    trial = actions.try_version(version=version, wanted=form.count, by=by, now=timezone.now())
    return redirect("desk:trial", pk=trial.pk)


@require_POST
@for_the_forum
def try_all(request: HttpRequest) -> HttpResponse:
    """Ask for a trial of everything that was never tried."""
    trials = actions.try_all_untried(wanted=NEWEST, by=signed_in(request), now=timezone.now())
    said = ngettext(
        "%(count)d trial is asked for. It is read by itself; look again in a while.",
        "%(count)d trials are asked for. They are read one after another; look again in a while.",
        len(trials),
    )
    messages.success(request, said % {"count": len(trials)})
    return redirect("desk:rules")


@require_POST
@for_the_forum
def agree_to_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a version into use."""
    by = signed_in(request)
    version = get_object_or_404(RuleVersion.objects.visible_to(by), pk=pk)
    actions.agree_to_version(version=version, by=by, now=timezone.now())
    messages.success(request, _("It is in use from now on."))
    return redirect("desk:rule", pk=version.rule_id)


@require_POST
@for_the_forum
def retire_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a version out of use, or put it aside."""
    by = signed_in(request)
    version = get_object_or_404(RuleVersion.objects.visible_to(by), pk=pk)
    version = actions.retire_version(version=version, by=by, now=timezone.now())
    was_used = version.agreed_at is not None
    messages.success(
        request, _("It is out of use. What it held before waits as it did.") if was_used else _("It is put aside.")
    )
    return redirect("desk:rule", pk=version.rule_id)


@require_safe
@for_the_forum
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a trial is, and what it found, in numbers."""
    return render(request, "desk/rules/trial.html", {"page": pages.trial_page(_trial_at(request, pk))})


@require_safe
@for_the_forum
def trial_words(request: HttpRequest, pk: int) -> HttpResponse:
    """The words that a trial matched. The look is written down before they are shown. Source: README, M-12."""
    by, found = signed_in(request), _trial_at(request, pk)
    note_look(by=by, what=Look.RULE_HITS, subject=found, now=timezone.now(), role=role_for_the_forum(by))
    page = pages.trial_words_page(found, by, after=number_in(request, "after"))
    return render(request, "desk/rules/trial_words.html", {"page": page})


@require_POST
@for_the_forum
def stop_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a trial."""
    found = _trial_at(request, pk)
    if actions.stop_trial(trial=found, by=signed_in(request), now=timezone.now()):
        messages.success(request, _("The trial is stopped. What it had found is here."))
    return redirect("desk:trial", pk=found.pk)


def _trial_at(request: HttpRequest, pk: int) -> RuleTrial:
    return get_object_or_404(RuleTrial.objects.visible_to(signed_in(request)).select_related("version__rule"), pk=pk)
