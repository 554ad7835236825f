"""Who stands at the desk: the list for those who answer for them, one person's own page, roles and training."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Person
from moderation import actions
from moderation.forms.people import LimitForm, RoleForm
from moderation.models import DeskRole
from moderation.pages.team import colleague_at, colleague_page, every_group, team_page
from moderation.pages.wellbeing import wellbeing_of
from moderation.rules import has_desk
from moderation.team import leads_anybody, may_give_roles, may_look_after_team
from moderation.views.finding import at_desk, at_desk_or_staff, number_in, signed_in


@require_safe
@at_desk_or_staff
def team(request: HttpRequest) -> HttpResponse:
    """The people of the desk, for those who answer for them; others are led to their own page."""
    by = signed_in(request)
    if not leads_anybody(by):
        return redirect("desk:colleague", pk=by.pk)
    may_look_after_team(by).or_refuse()
    page = team_page(by, after=number_in(request, "after"))
    return render(request, "desk/team.html", {"page": page})


@require_safe
@at_desk_or_staff
def colleague(request: HttpRequest, pk: int) -> HttpResponse:
    """One person at the desk: roles, training, hours, and for their lead how much they carry."""
    by, now = signed_in(request), timezone.now()
    person = _colleague(pk, by)
    opened = actions.look_at_burden(person=person, by=by, now=now)
    page = colleague_page(person, by, now, opened=opened)
    return render(request, "desk/colleague.html", {"page": page, **_own(page.is_self, by, now)})


def _own(is_self: bool, by: Person, now: Any) -> dict[str, Any]:
    """What somebody sees of themselves alone."""
    if not is_self:
        return {}
    wellbeing = wellbeing_of(by, now)
    limit = LimitForm(initial={"hard_things_a_day": wellbeing.limit}, auto_id="limit_%s")
    return {"wellbeing": wellbeing, "limit": limit}


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk_or_staff
def give(request: HttpRequest) -> HttpResponse:
    """Give somebody a role at the desk."""
    by = signed_in(request)
    may_give_roles(by).or_refuse()
    form = RoleForm(request.POST if request.method == "POST" else None, groups=every_group())
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["name"]
        actions.give_desk_role(
            person=person, kind=form.cleaned_data["kind"], group_id=form.group_id, by=by, now=timezone.now()
        )
        messages.success(
            request,
            _("%(name)s has this role now. The desk opens once their training is confirmed.") % {"name": person.name},
        )
        return redirect("desk:colleague", pk=person.pk)
    return render(request, "desk/give_role.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@at_desk_or_staff
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role; one's own, or that of somebody for whom one answers."""
    by = signed_in(request)
    role = get_object_or_404(DeskRole.objects.visible_to(by).select_related("person"), pk=pk)
    actions.end_desk_role(role=role, by=by, now=timezone.now())
    messages.success(request, _("The role is ended. It can be given again."))
    if role.person_id == by.pk or colleague_at(role.person_id, by) is None:
        return redirect("desk:team") if has_desk(by) or by.is_staff else redirect("/")
    return redirect("desk:colleague", pk=role.person_id)


@require_POST
@at_desk_or_staff
def training(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm somebody's training, or take that back."""
    by, now = signed_in(request), timezone.now()
    person = _colleague(pk, by)
    if request.POST.get("training") == "confirmed":
        actions.confirm_training(person=person, by=by, now=now)
        messages.success(request, _("The desk is open for %(name)s.") % {"name": person.name})
    else:
        actions.withdraw_training(person=person, by=by, now=now)
        messages.success(
            request,
            _("The desk is closed for %(name)s until their training is confirmed again.") % {"name": person.name},
        )
    return redirect("desk:colleague", pk=person.pk)


@require_POST
@at_desk
def rest(request: HttpRequest) -> HttpResponse:
    """ "Not me today", and back again."""
    by = signed_in(request)
    if "back" in request.POST:
        actions.come_back(by=by)
        messages.success(request, _("Good to have you. Everything that waits is where it was."))
    else:
        actions.rest_for_today(by=by, now=timezone.now())
        messages.success(request, _("Rest well. Others take care of what waits; nobody asks why."))
    return redirect("/desk/")


@require_POST
@at_desk
def limit(request: HttpRequest) -> HttpResponse:
    """Choose one's own limit of hard things a day."""
    by = signed_in(request)
    form = LimitForm(request.POST, auto_id="limit_%s")
    if form.is_valid():
        actions.choose_hard_limit(hard_things_a_day=form.cleaned_data["hard_things_a_day"], by=by)
        messages.success(request, _("Your limit is saved."))
        return redirect("desk:colleague", pk=by.pk)
    now = timezone.now()
    page = colleague_page(by, by, now, opened=None)
    context = {"page": page, **_own(True, by, now), "limit": form}
    return render(request, "desk/colleague.html", context, status=422)


def _colleague(pk: int, by: Person) -> Person:
    person = colleague_at(pk, by)
    if person is None:
        raise Http404
    return person
