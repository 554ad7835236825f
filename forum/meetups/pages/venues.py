"""A venue as those see it who organise in its group, and what is known about how one gets in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise

from accounts.models import Boundary, Person
from forum.groups.queries import groups_of
from forum.meetups.actions.words import newest_known_to
from forum.meetups.forms.venues import FACTS_ASKED
from forum.meetups.models import Venue, VenueFact
from forum.meetups.pages.own_words import OwnWords, own_words
from forum.meetups.queries import ORGANISING
from forum.meetups.text import parts_of


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing about a venue. :param answer: empty where nobody has looked yet."""

    feature: str
    asked: str | Promise
    label: str
    answer: str
    metres: int | None
    checked_on: date | None
    who: str


@dataclass(frozen=True, kw_only=True)
class VenuePage:
    """:param own: words of the viewer's own that wait."""

    venue: Venue
    facts: Sequence[Fact]
    own: OwnWords | None
    can_change: bool


def venue_page(venue: Venue, viewer: Person, now: datetime) -> VenuePage:
    """Put a venue's page together. Two queries; more for its author while words wait."""
    organises = groups_of(viewer, roles=ORGANISING).filter(group=venue.group_id).exists()
    return VenuePage(
        venue=venue, facts=facts_of(venue, viewer), own=own_words(venue, viewer, now), can_change=organises
    )


def facts_of(venue: Venue, viewer: Person) -> list[Fact]:
    """What is known about a venue, and what nobody has looked at yet, in one order. One query.

    Who looked is not said where a boundary hides them. Source: README, S-6.
    """
    seen = ~Q(checked_by__in=Boundary.objects.hidden_from(viewer))
    known = {each.feature: each for each in venue.facts.select_related("checked_by").annotate(is_checker_seen=seen)}
    return [_fact(feature, known.get(feature)) for feature in VenueFact.Feature]


def next_unanswered(venue: Venue) -> str:
    """The first thing that nobody has looked at; empty where all is known. One query."""
    known = set(venue.facts.values_list("feature", flat=True))
    return next((str(feature) for feature in VenueFact.Feature if feature not in known), "")


def newest_venue_words(venue: Venue, by: Person) -> dict[str, str]:
    """The newest words that `by` may read, waiting ones of theirs too: for a form that changes them."""
    newest = newest_known_to(by, venue)
    return parts_of(newest.body if newest else "", Venue.PARTS)


def _fact(feature: VenueFact.Feature, known: Any) -> Fact:
    return Fact(
        feature=feature.value,
        asked=FACTS_ASKED[feature],
        label=str(feature.label).capitalize(),
        answer=known.get_answer_display() if known else "",
        metres=known.metres if known else None,
        checked_on=known.checked_on if known else None,
        who=known.checked_by.name if known and known.checked_by and known.is_checker_seen else "",
    )
