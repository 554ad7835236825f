"""Fixtures for tests of what members see of moderation."""

from datetime import datetime
from typing import Any

import pytest

from tests.moderation.rooms import Room, let_lines_be_hidden


@pytest.fixture
def room(db: None, now: datetime, settings: Any) -> Room:
    settings.SECOND_FACTOR_REQUIRED = False  # moderators' pages are opened too
    return Room(now)


@pytest.fixture
def lines_can_be_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    let_lines_be_hidden(monkeypatch)
