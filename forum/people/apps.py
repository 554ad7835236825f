from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "forum.people"
    label = "people"

    def ready(self) -> None:
        from accounts.models import Person
        from forum.people import listeners  # noqa: F401  # registers them
        from forum.people.actions import deciding
        from forum.people.actions.telling import is_for_others, publish_words
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
                is_read=is_for_others,
                lock=lambda pk: ProfileField.objects.select_for_update(of=("self",)).filter(pk=pk).first(),
                setting=deciding.setting_of_field,
                settings=deciding.settings_of_fields,
                acts=deciding.FIELD_ACTS,
                restore=deciding.restore_words,
            )
        )
