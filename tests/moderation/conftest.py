"""Fixtures for tests of what members see of moderation."""

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from tests.moderation.rooms import Room, let_lines_be_hidden


class Clock:
    """The time of day as every request reads it; a test sets it by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def set(self, moment: datetime) -> None:
        self.now = moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Clock:
    clock = Clock(now)
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


@pytest.fixture
def room(db: None, now: datetime, settings: Any) -> Room:
    settings.SECOND_FACTOR_REQUIRED = False  # moderators' pages are opened too
    return Room(now)


@pytest.fixture
def lines_can_be_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    let_lines_be_hidden(monkeypatch)
