"""From the words that people write to the HTML that others read. The only module that makes HTML safe.

What people write is Markdown, a small subset of CommonMark: emphasis, links, lists, quotes, code. Images and
headings are off, HTML is shown as it was typed, one line break stays one line break. The result goes through
an allow-list, so a fault in the Markdown library cannot put a script on a page.

A quote of a post begins with a marker, `> [post 4711]`, that names the post by its id, as its address does: a number
would name another post once a thread was split or merged.
"""

import re
from collections.abc import Iterator, Mapping, Set
from functools import cache

import nh3
from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

RENDERER_VERSION = 1

_DEEPEST = 18  # nesting that is still laid out; deeper text is shown as it was typed, never dropped
_TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr"}
_ATTRIBUTES = {"*": set[str](), "a": {"href"}, "blockquote": {"data-post"}, "ol": {"start"}}
_CLASSES = {"p": {"soft"}}
_MARKER = re.compile(r"\[post ([0-9]{1,18})\]")
_FURTHER_LINES = re.compile(r"\n{3,}")
_QUOTE_EDGE = re.compile(r"<blockquote[^>]*>|</blockquote>")
_QUOTE_OF = re.compile(r'<blockquote data-post="([0-9]+)">')
_AT = re.compile(r"(?<![\w/.@+-])@(?=\w)")  # not the one of an address
_ENDS_WORDS = {"softbreak", "hardbreak", "code_inline"}


@cache
def _markdown() -> MarkdownIt:
    """The parser. It holds no state of a text, so one serves every thread of execution."""
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "xhtmlOut": False})
    parser.enable("linkify")
    return parser.disable(["image", "heading", "lheading", "html_block", "html_inline", "reference"])


def render(body: str, *, quoted: Set[int] = frozenset(), gone: Mapping[int, str] | None = None) -> str:
    """Return the sanitised HTML of a post.

    :param quoted: ids of the posts that it may quote; another marker stays as it was typed.
    :param gone: for the id of each post that was removed, the sentence that stands where its words stood.
    """
    tokens = _markdown().parse(body)
    if any(token.level >= _DEEPEST for token in tokens):
        return _as_typed(without_quotes_of(body, quoted))
    tokens = _with_quotes(tokens, quoted, gone or {})
    html = _markdown().renderer.render(tokens, _markdown().options, {})
    return _safe(html)


def posts_quoted(body: str) -> set[int]:
    """Return the ids that the markers in a text name; there need not be such posts."""
    if "[post " not in body:
        return set()
    return {post_id for _start, post_id in _markers(_markdown().parse(body))}


def quote_of(body: str, post_id: int) -> str:
    """Return a text as a quote of the post with this id, ready for a reply: its own words, without what it quotes itself."""
    words = own_words(body).strip()
    lines = [f"[post {post_id}]", *words.split("\n")]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def own_words(body: str) -> str:
    """Return a text without what it quotes: for excerpts, which must not repeat words that may be gone."""
    if ">" not in body:  # nothing is quoted without one
        return _FURTHER_LINES.sub("\n\n", body)
    tokens, lines = _markdown().parse(body), body.split("\n")
    for token in reversed(tokens):
        if token.type == "blockquote_open" and token.level == 0 and token.map:
            del lines[token.map[0] : token.map[1]]
    return _FURTHER_LINES.sub("\n\n", "\n".join(lines))


def written_after_at(body: str, *, longest: int, most: int) -> list[str]:
    """Return what stands behind the first `most` `@` of a text, each to the end of its line and `longest` signs at most.

    Of its own words only: not in quotes, code or addresses.
    """
    if "@" not in body:
        return []
    lines = "\n".join(_own_lines(_markdown().parse(body))).split("\n")
    found = [line[at.end() : at.end() + longest] for line in lines for at in _AT.finditer(line)]
    return found[:most]


def _own_lines(tokens: list[Token]) -> Iterator[str]:
    """The words of each paragraph outside of quotes and code, without their marks."""
    depth = 0
    for token in tokens:
        if token.type in ("blockquote_open", "blockquote_close"):
            depth += token.nesting
        elif token.type == "inline" and not depth:
            children = token.children or []
            yield "".join("\n" if each.type in _ENDS_WORDS else each.content for each in children)


