from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "forum.people"
    label = "people"
