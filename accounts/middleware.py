"""Placeholders."""

from django.utils.deprecation import MiddlewareMixin


class KeepWordsWhenSignedOut(MiddlewareMixin):
    pass


class AskForSecondFactor(MiddlewareMixin):
    pass
