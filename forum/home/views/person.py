"""A person's page, and telling a moderator of what stands on it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from forum.home.pages.lookups import person_seen
from forum.home.pages.person import person_page
from forum.home.pages.reporting import reportable
from moderation.views.reports import ask


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what this viewer may know of a person; 404 when nothing."""
    viewer, person = _seen(request, pk)
    return render(request, "home/person.html", {"page": person_page(person, viewer), "person": person})


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell moderators of something on a person's page, or that one worries about them."""
    viewer, person = _seen(request, pk)
    if person.pk == viewer.pk:
        raise Http404
    things = reportable(person, viewer)
    what = (request.POST if request.method == "POST" else request.GET).get("what", "")
    chosen = next((each for each in things if each.what == what), None)
    if chosen is None:
        return render(request, "home/report.html", {"person": person, "things": things})
    return ask(request, chosen)


def _seen(request: HttpRequest, pk: int) -> tuple[Person, Person]:
    """The one who asks, and the person at the address, if they may be seen; else 404."""
    assert isinstance(request.user, Person)
    person = person_seen.first(viewer=request.user, pk=pk)
    if person is None:
        raise Http404
    return request.user, person
