from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "forum.notices"
    label = "notices"

    def ready(self) -> None:
        from forum.notices import listeners  # noqa: F401  # registers them
