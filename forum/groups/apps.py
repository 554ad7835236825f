from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    name = "forum.groups"
    label = "groups"

    def ready(self) -> None:
        from accounts.models import Person
        from accounts.queries import acquainted_through, trusted_through
        from forum.groups import listeners  # noqa: F401  # registers them
        from forum.groups.actions import desk, lines
        from forum.groups.actions.members import publish_line
        from forum.groups.models import Membership
        from forum.groups.queries import moderating_memberships, people_in_groups_of
        from moderation.kinds import Kind, Places, register, register_places

        acquainted_through(people_in_groups_of)
        trusted_through(moderating_memberships)
        register_places(
            Places(
                moderated_by=desk.moderated_by,
                moderators_of=desk.moderators_of,
                moderating=desk.moderating,
                within=desk.within,
                named=desk.named,
                names=desk.names,
                listed=desk.listed,
                everywhere=desk.everywhere,
                path_of=desk.path_of,
                put_out=desk.put_out,
                restore=desk.restore,
            )
        )
        register(
            Kind(
                model=Membership,
                label=_("line in a group"),
                yours=_("the line beside your name"),
                publish=publish_line,
                address=lambda membership: f"/people/{membership.person_id}/",
                sees=lambda line, viewer: Person.objects.visible_to(viewer).filter(pk=line.person_id).exists(),
                excerpt=lambda revision: revision.body,
                circumstances=desk.circumstances_of_line,
                author_of=lambda membership: membership.person,
                group_of=lambda membership: membership.group_id,
                stands_in=desk.line_stands_in,
                is_read=desk.line_is_read,
                lock=lambda pk: Membership.objects.select_for_update().filter(pk=pk).first(),
                setting=lines.setting_of_line,
                settings=lines.settings_of_lines,
                acts=lines.LINE_ACTS,
                restore=lines.restore_line,
            )
        )
