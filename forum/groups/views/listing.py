"""The tree of groups, and starting one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forum.groups import actions
from forum.groups.forms import GroupForm
from forum.groups.models import Audience, Discovery, Joining, Reading
from forum.groups.pages import tree_page
from forum.groups.rules import may_start_in
from forum.groups.views.finding import group_at, number_in, refusals_said, signed_in


@login_not_required
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Every group that one may know of, as a tree."""
    return render(request, "groups/list.html", {"page": tree_page(request.user, after=number_in(request, "after"))})


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def start(request: HttpRequest) -> HttpResponse:
    """Start a network, or with `?under=` a group inside another."""
    by = signed_in(request)
    parent = group_at(request, request.GET["under"]) if request.GET.get("under") else None
    may_start_in(parent, by).or_refuse()
    closed = {
        "audience": parent.audience if parent else Audience.EVERYONE,
        "discovery": Discovery.LISTED,
        "reading": Reading.GROUP,
        "joining": Joining.REQUEST,
        "allows_unnamed": True,
    }
    form = GroupForm(request.POST if request.method == "POST" else None, initial=closed)
    if request.method == "POST" and form.is_valid():
        group = actions.start_group(parent=parent, by=by, now=timezone.now(), **form.values)
        messages.success(request, _("%(group)s is there now, and you are its host.") % {"group": group.name})
        return redirect("home:group", slug=group.slug)
    return render(request, "groups/start.html", {"form": form, "parent": parent})
