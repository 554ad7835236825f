"""What was decided about oneself: the list, one of them, and saying that one has read it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from moderation.actions import read_statement
from moderation.models import Statement
from moderation.pages.statements import statement_page, told_to
from moderation.views.finding import number_in, signed_in


@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    """List what moderators wrote to one, newest first, and what holds at this moment."""
    page = told_to(signed_in(request), before=number_in(request, "before"), now=timezone.now())
    return render(request, "statements/list.html", {"page": page})


@require_safe
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one. Looking at it changes nothing: it counts as read when its recipient says so. Source: README, M-8."""
    by, found = signed_in(request), _found(request, pk)
    page = statement_page(found, by, now=timezone.now())
    return render(request, "statements/statement.html", {"page": page, "next": _towards(request.GET.get("next", ""))})


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that one has read it, and lead back to where one wanted to write."""
    read_statement(statement=_found(request, pk), by=signed_in(request), now=timezone.now())
    messages.info(request, _("Thank you. It stays here, if you want to read it again."))
    return redirect(_towards(request.POST.get("next", "")) or "desk:statements")


def _found(request: HttpRequest, pk: int) -> Statement:
    found = Statement.objects.visible_to(request.user).select_related("decision__case", "decision__revision")
    return get_object_or_404(found, pk=pk)


def _towards(address: str) -> str:
    """An address on this site to go on to, or nothing."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else ""
