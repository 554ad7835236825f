"""Refusals that are part of ordinary life with accounts."""


class NameTaken(Exception):
    """Somebody took a name that looks the same a moment ago; ask for another."""


class AddressTaken(Exception):
    """The address already opens an account. Never to be shown: its owner is told by mail."""
