from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThreadsConfig(AppConfig):
    name = "forum.threads"
    label = "threads"

    def ready(self) -> None:
        from accounts.pages.export import export_through
        from accounts.pages.words import taken_home_through
        from accounts.queries import acquainted_through
        from forum.threads import listeners
        from forum.threads.actions import desk
        from forum.threads.actions.desk import standing
        from forum.threads.actions.publishing import publish_revision
        from forum.threads.models import Post, Thread
        from forum.threads.pages import desk as pages
        from forum.threads.pages.words import excerpt_of, source_of_version, without_quotes
        from forum.threads.queries import authors_readable_by
        from moderation.kinds import Kind, register

        acquainted_through(authors_readable_by)
        export_through(without_quotes)
        taken_home_through(listeners.take_words_home)
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
                is_read=standing.post_is_read,
                setting=pages.setting_of_post,
                settings=pages.settings_of_posts,
                circumstances=standing.circumstances_of_post,
                author_of=lambda post: post.author,
                group_of=lambda post: post.thread.group_id,
                stands_in=standing.post_stands_in,
                unnamed=standing.post_is_unnamed,
                lock=standing.lock_post,
                acts=desk.POST_ACTS,
                suits=desk.suits,
                asks=desk.ASKS,
                restore=desk.restore,
            )
        )
        register(
            Kind(
                model=Thread,
                label=_("thread"),
                yours=_("your thread"),
                publish=lambda revision, now: None,  # a thread has no words of its own: its first post has
                address=lambda thread: f"/threads/{thread.pk}/",
                sees=lambda thread, viewer: Thread.objects.visible_to(viewer).filter(pk=thread.pk).exists(),
                excerpt=excerpt_of,
                setting=pages.setting_of_thread,
                settings=pages.settings_of_threads,
                author_of=lambda thread: thread.starter,
                group_of=lambda thread: thread.group_id,
                stands_in=standing.thread_stands_in,
                unnamed=standing.thread_is_unnamed,
                lock=standing.lock_thread,
                acts=desk.THREAD_ACTS,
                suits=desk.suits,
                asks=desk.ASKS,
                restore=desk.restore,
            )
        )
