from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "forum.search"
    label = "search"

    def ready(self) -> None:
        from forum.search import listeners  # noqa: F401  # registers them
