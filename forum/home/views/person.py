"""A person's page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Person
from forum.home.pages.lookups import person_seen
from forum.home.pages.person import person_page


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what this viewer may know of a person; 404 when nothing."""
    assert isinstance(request.user, Person)
    person = person_seen.first(viewer=request.user, pk=pk)
    if person is None:
        raise Http404
    return render(request, "home/person.html", {"page": person_page(person, request.user), "person": person})
