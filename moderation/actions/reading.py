"""Reading what was decided about oneself."""

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from moderation.actions.sanctions import acknowledge_sanction
from moderation.models import Sanction, Statement


@transaction.atomic
def read_statement(*, statement: Statement, by: Person, now: datetime) -> None:
    """Note that its recipient has read a statement, and whatever warning or pause it tells of. Twice is once.

    Source: README, M-7 and M-8.
    """
    Statement.objects.visible_to(by).filter(pk=statement.pk, read_at=None).update(read_at=now)
    for sanction in Sanction.objects.visible_to(by).filter(decision=statement.decision_id):
        acknowledge_sanction(sanction=sanction, by=by, now=now)
