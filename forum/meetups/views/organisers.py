"""Who announces for a charity, as staff say."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forum.groups.views.finding import number_in, refusals_said, signed_in
from forum.meetups import actions
from forum.meetups.forms.organisers import OrganiserForm
from forum.meetups.models import CharityOrganiser
from forum.meetups.rules.announcing import may_recognise

ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def organisers(request: HttpRequest) -> HttpResponse:
    """List whom staff recognise, and add somebody by the name that they have here."""
    by = signed_in(request)
    may_recognise(by).or_refuse()
    form = OrganiserForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person, charity = form.cleaned_data["name"], form.cleaned_data["charity"]
        actions.recognise_organiser(person=person, charity=charity, by=by, now=timezone.now())
        said = _("%(name)s announces for %(charity)s from now on.")
        messages.success(request, said % {"name": person.name, "charity": charity})
        return redirect("meetups:organisers")
    known = CharityOrganiser.objects.visible_to(by).filter(pk__gt=number_in(request, "after")).select_related("person")
    rows = list(known.order_by("pk")[: ON_A_PAGE + 1])
    page = {
        "form": form,
        "rows": rows[:ON_A_PAGE],
        "more_after": rows[ON_A_PAGE - 1].pk if len(rows) > ON_A_PAGE else 0,
    }
    return render(request, "meetups/organisers.html", page, status=422 if form.is_bound else 200)


@require_POST
@refusals_said
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a recognition."""
    by = signed_in(request)
    may_recognise(by).or_refuse()
    organiser = get_object_or_404(CharityOrganiser.objects.visible_to(by), pk=pk)
    actions.end_recognition(organiser=organiser, by=by)
    messages.success(request, _("Ended. What they announce from now on waits for a moderator."))
    return redirect("meetups:organisers")
