"""Short lines of several things, as lists have them under a title."""

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


def joined(*parts: str) -> SafeString:
    """Return one line of these, each escaped unless it is HTML of ours; what is empty is left out."""
    return mark_safe(" · ".join(conditional_escape(part) for part in parts if part))
