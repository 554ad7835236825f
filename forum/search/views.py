"""The search: one box for everything that one may see."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum.search.forms import SearchForm
from forum.search.pages import SearchPage, groups_read_by, search_page


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find what has some words. Signed out, one finds what is open to everybody."""
    viewer = request.user
    groups = groups_read_by(viewer)
    form = SearchForm(request.GET, groups=groups, is_signed_in=viewer.is_authenticated)
    is_valid = form.is_valid()
    after = request.GET.get("after", "")
    page = search_page(form, viewer, groups, after, timezone.now()) if is_valid else SearchPage()
    query = request.GET.copy()
    query.pop("after", None)
    context = {"form": form, "page": page, "query": query.urlencode()}
    return render(request, "search/search.html", context, status=200 if is_valid else 422)
