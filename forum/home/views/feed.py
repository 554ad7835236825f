"""Following a group from outside."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from forum.home.pages.feed import atom_of, public_group


@login_not_required
@require_safe
@cache_control(no_cache=True)
def atom(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the newest threads of a group that anybody reads; any other group has none, for nobody. Source: README, S-2."""
    group = public_group(slug)
    if group is None:
        raise Http404
    feed = atom_of(group, request.build_absolute_uri)
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