def without_quotes_of(body: str, post_ids: Set[int]) -> str:
    """Return the text with the words of these posts taken out of its quotes; the markers stay.

    For every place that shows the source: the box of an edit, a draft, the versions of a post.
    """
    if not post_ids or "[post " not in body:
        return body
    tokens = _markdown().parse(body)
    lines = body.split("\n")
    for start, post_id in reversed(list(_markers(tokens))):
        if post_id in post_ids and (span := tokens[start].map):
            lines[span[0] : span[1]] = [f"> [post {post_id}]", f"> {_('removed')}", ""]
    return "\n".join(lines)


def hide_quotes(html: str, post_ids: Set[int], sentence: str) -> str:
    """Return rendered words with the quotes of these posts taken out, for a reader who may not see them.

    :param sentence: stands in each place; it is escaped here.
    """
    kept, position, depth = [], 0, 0
    for edge in _QUOTE_EDGE.finditer(html):
        is_start = edge[0] != "</blockquote>"
        if depth:
            depth += 1 if is_start else -1
            if not depth:
                position = edge.end()
        elif is_start and (of := _QUOTE_OF.match(edge[0])) and int(of[1]) in post_ids:
            kept += [html[position : edge.start()], f"<blockquote><p>{escape(sentence)}</p></blockquote>"]
            depth = 1
    return "".join(kept) + ("" if depth else html[position:])


def _safe(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        link_rel="nofollow ugc noopener",
        url_schemes={"http", "https", "mailto"},
    ).strip()


def _as_typed(body: str) -> str:
    """Lay out nothing: paragraphs and line breaks only."""
    paragraphs = re.split(r"\n{2,}", escape(body.strip("\n")))
    return "\n".join("<p>{}</p>".format(text.replace("\n", "<br>")) for text in paragraphs)


def _markers(tokens: list[Token]) -> list[tuple[int, int]]:
    """Return, for each outermost quote that begins with a marker, where it starts and the id in it."""
    found, until = [], -1
    for at, token in enumerate(tokens):
        if token.type != "blockquote_open" or at < until:
            continue
        words = tokens[at + 2] if at + 2 < len(tokens) else None
        if words is not None and words.type == "inline" and (match := _MARKER.fullmatch(_first_line(words))):
            found.append((at, int(match[1])))
            until = _end_of(tokens, at)
    return found


def _first_line(inline: Token) -> str:
    return inline.content.split("\n", 1)[0].strip()


def _end_of(tokens: list[Token], start: int) -> int:
    """Return the position of the token that closes the block which opens at `start`."""
    level = tokens[start].level
    return next(at for at in range(start + 1, len(tokens)) if tokens[at].nesting < 0 and tokens[at].level == level)


def _with_quotes(tokens: list[Token], quoted: Set[int], gone: Mapping[int, str]) -> list[Token]:
    """Turn the markers that are known into links; the others stay as they were typed."""
    for start, post_id in reversed(_markers(tokens)):
        if post_id not in quoted:
            continue
        tokens[start].attrSet("data-post", str(post_id))
        if post_id in gone:
            tokens[start + 1 : _end_of(tokens, start)] = _sentence(gone[post_id])
            continue
        inline = tokens[start + 2]
        rest = [*(inline.children or [])]
        after_marker = next((at for at, child in enumerate(rest) if child.type in ("softbreak", "hardbreak")), None)
        inline.children = [] if after_marker is None else rest[after_marker + 1 :]
        if not inline.children:
            del tokens[start + 1 : start + 4]
        tokens[start + 1 : start + 1] = _link_to(post_id)
    return tokens


def _sentence(text: str, *, href: str = "") -> list[Token]:
    """Return the tokens of one short paragraph, linked when `href` is given."""
    inline = Token("inline", "", 0, children=[])
    words = Token("text", "", 0, content=text)
    link = [Token("link_open", "a", 1, attrs={"href": href}), words, Token("link_close", "a", -1)]
    inline.children = link if href else [words]
    opening = Token("paragraph_open", "p", 1, attrs={"class": "soft"}, block=True)
    return [opening, inline, Token("paragraph_close", "p", -1, block=True)]


def _link_to(post_id: int) -> list[Token]:
    return _sentence(_("From an earlier post"), href=f"/posts/{post_id}/")
