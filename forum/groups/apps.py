from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    name = "forum.groups"
    label = "groups"

    def ready(self) -> None:
        from accounts.queries import acquainted_through
        from forum.groups import listeners  # noqa: F401  # registers them
        from forum.groups.actions.members import publish_line
        from forum.groups.models import Membership
        from forum.groups.queries import people_in_groups_of
        from moderation.kinds import Kind, register

        acquainted_through(people_in_groups_of)
        register(
            Kind(
                model=Membership,
                label=_("line in a group"),
                publish=publish_line,
                address=lambda membership: f"/people/{membership.person_id}/",
                excerpt=lambda revision: revision.body,
            )
        )
