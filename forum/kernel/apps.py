from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "forum.kernel"
    label = "kernel"
