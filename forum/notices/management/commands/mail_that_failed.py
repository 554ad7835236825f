"""`manage.py mail_that_failed`: mails that somebody should look at."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from forum.notices.models import Delivery


class Command(BaseCommand):
    help = "List mails that were given up, and those of which nobody knows whether they went. It names nobody."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line each, oldest first. None of them is sent again by itself. Source: README, N-3."""
        for each in Delivery.objects.to_look_at(timezone.now()).select_related("notice").iterator():
            state = "given up" if each.state == Delivery.State.FAILED else "perhaps sent"
            since = each.claimed_at.isoformat(timespec="seconds") if each.claimed_at else "-"
            trouble = each.trouble or "the worker ended"
            self.stdout.write(
                f"{each.pk}\t{since}\t{state}\t{each.notice.kind if each.notice else each.way}\ttries {each.tries}\t{trouble}"
            )
