"""`manage.py import_places`: the towns that people pick from, as the file in this repository has them."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from forum.meetups.management.gazetteer import import_places
from forum.meetups.models import Place, PlaceName


class Command(BaseCommand):
    help = "Write the towns of forum/meetups/gazetteer/places.tsv. Safe to repeat."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{import_places(Place, PlaceName)} places.")
