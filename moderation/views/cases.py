"""One case: its page, who works on it, and what is asked to be seen or told about it."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Person
from forum.kernel.compiled import Compiled
from forum.kernel.form_keys import new_form_key
from forum.kernel.moments import FORUM_ZONE
from moderation import actions
from moderation.errors import CaseIsTaken
from moderation.forms.notes import CaseNoteForm
from moderation.models import Case
from moderation.pages.case import case_page
from moderation.pages.keys import keys_of_case
from moderation.team import tiers_of
from moderation.views.finding import at_desk, case_at, signed_in
from moderation.views.looks import keep_open, look_at, opened_in


@require_safe
@at_desk
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one case."""
    by, found = signed_in(request), case_at(request, pk)
    key = new_form_key(by, f"/desk/cases/{found.pk}/note/")
    return _case_page(request, found, CaseNoteForm(tiers=tiers_of(by), initial={"form_key": key}))


@require_POST
@at_desk
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a case on, give it back, take it over, hand it on, or ask for another view."""
    by, found, now = signed_in(request), case_at(request, pk), timezone.now()
    wish = request.POST.get("do", "")
    try:
        if wish == "take":
            actions.claim_case(case=found, by=by, now=now)
        elif wish == "take_over":
            actions.break_claim(case=found, by=by, now=now)
        elif wish == "let_go":
            actions.let_go_of_case(case=found, by=by, now=now)
        elif wish == "second":
            actions.ask_for_second_opinion(case=found, by=by, now=now)
            messages.success(request, _("It is marked: somebody else gives their view."))
        elif wish == "hand_on":
            actions.hand_on_case(case=found, by=by, until=_tomorrow(now), now=now)
            messages.success(request, _("You do not see it again today. Nobody is told why."))
            return redirect("desk:desk")
    except CaseIsTaken as taken:
        messages.warning(request, str(taken))
    return redirect("desk:case", pk=found.pk)


@require_POST
@at_desk
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the page does not show at once. It is written down first."""
    by, found, now = signed_in(request), case_at(request, pk), timezone.now()
    what = request.POST.get("what", "")
    seen = look_at(what, found)
    if seen is not None:
        if what not in opened_in(request.session, found, now):
            actions.look_closer(case=found, what=seen, by=by, now=now)
        keep_open(request.session, found, what, now)
    return redirect(f"/desk/cases/{found.pk}/#{what}" if seen else f"/desk/cases/{found.pk}/")


@require_POST
@at_desk
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a private note about the case, or about the person in it."""
    by, found = signed_in(request), case_at(request, pk)
    form = CaseNoteForm(request.POST, tiers=tiers_of(by))
    if not form.is_valid():
        return _case_page(request, found, form)
    is_about_person = form.cleaned_data["is_about_person"] and _is_named(found, by)
    actions.write_note(
        case=None if is_about_person else found,
        about=found.about if is_about_person else None,
        tier=form.cleaned_data["tier"],
        words=form.cleaned_data["words"],
        by=by,
        now=timezone.now(),
    )
    return redirect(f"/desk/cases/{found.pk}/#notes")


def _is_named(case: Case, by: Person) -> bool:
    """May `by` be told whom the case is about? A note with a person who is not named would tell it on their other cases."""
    return case.about is not None and bool(_naming.rows(viewer=by, pk=case.pk))


_naming = Compiled(lambda viewer, pk: Case.objects.visible_to(viewer).naming_to(viewer).filter(pk=pk).values_list("pk"))


def _case_page(request: HttpRequest, found: Case, form: CaseNoteForm) -> HttpResponse:
    now = timezone.now()
    page = case_page(found, signed_in(request), now, opened_in(request.session, found, now))
    return render(
        request,
        "desk/case.html",
        {"page": page, "form": form, "keys": keys_of_case(page.ways)},
        status=422 if form.is_bound else 200,
    )


def _tomorrow(now: datetime) -> datetime:
    """The first moment of the forum's next day."""
    day = now.astimezone(FORUM_ZONE).date() + timedelta(days=1)
    return datetime.combine(day, time(), tzinfo=FORUM_ZONE)
