"""One person, as one viewer meets them. See README, "Addresses": `/people/<id>/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from django.db.models import F
from django.utils.html import strip_tags
from django.utils.text import Truncator

from accounts.models import Person
from forum.groups.models import Membership
from forum.people.models import ProfileField
from forum.threads.models import Post

NEWEST_POSTS = 10


@dataclass(frozen=True, kw_only=True)
class RecentPost:
    """The beginning of a post, and where it is."""

    post: Post
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
    is_own = person.pk == viewer.pk
    in_common = Membership.objects.visible_to(viewer).in_force().filter(person=person.pk)
    return PersonPage(
        person=person,
        fields=list(ProfileField.objects.visible_to(viewer).filter(person=person.pk).exclude(html="").order_by("pk")),
        memberships=list(in_common.select_related("group").order_by("group__path")[:50]),
        posts=_recent(person, viewer),
        is_own=is_own,
    )


def _recent(person: Person, viewer: Person) -> list[RecentPost]:
    posts = Post.objects.visible_to(viewer).filter(author=person.pk, state=Post.State.PUBLISHED, letter="")
    placed = posts.annotate(thread_title=F("thread__title"), group_name=F("thread__group__name"))
    return [RecentPost(post=post, words=_beginning(post.html)) for post in placed.order_by("-id")[:NEWEST_POSTS]]


def _beginning(html: str) -> str:
    """The first words of a post, without what it quotes."""
    own = html.rpartition("</blockquote>")[2] or html
    return Truncator(" ".join(unescape(strip_tags(own.replace("</p>", " "))).split())).chars(180)
