"""What hosts do: answer requests, invite, change and move the group."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.groups import actions
from forum.groups.errors import AlreadyAnswered
from forum.groups.forms import BY_ITSELF, InviteForm, MoveForm, SettingsForm
from forum.groups.models import Group, Invitation, JoinRequest
from forum.groups.pages import change_sentences, places_to_move, requests_page, sent_invitations
from forum.groups.rules import may_host, may_step_in
from forum.groups.views.finding import group_at, number_in, refusals_said, signed_in
from forum.kernel.looking import is_looked_at

_SIGHT = ("discovery", "reading")


@require_safe
@refusals_said
def requests(request: HttpRequest, slug: str) -> HttpResponse:
    """Who asks to be let in, with their answers. Whoever looks has read what they were told of it."""
    by, group = signed_in(request), group_at(request, slug)
    may_host(group, by).or_refuse()
    now = timezone.now()
    page = requests_page(group, by, after=number_in(request, "after"), now=now)
    if by.has_news and is_looked_at(request):
        actions.note_requests_read(group=group, by=by, now=now)
    return render(request, "groups/requests.html", {"group": group, "page": page})


@require_POST
@refusals_said
def decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let somebody in, or not."""
    by, group = signed_in(request), group_at(request, slug)
    asked = get_object_or_404(
        JoinRequest.objects.visible_to(by).select_related("person", "group"), pk=pk, group=group.pk
    )
    decision, now = request.POST.get("decision"), timezone.now()
    is_let_in = decision in ("accept", "after-all")
    try:
        if decision == "after-all":
            actions.let_in_after_all(request=asked, by=by, now=now)
        else:
            actions.decide_join_request(request=asked, is_let_in=is_let_in, by=by, now=now)
    except AlreadyAnswered as answered:
        messages.info(request, str(answered))
        return redirect("groups:requests", slug=group.slug)
    said = _("%(name)s is in the group now.") if is_let_in else _("%(name)s was not let in, and is told so gently. If that was a slip, you can let them in after all: see below.")  # fmt: skip
    messages.success(request, said % {"name": asked.person.name})
    return redirect("groups:requests", slug=group.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def inviting(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite somebody by address, and see which invitations wait."""
    by, group, now = signed_in(request), group_at(request, slug), timezone.now()
    may_host(group, by).or_refuse()
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.invite(group=group, email=form.cleaned_data["email"], by=by, now=now)
        messages.success(
            request, _("The invitation is on its way. Whether the address has an account here is not told to anyone.")
        )
        return redirect("groups:inviting", slug=group.slug)
    sent = sent_invitations(group, by, now=now)
    return render(request, "groups/inviting.html", {"group": group, "form": form, "invitations": sent})


@require_POST
@refusals_said
def take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take an invitation back."""
    by, group = signed_in(request), group_at(request, slug)
    may_host(group, by).or_refuse()
    sent = get_object_or_404(Invitation.objects.visible_to(by).select_related("group"), pk=pk, group=group.pk)
    try:
        actions.take_back_invitation(invitation=sent, by=by, now=timezone.now())
        messages.success(request, _("The invitation is taken back."))
    except AlreadyAnswered as answered:
        messages.info(request, str(answered))
    return redirect("groups:inviting", slug=group.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the group; where that changes who sees what, say so before it is saved."""
    by, group = signed_in(request), group_at(request, slug)
    may_host(group, by).or_refuse()
    form = SettingsForm(
        request.POST if request.method == "POST" else None,
        initial=SettingsForm.values_of(group),
        is_network=group.parent_id is None,
    )
    if request.method == "POST" and form.is_valid():
        changes_sight = any(form.values[field] != getattr(group, field) for field in _SIGHT)
        return _preview_or_save(request, group, form, form.values, needs_preview=changes_sight)
    return render(request, "groups/settings.html", {"group": group, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def move(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the group, with all that stands inside it, somewhere else."""
    by, group = signed_in(request), group_at(request, slug)
    may_host(group, by).or_refuse()
    places, may_be_root = places_to_move(group, by)
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        initial={"parent": group.parent_id or BY_ITSELF},
        places=places,
        may_be_root=may_be_root,
    )
    if request.method == "POST" and form.is_valid():
        is_elsewhere = (form.place.pk if form.place else None) != group.parent_id
        return _preview_or_save(request, group, form, {"parent": form.place}, needs_preview=is_elsewhere)
    return render(
        request, "groups/move.html", {"group": group, "form": form, "has_places": bool(places) or may_be_root}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def step_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Staff take on a group that has no host."""
    by, group = signed_in(request), group_at(request, slug)
    may_step_in(group, by).or_refuse()
    if request.method != "POST":
        return render(request, "groups/step_in.html", {"group": group})
    actions.step_in_as_host(group=group, by=by, now=timezone.now())
    messages.success(request, _("You are the host of %(group)s now.") % {"group": group.name})
    return redirect("home:group", slug=group.slug)


def _preview_or_save(
    request: HttpRequest, group: Group, form: Any, values: dict[str, Any], *, needs_preview: bool
) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    if needs_preview and "confirmed" not in request.POST:
        gains, losses = change_sentences(actions.preview_change(group=group, by=by, now=now, **values), by)
        return render(request, "groups/preview.html", {"group": group, "form": form, "gains": gains, "losses": losses})
    actions.change_group(group=group, by=by, now=now, **values)
    messages.success(request, _("The settings are saved, and hold from now on."))
    return redirect("groups:settings", slug=group.slug)
