"""The devices on which somebody is logged in."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.pages import SignedIn
from accounts.pages.devices import device_said


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: SignedIn) -> HttpResponse:
    """List one's own sessions; end one, or all but this."""
    mine = UserSession.objects.filter(user=request.user)
    here = request.session.session_key
    if request.method == "POST":
        number = request.POST.get("end", "")
        if number.isascii() and number.isdigit() and len(number) <= 18:
            ended = [get_object_or_404(mine.exclude(session_key=here), pk=int(number))]
        else:
            ended = list(mine.exclude(session_key=here))
        Session.objects.filter(session_key__in=[each.session_key for each in ended]).delete()
        UserSession.objects.filter(pk__in=[each.pk for each in ended]).delete()
        messages.info(request, _("Logged out there."))
        return redirect("usersessions_list")
    living = Session.objects.filter(
        session_key__in=list(mine.values_list("session_key", flat=True)), expire_date__gt=timezone.now()
    ).values_list("session_key", flat=True)
    listed = [
        {"pk": each.pk, "device": device_said(each.user_agent), "since": each.created_at, "ip": each.ip, "is_here": each.session_key == here}
        for each in mine.filter(session_key__in=list(living)).order_by("-created_at", "-pk")[:50]
    ]  # fmt: skip
    return render(request, "usersessions/usersession_list.html", {"sessions": listed})
