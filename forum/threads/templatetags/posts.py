"""Parts of a post that a page has sixty of: as a template they cost more than the rest of the page together."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from forum.kernel.content_notes import ContentNote, codes_in, kept
from forum.threads.pages.thread import Row

register = template.Library()


@register.simple_tag
def content_notes(chosen: str | list[str] | None, fixed: str = "") -> SafeString:
    """The boxes of content notes below what somebody writes.

    :param chosen: codes of those that are ticked. :param fixed: names of those that moderators put on.
    """
    codes = kept(codes_in(chosen) if isinstance(chosen, str) else chosen or ())  # what else was sent is not kept
    return _boxes(codes, fixed, get_language())


@lru_cache(maxsize=100)
def _boxes(codes: str, fixed: str, language: str | None) -> SafeString:
    """Half of what a box for a reply costs, and the same for nearly everybody."""
    return render_to_string(
        "threads/_notes.html", {"boxes": ContentNote.choices, "chosen": codes_in(codes), "fixed": fixed}
    )


@register.simple_tag
def draft_words() -> SafeString:
    """The attributes with what `drafts.js` says below a box."""
    return _draft_words(get_language())


@lru_cache(maxsize=20)
def _draft_words(language: str | None) -> SafeString:
    return render_to_string("threads/_draft_attributes.html")


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
