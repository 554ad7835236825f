"""The pages of an account. Django's settings name `words_kept_after_expired_form` here."""

from accounts.views.words import words_kept_after_expired_form

__all__ = ["words_kept_after_expired_form"]
