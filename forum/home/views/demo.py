"""What only the demo community has: its mails, which leave this machine nowhere else."""

from collections.abc import Callable
from functools import wraps

from csp.constants import NONE
from csp.decorators import csp
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum.home.pages.demo_mail import DemoMail, mail_named, newest_mails


def _of_demo(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Nowhere else is there such an address."""

    @wraps(view)
    def answer(request: HttpRequest, **named: str) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, **named)

    return answer


def _mail(name: str) -> DemoMail:
    if (mail := mail_named(name)) is None:
        raise Http404
    return mail


@login_not_required
@_of_demo
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """List the mails that were sent last."""
    return render(request, "home/demo_mails.html", {"mails": newest_mails()})


@login_not_required
@_of_demo
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one: its text, and where its HTML is."""
    return render(request, "home/demo_mail.html", {"mail": _mail(name)})


@login_not_required
@_of_demo
@require_safe
@csp({"default-src": [NONE], "base-uri": [NONE], "form-action": [NONE], "frame-ancestors": [NONE], "sandbox": True})  # type: ignore[untyped-decorator]  # it has no types
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """Show the HTML of one as its recipient gets it. It may load nothing, run nothing and send nothing."""
    return HttpResponse(_mail(name).html)
