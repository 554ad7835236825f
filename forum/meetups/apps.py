from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetupsConfig(AppConfig):
    name = "forum.meetups"
    label = "meetups"

    def ready(self) -> None:
        from forum.meetups import listeners  # noqa: F401
        from forum.meetups.actions import desk
        from forum.meetups.actions.words import publish_revision
        from forum.meetups.models import Announcement, Message, Venue
        from forum.meetups.pages import desk as pages
        from moderation.kinds import Kind, register

        for model, label, yours, within in (
            (Announcement, _("announcement"), _("your announcement"), "group"),
            (Venue, _("venue"), _("what you wrote about a venue"), "group"),
            (Message, _("message"), _("your message to those who come"), "meetup__group"),
        ):
            register(
                Kind(
                    model=model,
                    label=label,
                    yours=yours,
                    publish=publish_revision,
                    address=pages.address_of,
                    sees=pages.is_seen_by,
                    excerpt=pages.excerpt_of,
                    is_read=desk.is_read(model),
                    setting=pages.setting_of,
                    settings=pages.settings_for(model),
                    circumstances=desk.circumstances,
                    author_of=lambda thing: thing.author,
                    group_of=desk.group_id_of,
                    stands_in=desk.stands_in(model, within),
                    lock=desk.lock(model),
                    acts=desk.ACTS,
                    restore=desk.restore,
                )
            )
