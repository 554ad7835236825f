"""Lists that are most of their page: as templates, their rows cost more than the rest of the page together."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from forum.home.pages.rows import Row
from forum.kernel.content_notes import Gently

register = template.Library()


@register.simple_tag
def thread_list(rows: Sequence[Row]) -> SafeString:
    """Return threads as a list of links, with what is new in each and what is to be known of it."""
    return mark_safe('<ul class="list">' + "\n".join(_thread(row) for row in rows) + "</ul>")


def _thread(row: Row) -> str:
    if row.gently == Gently.HIDE:
        return f'<li><span class="soft">{_hidden(row)}</span></li>'
    start, news = ('<li class="new">', f'<span class="count">{escape(row.new)}</span>') if row.new else ("<li>", "")
    title = f'<a class="title" href="{row.address}">{escape(row.title)}</a>'
    if row.note:
        title = _noted(row, title)
    return f'{start}{title}{news}<span class="soft">{row.about}</span></li>'


def _noted(row: Row, title: str) -> str:
    """A title with the thread's content notes: folded behind them, or beside them. Source: README, P-15."""
    note = f"{escape(_('Note:'))} {escape(row.note)}"
    if row.gently == Gently.FOLD:
        return f'<details class="fold"><summary>{note}</summary>{title}</details>'
    return f'{title}<span class="soft">{note}</span>'


def _hidden(row: Row) -> str:
    said = _("A thread with a note, %(note)s, is not shown, as you chose.") % {"note": row.note}
    return f'{escape(said)} <a href="/me/gentle/">{escape(_("Change what you are shown"))}</a>'


@register.simple_tag
def group_links(groups: Sequence[dict[str, Any]]) -> SafeString:
    """Return groups, each with its name and slug, as a list of links."""
    links = (f'<li><a href="/groups/{each["slug"]}/">{escape(each["name"])}</a></li>' for each in groups)
    return mark_safe('<ul class="links">' + "".join(links) + "</ul>")
