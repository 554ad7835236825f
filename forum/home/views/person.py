"""A person's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Person
from forum.home.pages.person import person_page


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what this viewer may know of a person; 404 when nothing."""
    assert isinstance(request.user, Person)
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    return render(request, "home/person.html", {"page": person_page(person, request.user), "person": person})
