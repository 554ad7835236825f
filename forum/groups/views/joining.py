"""Joining, asking to join, leaving, and invitations that one received."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.groups import actions
from forum.groups.errors import AlreadyAnswered
from forum.groups.forms import AskForm
from forum.groups.models import Invitation, Joining, JoinRequest, Membership
from forum.groups.pages import group_of_resting_place, invitations_of, join_page, leave_page
from forum.groups.views.finding import group_at, refusals_said, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Join, or ask to, or read what comes first."""
    by, group, now = signed_in(request), group_at(request, slug), timezone.now()
    form = AskForm(
        request.POST if request.method == "POST" else None,
        questions=group.questions if group.joining == Joining.REQUEST else [],
    )
    if request.method == "POST" and form.is_valid():
        outcome = actions.join_group(group=group, by=by, now=now, answers=form.answers)
        if isinstance(outcome, JoinRequest):
            messages.success(request, _("The hosts have been asked. You will find their answer here."))
            return redirect("groups:join", slug=group.slug)
        messages.success(request, _("You are in %(group)s now.") % {"group": group.name})
        return redirect("home:group", slug=group.slug)
    is_invited = Invitation.objects.visible_to(by).sent_to(by).filter(group=group.pk, ends_at__gt=now).exists()
    page = join_page(group, by, is_invited=is_invited, now=now)
    return render(request, "groups/join.html", {"group": group, "page": page, "form": form})


@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take one's own request back."""
    by, group = signed_in(request), group_at(request, slug)
    asked = get_object_or_404(JoinRequest.objects.visible_to(by), pk=pk, group=group.pk, person=by.pk)
    try:
        actions.withdraw_join_request(request=asked, by=by, now=timezone.now())
        messages.success(request, _("You have taken your request back, and your answers are erased."))
    except AlreadyAnswered as answered:
        messages.info(request, str(answered))
    return redirect("groups:join", slug=group.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave; the page says what else goes."""
    by, group = signed_in(request), group_at(request, slug)
    page = leave_page(group, by)
    if page is None:
        messages.info(request, _("You are not in this group."))
        return redirect("groups:list")
    if request.method != "POST":
        return render(request, "groups/leave.html", {"group": group, "page": page})
    actions.leave_group(group=group, by=by, now=timezone.now())
    messages.success(request, _("You have left %(group)s. Nobody is told.") % {"group": group.name})
    return redirect("groups:list")


@require_POST
@refusals_said
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a group in which one's place rests. Its name is not said: one may not be able to know of it now."""
    by = signed_in(request)
    group = group_of_resting_place(by, pk)
    if group is None:
        raise Http404
    actions.leave_group(group=group, by=by, now=timezone.now())
    messages.success(request, _("You have given your place up. Nobody is told."))
    return redirect("groups:list")


@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """Invitations to one's own addresses."""
    found = invitations_of(signed_in(request), now=timezone.now())
    return render(request, "groups/invitations.html", {"invitations": found})


@require_POST
@refusals_said
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes to an invitation."""
    by = signed_in(request)
    invitation = get_object_or_404(Invitation.objects.visible_to(by).sent_to(by).select_related("group"), pk=pk)
    try:
        membership: Membership = actions.accept_invitation(invitation=invitation, by=by, now=timezone.now())
    except AlreadyAnswered as answered:
        messages.info(request, str(answered))
        return redirect("groups:invitations")
    messages.success(request, _("You are in %(group)s now.") % {"group": invitation.group.name})
    return redirect("home:group", slug=membership.group.slug)


@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no to an invitation."""
    by = signed_in(request)
    invitation = get_object_or_404(Invitation.objects.visible_to(by).sent_to(by).select_related("group"), pk=pk)
    try:
        actions.decline_invitation(invitation=invitation, by=by, now=timezone.now())
        messages.success(request, _("You have said no. Nobody is told who it was."))
    except AlreadyAnswered as answered:
        messages.info(request, str(answered))
    return redirect("groups:invitations")
