"""Numbers in addresses: positive, and small enough for every database."""

from django.urls.converters import IntConverter


class NumberConverter(IntConverter):
    """A row's number, at most eighteen digits; a longer one is an address that does not exist."""

    regex = "[0-9]{1,18}"
