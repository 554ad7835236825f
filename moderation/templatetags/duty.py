"""What every page says of hours of duty."""

from django import template
from django.db import DatabaseError
from django.template.context import RequestContext
from django.utils import timezone

from forum.kernel.moments import zone_named
from moderation.hours import kept_turns, said

register = template.Library()


@register.simple_tag(takes_context=True)
def duty_now(context: RequestContext) -> str:
    """Return whether a moderator is here now, or when one comes, in the reader's zone; nothing where no hours are set.

    Mostly without a query. A page is never lost because this one sentence could not be found out.
    """
    now = timezone.now()
    zone = getattr(getattr(context.get("request"), "user", None), "zone", "")
    try:
        return said(now, kept_turns(now), zone_named(zone))
    except DatabaseError:
        return ""
