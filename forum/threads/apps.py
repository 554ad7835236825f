from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThreadsConfig(AppConfig):
    name = "forum.threads"
    label = "threads"

    def ready(self) -> None:
        from accounts.pages.export import export_through
        from accounts.queries import acquainted_through
        from forum.threads import listeners  # noqa: F401  # registers them
        from forum.threads.actions import desk
        from forum.threads.actions.publishing import publish_revision
        from forum.threads.models import Post
        from forum.threads.pages.words import excerpt_of, source_of_version, without_quotes
        from forum.threads.queries import authors_readable_by
        from moderation.kinds import Kind, register

        acquainted_through(authors_readable_by)
        export_through(without_quotes)
        register(
            Kind(
                model=Post,
                label=_("post"),
                yours=_("your post"),
                publish=publish_revision,
                address=lambda post: f"/posts/{post.pk}/",
                sees=lambda post, viewer: Post.objects.visible_to(viewer).filter(pk=post.pk).exists(),
                excerpt=excerpt_of,
                source_for=source_of_version,
                circumstances=desk.circumstances_of_post,
                author_of=lambda post: post.author,
                group_of=lambda post: post.thread.group_id,
                stands_in=desk.post_stands_in,
                lock=desk.lock_post,
            )
        )
