"""Parts of a post that a page has sixty of: as a template they cost more than the rest of the page together."""

from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from forum.kernel.content_notes import ContentNote, codes_in
from forum.threads.pages.thread import Row

register = template.Library()


@register.inclusion_tag("threads/_notes.html")
def content_notes(chosen: str | list[str] | None, fixed: str = "") -> dict[str, Any]:
    """The boxes of content notes below what somebody writes.

    :param chosen: codes of those that are ticked. :param fixed: names of those that moderators put on.
    """
    codes = codes_in(chosen) if isinstance(chosen, str) else chosen or []
    return {"boxes": ContentNote.choices, "chosen": codes, "fixed": fixed}


@register.simple_tag
def reactions(post: Row) -> SafeString:
    """Return the buttons of a post's reactions. They belong to the page's one form, each with its own address."""
    start = f'<button type="submit" class="quiet" form="react" formaction="/posts/{post.id}/react/" name='
    end = " disabled" if post.is_mine else ""
    return mark_safe(
        "".join(
            f'{start}"take" value="{kind}" aria-pressed="true"{end}>{escape(words)}</button>'
            if is_mine
            else f'{start}"give" value="{kind}"{end}>{escape(words)}</button>'
            for kind, words, is_mine in post.buttons
        )
    )
