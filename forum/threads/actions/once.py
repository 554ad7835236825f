"""The same form makes one post, however often it arrives."""

from uuid import UUID

from accounts.models import Person
from forum.kernel.compiled import Compiled
from forum.threads.errors import AlreadyPosted
from forum.threads.models import Post
from moderation.models import Revision

_made_of = Compiled(
    lambda form_key, author: Post.objects.filter(form_key=form_key, author=author).select_related("thread")
)


def sent_before(form_key: UUID | None, by: Person, *, title: str, body: str) -> Post | None:
    """Return the post that the same form made before. The caller holds the lock of the place.

    :raises AlreadyPosted: it was made of other words; these, from a page that was gone back to, are in no post.
    Source: README, P-4.
    """
    if form_key is None or not (made := _made_of.rows(form_key=form_key, author=by.pk)):
        return None
    (post,) = made
    if not Revision.objects.of(post).filter(title=title, body=body).exists():
        raise AlreadyPosted(post)
    return post
