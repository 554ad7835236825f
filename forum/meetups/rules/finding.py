"""From where, and how far around it, somebody looks."""

from django.utils.translation import gettext as _

from forum.kernel.verdicts import YES, Verdict, no
from forum.meetups.distances import BANDS


def may_pick_place(*, within_miles: int) -> Verdict:
    """Anybody may pick any town, with one of the bands. Source: README, E-8."""
    return YES if within_miles in BANDS else no(_("Please choose how far you would go."))
