"""Template tags that every page has without loading them."""

from datetime import datetime

from django import template
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from forum.kernel.moments import said, zone_named

register = template.Library()


@register.simple_tag(takes_context=True)
def moment(context: RequestContext, value: datetime | None) -> SafeString | str:
    """Return a `<time>` in the reader's zone: words for the eye, the exact moment in `datetime` and `title`."""
    if value is None:
        return ""
    request = context.get("request")
    zone = zone_named(getattr(getattr(request, "user", None), "zone", "") or "Europe/London")
    now = context.get("now") or timezone.now()
    return said(value, zone, now.astimezone(zone).date(), get_language() or "")


@register.filter
def sanitised(html: str) -> SafeString:
    """Show HTML that was sanitised before it was stored: `Post.html` and `ProfileField.html`, and nothing else.

    This is the only place where stored text becomes markup.
    """
    return mark_safe(html)
