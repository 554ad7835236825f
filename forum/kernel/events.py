"""Facts that happened, told upward. See README, "The floors"."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")

_listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def listen(event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a listener for one kind of event; used as a decorator in an app's `listeners.py`."""

    def register(listener: Callable[[E], None]) -> Callable[[E], None]:
        _listeners[event].append(listener)
        return listener

    return register


def publish(event: object) -> None:
    """Tell every listener of this kind of event, at once and inside the caller's transaction.

    The lowest floor hears first, so that what listeners lock is locked parent first: groups before threads.
    """
    for listener in _listeners[type(event)]:  # apps are listed, and so register, from the ground up
        listener(event)
