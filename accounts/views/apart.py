"""Choosing whom not to meet here."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import set_boundary, take_back_boundary
from accounts.forms.me import BoundaryForm
from accounts.models import Boundary, Person
from accounts.names import skeleton
from accounts.pages import SignedIn
from forum.kernel.verdicts import NotAllowed


@require_http_methods(["GET", "HEAD", "POST"])
def apart(request: SignedIn) -> HttpResponse:
    """List whom one chose not to meet, and add somebody by the name that they have here."""
    form = BoundaryForm(request.POST if request.method == "POST" else None, initial=_from_their_page(request))
    if request.method == "POST" and form.is_valid():
        other = Person.objects.visible_to(request.user).filter(name_key=skeleton(form.cleaned_data["name"])).first()
        if other is None:
            form.add_error(
                "name", _("You meet nobody here by this name. Please type it as it stands beside their words.")
            )
        elif _is_set(request, form, other):
            messages.info(request, _("Done. They are not told."))
            return redirect("accounts:apart")
    boundaries = Boundary.objects.visible_to(request.user).select_related("other").order_by("-set_at", "-pk")
    return render(request, "accounts/me/apart.html", {"form": form, "boundaries": list(boundaries)})


@require_POST
def take_back(request: SignedIn, pk: int) -> HttpResponse:
    """End a block or *kept apart*."""
    boundary = get_object_or_404(Boundary.objects.visible_to(request.user), pk=pk)
    take_back_boundary(boundary=boundary, by=request.user, now=timezone.now())
    messages.info(request, _("Taken back. They are not told."))
    return redirect("accounts:apart")


def _from_their_page(request: SignedIn) -> dict[str, str]:
    """`?person=` comes from a person's page; whoever is not in sight there is not named here either."""
    number = request.GET.get("person", "")
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        return {}
    other = Person.objects.visible_to(request.user).filter(pk=int(number)).exclude(pk=request.user.pk).first()
    return {"name": other.name} if other else {}


def _is_set(request: SignedIn, form: BoundaryForm, other: Person) -> bool:
    try:
        set_boundary(other=other, kind=form.cleaned_data["kind"], by=request.user, now=timezone.now())
    except NotAllowed as refused:
        form.add_error("name", str(refused))
        return False
    return True
