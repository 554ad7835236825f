from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "forum.groups"
    label = "groups"

    def ready(self) -> None:
        from accounts.queries import acquainted_through
        from forum.groups.queries import people_in_groups_of

        acquainted_through(people_in_groups_of)
