"""Fixtures for every test. People, groups and posts come from `tests/factories.py`."""

from datetime import UTC, datetime

import pytest


@pytest.fixture
def now() -> datetime:
    """Monday evening, in winter time in London."""
    return datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
