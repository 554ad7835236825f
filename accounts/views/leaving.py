"""Taking one's words along, and leaving."""

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import leave_forum
from accounts.events import WordsChoice
from accounts.forms.me import LeaveForm
from accounts.pages import SignedIn
from accounts.pages.export import export_of
from accounts.views.proof import needs_proof


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: SignedIn) -> HttpResponse:
    """Say what the zip holds; on a press, make it."""
    if request.method != "POST":
        return render(request, "accounts/me/export.html")
    now = timezone.now()
    response = HttpResponse(export_of(request.user, now=now), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="alongside-{now:%Y-%m-%d}.zip"'
    return response


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs_proof
def leave(request: SignedIn) -> HttpResponse:
    """Say plainly what becomes of everything; after proof of who it is, close the account."""
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        leave_forum(choice=WordsChoice(form.cleaned_data["choice"]), by=request.user, now=timezone.now())
        logout(request)
        return redirect("accounts:goodbye")
    is_proved_by_code = not get_reauthentication_flows(request.user)
    return render(request, "accounts/me/leave.html", {"form": form, "is_proved_by_code": is_proved_by_code})


@login_not_required
@require_safe
def goodbye(request: HttpRequest) -> HttpResponse:
    """The last page."""
    return render(request, "accounts/me/goodbye.html")
