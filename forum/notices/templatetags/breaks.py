"""Saying, on pages of other rooms too, that their reader is on a break, or that mail does not reach them."""

from datetime import datetime

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Person
from forum.kernel.moments import zone_named
from forum.notices.models import Unreachable
from forum.notices.rules import break_ends_at

register = template.Library()


@register.simple_tag(takes_context=True)
def break_until(context: Context) -> datetime | None:
    """Return when the break ends that the reader is on; None where they are on none. One query."""
    return break_ends_at(context["user"].pk, timezone.now())


@register.simple_tag(takes_context=True)
def unreachable_since(context: Context) -> datetime | None:
    """Return since when mail does not reach the reader; None where it does. One query."""
    return Unreachable.objects.visible_to(context["user"]).values_list("since", flat=True).first()


@register.filter
def day_for(moment: datetime, person: Person) -> str:
    """Return the day of a moment by somebody's own clock: "Monday 7 December"."""
    return date_format(moment.astimezone(zone_named(person.zone)), "l j F")
