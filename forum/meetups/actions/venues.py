"""Where meetups of a group take place, and what is known about how one gets in."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Person
from forum.groups.models import Group
from forum.kernel.moments import FORUM_ZONE
from forum.meetups.actions.following import follow_venue
from forum.meetups.actions.words import hand_in, locked, newest_known_to
from forum.meetups.models import Place, Venue, VenueFact
from forum.meetups.rules.announcing import may_write_venue
from forum.meetups.text import compose


@transaction.atomic
def write_venue(
    *,
    group: Group,
    venue: Venue | None,
    place: Place,
    parts: Mapping[str, str],
    form_key: UUID | None,
    by: Person,
    now: datetime,
) -> Venue:
    """Write down a venue of a group, or change one. A member's words about it wait for a moderator.

    In which town it is holds at once. The same form makes one venue. Locks the group.

    :param venue: the one that is changed; None for a new one.
    :raises NotAllowed: its text is fit to show.
    Source: README, E-3 and E-4.
    """
    group = Group.objects.select_for_update(no_key=True).get(pk=group.pk)
    if form_key is not None and (made := Venue.objects.filter(form_key=form_key, author=by).first()):
        return made
    if venue is not None:
        venue = locked(Venue, venue.pk)
    may_write_venue(group=group, venue=venue, by=by, now=now).or_refuse()
    if venue is None:
        venue = Venue.objects.create(group=group, author=by, place=place, form_key=form_key, written_at=now)
    elif venue.place_id != place.pk:
        venue.place = place
        venue.save(update_fields=["place"])
        follow_venue(venue, fields=("venue",), now=now)
    newest = newest_known_to(by, venue)
    if newest is None or newest.body != compose({name: parts.get(name, "") for name in Venue.PARTS}):
        hand_in(venue, title="", parts=parts, by=by, now=now)
    return venue


@transaction.atomic
def check_fact(
    *, venue: Venue, feature: str, answer: str, metres: int | None = None, by: Person, now: datetime
) -> VenueFact:
    """Note what somebody has seen for themselves about how one gets in: what, who looked, and when. Locks the group.

    :param metres: from the parking to the door.
    :raises NotAllowed: its text is fit to show.
    Source: README, E-4.
    """
    fresh = locked(Venue, venue.pk)
    assert fresh is not None
    may_write_venue(group=fresh.group, venue=fresh, by=by, now=now).or_refuse()
    is_known = answer != VenueFact.Answer.UNKNOWN
    fact, _is_new = VenueFact.objects.update_or_create(
        venue=fresh, feature=VenueFact.Feature(feature),
        defaults={
            "answer": VenueFact.Answer(answer), "metres": metres if answer == VenueFact.Answer.YES else None,
            "checked_on": now.astimezone(FORUM_ZONE).date() if is_known else None, "checked_by": by if is_known else None,
        },
    )  # fmt: skip
    follow_venue(fresh, fields=(), now=now)
    return fact
