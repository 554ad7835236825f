"""Who is in a group: the list, one's own line, and what hosts do about members."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forum.groups import actions
from forum.groups.forms import LineForm, RoleForm
from forum.groups.models import Group, Membership
from forum.groups.pages import members_page, names_offered
from forum.groups.rules import may_give_role, may_host, may_remove
from forum.groups.views.finding import group_at, number_in, refusals_said, signed_in
from forum.kernel.verdicts import NotAllowed
from moderation.views.care import with_care


@require_safe
@refusals_said
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """The people of a group, for those who are in it."""
    by, group = signed_in(request), group_at(request, slug)
    page = members_page(group, by, after=number_in(request, "after"))
    if page is None:
        raise NotAllowed(_("Only members see who is in this group."))
    return render(request, "groups/members.html", {"group": group, "page": page})


@require_safe
@refusals_said
def names(request: HttpRequest, slug: str) -> HttpResponse:
    """Names that begin as somebody has begun to type one, for those who are in the group."""
    by = signed_in(request)
    group = get_object_or_404(Group.objects.readable_by(by), slug=slug)
    found = names_offered(group, by, beginning=request.GET.get("q", ""))
    if found is None:
        raise NotAllowed(_("Only members see who is in this group."))
    return JsonResponse({"names": found})


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A host gives somebody a role."""
    by, group = signed_in(request), group_at(request, slug)
    found = _member_at(request, group.pk, pk)
    may_host(group, by).or_refuse()
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"role": found.role})
    if request.method == "POST" and form.is_valid():
        given = actions.give_role(membership=found, role=form.cleaned_data["role"], by=by, now=timezone.now())
        messages.success(
            request,
            _("%(name)s is %(role)s here now.") % {"name": found.person.name, "role": given.get_role_display()},
        )
        return redirect("groups:members", slug=group.slug)
    verdicts = {"giving": may_give_role(found, by), "removing": may_remove(found, by)}
    return render(request, "groups/member.html", {"group": group, "member": found, "form": form, **verdicts})


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A host takes somebody out; the page says what that means first."""
    by, group = signed_in(request), group_at(request, slug)
    found = _member_at(request, group.pk, pk)
    may_remove(found, by).or_refuse()
    if request.method != "POST":
        return render(request, "groups/remove.html", {"group": group, "member": found})
    actions.remove_member(membership=found, by=by, now=timezone.now())
    messages.success(request, _("%(name)s is not in this group any more.") % {"name": found.person.name})
    return redirect("groups:members", slug=group.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def line(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the line beside one's own name in this group."""
    by, group = signed_in(request), group_at(request, slug)
    mine = Membership.objects.visible_to(by).in_force().filter(group=group.pk, person=by.pk).first()
    if mine is None:
        raise NotAllowed(_("Only members have a line in this group."))
    form = LineForm(request.POST if request.method == "POST" else None, initial={"line": mine.line})
    if request.method == "POST" and form.is_valid() and not form.asks(known=mine.line):
        revision = actions.change_line(membership=mine, line=form.cleaned_data["line"], by=by, now=timezone.now())
        said = (
            _("Your line is saved.")
            if revision.published
            else _("Only you can see this yet. A moderator reads it first.")
        )
        messages.success(request, said)
        return with_care(request, form.noticed.cards, onward=f"/groups/{group.slug}/members/")
    status = 422 if form.is_bound and form.is_valid() else 200
    return render(request, "groups/line.html", {"group": group, "form": form}, status=status)


def _member_at(request: HttpRequest, group_pk: int, pk: int) -> Membership:
    seen = Membership.objects.visible_to(request.user).in_force().select_related("person", "group")
    found = seen.filter(pk=pk, group=group_pk).first()
    if found is None:
        raise Http404
    return found
