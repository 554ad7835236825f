"""What the pages of an account are made of."""

from django.http import HttpRequest

from accounts.models import Person


class SignedIn(HttpRequest):
    """A request behind the login page: `user` is a person."""

    user: Person
