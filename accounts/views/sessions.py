"""The devices on which somebody is logged in."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.pages import SignedIn
from accounts.pages.devices import devices_of, log_out_there


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: SignedIn) -> HttpResponse:
    """List one's own sessions; end one, or all but this."""
    here = request.session.session_key
    if request.method == "POST":
        number = request.POST.get("end", "")
        is_number = number.isascii() and number.isdigit() and len(number) <= 18
        if number and not is_number:
            raise Http404
        if not log_out_there(request.user, here=here, pk=int(number) if number else None):
            raise Http404
        messages.info(request, _("Logged out there."))
        return redirect("usersessions_list")
    listed = devices_of(request.user, here=here, now=timezone.now())
    return render(request, "usersessions/usersession_list.html", {"sessions": listed})
