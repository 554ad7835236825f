"""One person, as one viewer meets them. See README, "Addresses": `/people/<id>/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.groups.models import Membership
from forum.home.pages.lookups import fields_shown, groups_in_common, posts_under_name
from forum.kernel.content_notes import Gently, choices_of, codes_in, kept, named
from forum.people.models import ProfileField
from forum.threads.models import Post


@dataclass(frozen=True, kw_only=True)
class RecentPost:
    """The beginning of a post, and where it is. Neither where the viewer's choices fold or hide it: `title` says why."""

    post: Post
    title: str
    words: str


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    person: Person
    fields: Sequence[ProfileField]
    memberships: Sequence[Membership]  # in groups that the viewer is in too
    posts: Sequence[RecentPost]
    is_own: bool


def person_page(person: Person, viewer: Person) -> PersonPage:
    """Look it up: three queries.

    Never a word that `person` wrote without their name, not even for themselves: the page would be shown to
    somebody looking over their shoulder. Source: README, S-5 and P-5.
    """
    posts = posts_under_name.rows(viewer=viewer, person=person.pk)
    return PersonPage(
        person=person,
        fields=fields_shown.rows(viewer=viewer, person=person.pk),
        memberships=groups_in_common.rows(viewer=viewer, person=person.pk),
        posts=[_recent(post, viewer) for post in posts],
        is_own=person.pk == viewer.pk,
    )


def _recent(post: Any, viewer: Person) -> RecentPost:
    """:param post: with the title and the notes of its thread."""
    notes = kept(codes_in(f"{post.notes} {post.thread_notes}"))
    if post.author_id == viewer.pk or choices_of(viewer).of(notes) == Gently.SHOW:
        return RecentPost(post=post, title=post.thread_title, words=_beginning(post.html))
    return RecentPost(post=post, title=_("A post with a note: %(note)s") % {"note": named(notes)}, words="")


def _beginning(html: str) -> str:
    """The first words of a post, without what it quotes."""
    own = html.rpartition("</blockquote>")[2] or html
    return Truncator(" ".join(unescape(strip_tags(own.replace("</p>", " "))).split())).chars(180)
