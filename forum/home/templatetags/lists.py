"""Lists that are most of their page: as templates, their rows cost more than the rest of the page together."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from forum.home.pages.rows import Row

register = template.Library()


@register.simple_tag
def thread_list(rows: Sequence[Row]) -> SafeString:
    """Return threads as a list of links, with what is new in each and what is to be known of it."""
    return mark_safe('<ul class="list">' + "\n".join(_thread(row) for row in rows) + "</ul>")


def _thread(row: Row) -> str:
    start, news = ('<li class="new">', f'<span class="count">{escape(row.new)}</span>') if row.new else ("<li>", "")
    title = f'<a class="title" href="{row.address}">{escape(row.title)}</a>'
    return f'{start}{title}{news}<span class="soft">{row.about}</span></li>'


@register.simple_tag
def group_links(groups: Sequence[dict[str, Any]]) -> SafeString:
    """Return groups, each with its name and slug, as a list of links."""
    links = (f'<li><a href="/groups/{each["slug"]}/">{escape(each["name"])}</a></li>' for each in groups)
    return mark_safe('<ul class="links">' + "".join(links) + "</ul>")
