"""What a person may do with their own account, and what a name must be. Each answers with a verdict."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import Consent, HeldName, Person
from accounts.names import is_like_a_full_name, keeps_private, may_be_shown, skeleton
from forum.kernel.verdicts import YES, Verdict, no

# The version of each statement that a person agrees to. A new text of a statement is a new date here.
VERSIONS = {Consent.Kind.TERMS: "2026-11-23", Consent.Kind.HEALTH: "2026-11-23", Consent.Kind.ADULT: "2026-11-23"}


def may_be_known_as(
    name: str,
    *,
    now: datetime,
    is_meant: bool = False,
    by: Person | None = None,
    given_up: Collection[str] = (),
) -> Verdict:
    """Whether a new account, or that of `by`, may have this name.

    :param is_meant: the person said that what looks like a full name is not theirs.
    :param given_up: keys of names that `by` had a short while ago.
    Source: README, C-3.
    """
    for verdict in (may_be_shown(name), keeps_private(name)):
        if not verdict:
            return verdict
    if is_like_a_full_name(name) and not is_meant:
        return no(
            _(
                "This looks like a first name and a surname. What people write here is about their health, so it is safer if nobody can look you up."
            )
        )
    return is_free(name, now=now, by=by, given_up=given_up)


def is_free(name: str, *, now: datetime, by: Person | None = None, given_up: Collection[str] = ()) -> Verdict:
    """Whether nobody else here has a name that looks the same, or had it a short while ago. Source: README, C-3."""
    key = skeleton(name)
    is_anothers = Person.objects.filter(name_key=key).exclude(pk=by.pk if by else None).exists()
    is_held = key not in given_up and HeldName.objects.filter(name_key=key, ends_at__gt=now).exists()
    if is_anothers or is_held:
        return no(_("Somebody here has this name already, or one that looks very like it."))
    return YES


def may_set_boundary(*, other: Person, by: Person) -> Verdict:
    """Anybody may choose not to meet anybody else here, for no reason at all. Source: README, C-6."""
    return no(_("This is your own account.")) if other.pk == by.pk else YES


def may_withdraw_consent(kind: str) -> Verdict:
    """Health information: at any time. The others are what having an account means: they end by leaving."""
    if kind != Consent.Kind.HEALTH:
        return no(_("This one belongs to having an account. It ends when you leave."))
    return YES


def may_leave(by: Person) -> Verdict:
    """Anybody may leave at any time; what they wrote goes as they choose. Source: README, C-7."""
    return no(_("This account is already closed.")) if by.left_at else YES


def must_have_second_factor(person: Person) -> bool:
    """Staff and everybody who moderates: what they can see is other people's. Source: README, C-4."""
    return person.is_staff or person.is_trusted
