"""What people do with their own page: one function for each thing."""

from forum.people.actions.telling import tell_about_oneself

__all__ = ["tell_about_oneself"]
