"""Venues: writing one down, changing it, and what one finds on looking."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from forum.groups.models import Group
from forum.groups.views.finding import number_in, refusals_said, signed_in
from forum.kernel.form_keys import BadFormKey, new_form_key, read_form_key
from forum.kernel.verdicts import NotAllowed
from forum.meetups import actions
from forum.meetups.forms.venues import FactForm, VenueForm
from forum.meetups.models import Place, Plan, State, Venue, VenueFact
from forum.meetups.pages.venues import newest_venue_words, next_unanswered, venue_page
from forum.meetups.rules.announcing import may_write_venue


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def new(request: HttpRequest) -> HttpResponse:
    """Write a venue down: with `?plan=` for a plan, which it is then chosen in; with `?group=` for a group."""
    by = signed_in(request)
    plan = Plan.objects.visible_to(by).select_related("group").filter(pk=number_in(request, "plan")).first()
    group = plan.group if plan else _group(request)
    may_write_venue(group=group, by=by, now=timezone.now()).or_refuse()
    back = f"/meetups/plans/{plan.pk}/where/" if plan else f"/groups/{group.slug}/"
    form = VenueForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, back=back, status=422 if form.is_bound else 200)
    try:
        key = read_form_key(request.POST.get("form_key", ""), by, request.path)
        venue = _written(form, group, None, key, by)
    except (BadFormKey, NotAllowed) as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, back=back, status=422)
    if plan is None:
        return _saved(request, venue)
    answer = {"is_online_too": False, "link": "", **plan.answers.get("where", {}), "venue": str(venue.pk)}
    actions.save_plan(plan=plan, step="where", answer=answer, by=by, now=timezone.now())
    return redirect("meetups:plan", pk=plan.pk, step="where")


@require_safe
def venue(request: HttpRequest, pk: int) -> HttpResponse:
    """A venue with its address, for those who organise in its group."""
    by = signed_in(request)
    found = get_object_or_404(Venue.objects.visible_to(by).select_related("place", "group"), pk=pk)
    return render(request, "meetups/venues/venue.html", {"page": venue_page(found, by, timezone.now())})


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said about a venue."""
    by = signed_in(request)
    found = get_object_or_404(Venue.objects.visible_to(by).select_related("place", "group"), pk=pk)
    may_write_venue(group=found.group, venue=found, by=by, now=timezone.now()).or_refuse()
    initial = {**newest_venue_words(found, by), "town": found.place.name}
    form = VenueForm(request.POST if request.method == "POST" else None, initial=initial)
    back = f"/meetups/venues/{found.pk}/"
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, back=back, venue=found, status=422 if form.is_bound else 200)
    try:
        return _saved(request, _written(form, found.group, found, None, by))
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, back=back, venue=found, status=403)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_said
def fact(request: HttpRequest, pk: int, feature: str) -> HttpResponse:
    """Say what one has seen there: one thing a page."""
    by = signed_in(request)
    found = get_object_or_404(Venue.objects.visible_to(by).select_related("group"), pk=pk)
    if feature not in VenueFact.Feature.values:
        raise Http404
    may_write_venue(group=found.group, venue=found, by=by, now=timezone.now()).or_refuse()
    known = found.facts.filter(feature=feature).values("answer", "metres").first()
    form = FactForm(request.POST if request.method == "POST" else None, feature=feature, initial=known or {})
    if request.method != "POST" or not form.is_valid():
        page = {"form": form, "venue": found, "feature": feature}
        return render(request, "meetups/venues/fact.html", page, status=422 if form.is_bound else 200)
    said = form.cleaned_data
    actions.check_fact(
        venue=found, feature=feature, answer=said["answer"], metres=said.get("metres"), by=by, now=timezone.now()
    )
    upcoming = next_unanswered(found)
    return redirect(f"/meetups/venues/{found.pk}/" + (f"facts/{upcoming}/" if upcoming else ""))


def _group(request: HttpRequest) -> Group:
    return get_object_or_404(Group.objects.readable_by(request.user), pk=number_in(request, "group"))


def _written(form: VenueForm, group: Group, venue: Venue | None, key: UUID | None, by: Person) -> Venue:
    place = get_object_or_404(Place.objects.visible_to(by), pk=form.town_id)
    return actions.write_venue(
        group=group, venue=venue, place=place, parts=form.parts, form_key=key, by=by, now=timezone.now()
    )


def _saved(request: HttpRequest, venue: Venue) -> HttpResponse:
    is_shown = venue.state == State.PUBLISHED and not venue.newer_words
    messages.success(request, _("Saved.") if is_shown else _("Saved. A moderator reads it before others do."))
    return redirect(f"/meetups/venues/{venue.pk}/")


def _form_page(
    request: HttpRequest, form: VenueForm, *, back: str, venue: Venue | None = None, status: int = 200
) -> HttpResponse:
    page = {"form": form, "back": back, "venue": venue, "address": request.get_full_path()}
    page["form_key"] = new_form_key(signed_in(request), request.path)
    return render(request, "meetups/venues/form.html", page, status=status)
