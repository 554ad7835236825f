from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "forum.people"
    label = "people"

    def ready(self) -> None:
        from accounts.models import Person
        from forum.people import listeners  # noqa: F401  # registers them
        from forum.people.actions.telling import publish_words
        from forum.people.models import ProfileField
        from moderation.kinds import Kind, register

        register(
            Kind(
                model=ProfileField,
                label=_("profile"),
                yours=_("what you say about yourself"),
                publish=publish_words,
                address=lambda field: f"/people/{field.person_id}/",
                sees=lambda field, viewer: Person.objects.visible_to(viewer).filter(pk=field.person_id).exists(),
                excerpt=lambda revision: revision.body[:140],
                author_of=lambda field: field.person,
                lock=lambda pk: ProfileField.objects.select_for_update(of=("self",)).filter(pk=pk).first(),
            )
        )
