"""Template tags that every page has without loading them."""

from datetime import datetime
from functools import lru_cache

from django import template
from django.template.base import Parser, Token
from django.template.context import Context, RequestContext
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from forum.kernel.moments import said, zone_named

register = template.Library()


class Sentence(template.Node):
    """A sentence of ours, in the language that is in force."""

    def __init__(self, node: TranslateNode) -> None:
        self.node = node

    def render(self, context: Context) -> str:
        return in_language(self.node, get_language() or "")


@register.tag
def translate(parser: Parser, token: Token) -> template.Node:
    """Django's own tag. What a plain sentence is in a language is kept: a page has dozens, the same for everybody."""
    node = do_translate(parser, token)
    said = node.filter_expression
    is_plain = said.var.lookups is None and not said.filters
    return Sentence(node) if is_plain and not (node.asvar or node.noop or node.message_context) else node


@lru_cache(maxsize=4_000)
def in_language(node: TranslateNode, language: str) -> str:
    """Return what a sentence is in a language, which is the one in force."""
    return node.render(Context())


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
