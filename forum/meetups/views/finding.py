"""How these views find a meetup."""

from django.http import Http404, HttpRequest

from forum.meetups.models import Meetup
from forum.meetups.pages.meetup import meetup_for


def visible_meetup(request: HttpRequest, pk: int) -> Meetup:
    """The meetup, if the asker may see it, without the words of its door; else 404."""
    meetup = meetup_for(request.user, pk)
    if meetup is None:
        raise Http404
    return meetup
