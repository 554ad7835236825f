"""After a change of the renderer."""

from django.db import transaction

from forum.threads.actions.publishing import locked_thread, show
from forum.threads.models import Post
from forum.threads.rendering import RENDERER_VERSION


@transaction.atomic
def render_older_posts(*, at_most: int) -> int:
    """Render a batch of published posts that an older renderer made; return how many. Locks their threads."""
    batch = list(
        Post.objects.filter(state=Post.State.PUBLISHED, renderer_version__lt=RENDERER_VERSION)
        .exclude(revision=None)
        .order_by("thread", "pk")
        .values_list("pk", "thread")[:at_most]
    )
    for thread_id in dict.fromkeys(thread_id for _pk, thread_id in batch):
        locked_thread(thread_id)
    posts = Post.objects.filter(pk__in=[pk for pk, _thread in batch], state=Post.State.PUBLISHED)
    for post in posts.select_related("thread", "author", "revision"):
        assert post.revision is not None
        show(post, post.revision)
    return len(batch)
