"""Hosts and staff must have a second factor; that has its own tests."""

import pytest


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False
