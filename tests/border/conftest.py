"""What several tests of the border ask of one walk."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from tests.border.walking import Walk, walk
from tests.border.world import a_world


@pytest.fixture(scope="session")
def walked(django_db_setup: None, django_db_blocker: Any) -> Callable[[str, str], Walk]:
    """`walked(kind, method)`: the walk of one kind of viewer. Nothing of it stays in the database.

    The tests that ask it stand in `test_a_visit_writes_nothing.py`, `test_answers.py` and `test_canaries.py`: one after
    another, so that they are not shared out among processes that would each walk.
    """

    @cache
    def by(kind: str, method: str) -> Walk:
        with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
            patch.setattr("django.conf.settings.SECOND_FACTOR_REQUIRED", False)
            with transaction.atomic():
                found = walk(a_world(), kind, method)
                transaction.set_rollback(True)
            ContentType.objects.clear_cache()
        return found

    return by
