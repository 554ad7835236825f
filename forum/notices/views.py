"""What somebody was told, and how they wish to be."""

from anymail.webhooks import (
    amazon_ses,
    brevo,
    mailersend,
    mailgun,
    mailjet,
    postal,
    postmark,
    resend,
    sendgrid,
    sparkpost,
)
from django.conf import settings as django_settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Person
from forum.kernel.forms import number_in
from forum.kernel.looking import is_looked_at
from forum.notices.actions import choose_how_to_be_told, end_break, note_reachable, read_notices, stop_mail, take_break
from forum.notices.actions.choosing import open_stop_link
from forum.notices.forms import BreakForm, TellingForm, asked_as
from forum.notices.pages import mails_in_a_week, notices_page, page_told_of, place_in, settings_page
from forum.notices.rules import break_ends_at

_LONGEST_EVENTS = 512 * 1024  # bytes
# By the name of their backend in django-anymail.
_WHO_TELLS = {
    "amazon_ses": amazon_ses.AmazonSESTrackingWebhookView,
    "brevo": brevo.BrevoTrackingWebhookView,
    "mailersend": mailersend.MailerSendTrackingWebhookView,
    "mailgun": mailgun.MailgunTrackingWebhookView,
    "mailjet": mailjet.MailjetTrackingWebhookView,
    "postal": postal.PostalTrackingWebhookView,
    "postmark": postmark.PostmarkTrackingWebhookView,
    "resend": resend.ResendTrackingWebhookView,
    "sendgrid": sendgrid.SendGridTrackingWebhookView,
    "sparkpost": sparkpost.SparkPostTrackingWebhookView,
}


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List what one was told, newest first. Whoever looks has read it. Source: README, N-6."""
    assert isinstance(request.user, Person)
    page = notices_page(request.user, before=place_in(request.GET.get("before", "")))
    if (page.newest or request.user.has_news) and is_looked_at(request):
        read_notices(up_to=page.newest, by=request.user, now=timezone.now())
    return render(request, "notices/list.html", {"page": page})


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the page of what one was told. Mails name this one where the other's address names a group."""
    assert isinstance(request.user, Person)
    page = page_told_of(request.user, pk)
    if not page:
        raise Http404
    return redirect(page)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Choose how one is told of each kind of thing, and when; or ask how many mails that would be, which keeps nothing."""
    by, now = request.user, timezone.now()
    assert isinstance(by, Person)
    page = settings_page(by, before=number_in(request.GET, "before"))
    form = TellingForm(
        request.POST if request.method == "POST" else None, initial=page.chosen, is_at_work=by.is_trusted or by.is_staff
    )
    is_counting = "count" in request.POST
    if request.method == "POST" and form.is_valid() and not is_counting:
        choose_how_to_be_told(ways=form.ways, quiet=form.quiet, by=by, now=now, **form.when)
        messages.info(request, _("Kept."))
        return redirect("notices:settings")
    if form.is_bound and form.is_valid():
        mails = mails_in_a_week(by, now=now, ways=form.ways, when=form.when)
    else:
        mails = mails_in_a_week(by, now=now)
    status = 422 if form.is_bound and form.errors else 200
    said = {"form": form, "page": page, "mails": mails, "is_typed": is_counting and not form.errors}
    return render(request, "notices/settings.html", said, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def take_a_break(request: HttpRequest) -> HttpResponse:
    """Be told nothing until a day. Source: README, N-9."""
    by, now = request.user, timezone.now()
    assert isinstance(by, Person)
    form = BreakForm(request.POST if request.method == "POST" else None, by=by, now=now)
    if request.method == "POST" and form.is_valid():
        take_break(until=form.cleaned_data["until"], by=by, now=now)
        return redirect("notices:break")
    said = {"form": form, "until": break_ends_at(by.pk, now)}
    return render(request, "notices/break.html", said, status=422 if form.is_bound else 200)


@require_POST
def come_back(request: HttpRequest) -> HttpResponse:
    """End a break."""
    assert isinstance(request.user, Person)
    end_break(by=request.user, now=timezone.now())
    messages.info(request, _("Good to see you. You are told again from now on."))
    return redirect("notices:break")


@csrf_exempt  # mail programmes press it, without a session: the signature says whose mail it stops
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, signed: str) -> HttpResponse:
    """Stop one kind of mail by the link in it. Looking changes nothing. Source: README, N-5; RFC 8058."""
    found = open_stop_link(signed)
    if found is None:
        return render(request, "notices/stop_unknown.html", status=404)
    if request.method == "POST":
        stop_mail(kind=found.kind, by=found.person, now=timezone.now())
    said = {"kind": asked_as(found.kind), "is_done": request.method == "POST"}
    return render(request, "notices/stop.html", said)


@csrf_exempt  # a company's machine presses it: the secret that it sends says who it is
@login_not_required
@require_http_methods(["HEAD", "POST"])
def mail_events(request: HttpRequest) -> HttpResponse:
    """Hear from the company that sends our mail what came back. Source: README, N-12.

    Nothing is read of what is too long, or where no company is set up. Who does not know the secret is refused by anymail.
    """
    if not (hears := _WHO_TELLS.get(django_settings.EMAIL_PROVIDER)):
        raise Http404
    if number_in(request.META, "CONTENT_LENGTH") > _LONGEST_EVENTS:
        return HttpResponse(status=413)
    answer: HttpResponse = hears.as_view()(request)
    return answer


@require_POST
def reachable(request: HttpRequest) -> HttpResponse:
    """Send mail again: its owner says that it arrives."""
    assert isinstance(request.user, Person)
    note_reachable(by=request.user, now=timezone.now())
    messages.info(request, _("Thank you. Mail is sent to you again."))
    return redirect("notices:settings")
