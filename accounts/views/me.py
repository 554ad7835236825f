"""A person's own pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import (
    change_name,
    change_reading,
    change_situation,
    choose_gently,
    give_consent,
    withdraw_consent,
)
from accounts.errors import NameTaken
from accounts.forms.me import GentleForm, ReadingForm, SituationForm
from accounts.forms.sign_up import NameQuestion
from accounts.models import Consent
from accounts.pages import SignedIn
from accounts.pages.session import names_given_up, note_name_given_up, stay_logged_in
from accounts.pages.words import kept_words
from forum.kernel.content_notes import ContentNote, choices_of
from forum.kernel.verdicts import NotAllowed


@require_safe
def hub(request: SignedIn) -> HttpResponse:
    """Everything that one can set about oneself, each a link with a line."""
    page = {"words": kept_words(request.session, request.user)}
    return render(request, "accounts/me/hub.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def name(request: SignedIn) -> HttpResponse:
    """The name that one is known by, asked for as in signing up."""
    before, given_up, now = request.user.name_key, names_given_up(request.session), timezone.now()
    form = NameQuestion(
        request.POST if request.method == "POST" else None,
        now=now,
        by=request.user,
        given_up=given_up,
        initial={"name": request.user.name},
    )
    if request.method == "POST" and form.is_valid():
        said = form.answer
        try:
            change_name(name=said["name"], is_name_meant=said["is_meant"], by=request.user, given_up=given_up, now=now)
        except (NameTaken, NotAllowed):
            form.full_clean()  # somebody took it a moment ago, so that the form says so now
        else:
            if request.user.name_key != before:
                note_name_given_up(request.session, before)
            messages.info(request, _("You are known as %(name)s now.") % {"name": said["name"]})
            return redirect("accounts:me")
    return render(request, "accounts/me/name.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def situation(request: SignedIn) -> HttpResponse:
    """What brings one here, changed in one quiet step."""
    form = SituationForm(
        request.POST if request.method == "POST" else None, initial={"situation": request.user.situation}
    )
    if request.method == "POST" and form.is_valid():
        change_situation(situation=form.cleaned_data["situation"], by=request.user, now=timezone.now())
        messages.info(request, _("Changed. Nobody is told."))
        return redirect("accounts:me")
    return render(request, "accounts/me/situation.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: SignedIn) -> HttpResponse:
    """How pages look."""
    initial = {name: getattr(request.user, name) for name in ReadingForm.base_fields}
    form = ReadingForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_reading(by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.info(request, _("Pages now look like this, on all your devices."))
        return redirect("accounts:reading")
    return render(request, "accounts/me/reading.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def gentle(request: SignedIn) -> HttpResponse:
    """Which content notes one would rather have folded or hidden."""
    choices = choices_of(request.user)
    initial = {note: choices.of(note) for note in ContentNote.values}
    form = GentleForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        choose_gently(choices=form.cleaned_data, by=request.user, now=timezone.now())
        messages.info(request, _("Kept. It holds on every page, on all your devices, and nobody is told."))
        return redirect("accounts:gentle")
    return render(request, "accounts/me/gentle.html", {"form": form})


@require_safe
def consents(request: SignedIn) -> HttpResponse:
    """What one agreed to, when, and taking it back."""
    given = Consent.objects.visible_to(request.user).order_by("-given_at", "-pk")
    return render(request, "accounts/me/consents.html", {"consents": list(given)})


@require_POST
def give(request: SignedIn) -> HttpResponse:
    """Agree again that health information is kept."""
    give_consent(kind=Consent.Kind.HEALTH, by=request.user, now=timezone.now())
    messages.info(request, _("Thank you. Everything is as it was."))
    return redirect("accounts:consents")


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedIn) -> HttpResponse:
    """Say what follows from taking the consent back; then do it, and show the way out."""
    if request.method == "POST":
        withdraw_consent(kind=Consent.Kind.HEALTH, by=request.user, now=timezone.now())
        return redirect("accounts:leave")
    return render(request, "accounts/me/withdraw.html")


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Stay logged in for the whole time again."""
    stay_logged_in(request.session, now=timezone.now())
    messages.info(request, _("You stay logged in for two more months."))
    towards = request.POST.get("next", "")
    return redirect(towards if url_has_allowed_host_and_scheme(towards, allowed_hosts=None) else "/me/")
