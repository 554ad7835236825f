"""The town from which somebody looks for meetups."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.groups.views.finding import signed_in
from forum.meetups.actions import forget_place, pick_place
from forum.meetups.forms.places import PickPlace
from forum.meetups.models import Place
from forum.meetups.pages.near import Origin, remembered_origin
from forum.meetups.pages.places import LONGEST, Town, first_half_of_postcode, town_at, towns_named


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest) -> HttpResponse:
    """Pick a town: first its name, then which of that name, and how far one would go. Or forget it."""
    if request.method == "POST":
        return _forget(request) if "forget" in request.POST else _pick(request)
    typed = request.GET.get("q", "")[: LONGEST + 1]
    half = first_half_of_postcode(typed)
    if half and half != typed:
        # What is close to an address stays in no history of a shared computer: only its first half is looked at.
        return redirect(f"{request.path}?{urlencode({'q': half})}")
    towns = [] if half else towns_named(typed)
    own = remembered_origin(request.user)
    form = PickPlace(towns=towns, initial={"within": own.within if own else 25}) if towns else None
    return _page(request, own, typed=typed, form=form, half=half)


def _pick(request: HttpRequest) -> HttpResponse:
    by = signed_in(request)
    typed = request.POST.get("q", "")[: LONGEST + 1]
    towns = towns_named(typed)
    chosen = town_at(request.POST.get("place", ""))
    form = PickPlace(request.POST, towns=_with(towns, chosen))
    if not form.is_valid():
        return _page(request, remembered_origin(by), typed=typed, form=form, status=422)
    town = Place.objects.visible_to(by).get(pk=form.cleaned_data["place"])
    pick_place(place=town, within_miles=form.cleaned_data["within"], by=by)
    messages.success(request, _("You look from %(town)s from now on. Only you can see this.") % {"town": town})
    return redirect("meetups:list")


def _forget(request: HttpRequest) -> HttpResponse:
    forget_place(by=signed_in(request))
    messages.success(request, _("Your town is forgotten."))
    return redirect("meetups:place")


def _with(towns: list[Town], chosen: Town | None) -> list[Town]:
    """The towns that were offered, and the one that was chosen among them."""
    return towns if chosen is None or chosen.pk in {town.pk for town in towns} else [*towns, chosen]


def _page(
    request: HttpRequest, own: Origin | None, *, typed: str, form: PickPlace | None, half: str = "", status: int = 200
) -> HttpResponse:
    said = {"own": own, "typed": typed, "form": form, "half": half}
    return render(request, "meetups/place.html", said, status=status)
