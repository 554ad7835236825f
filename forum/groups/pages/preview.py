"""What a change would do to who sees what, in sentences."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from forum.groups.actions.changing import SightChange
from forum.groups.models import Group, Membership, Reading

Readers = frozenset[int] | None


def change_sentences(changes: Iterable[SightChange], viewer: Person) -> tuple[list[str], list[str]]:
    """Say who gains and who loses sight of which groups. Two queries.

    No numbers of groups that the viewer is outside of. Source: README, S-3 and G-7.
    """
    own = set(Membership.objects.filter(person=viewer.pk, is_in_force=True).values_list("group", flat=True))
    everyone = Person.objects.filter(is_active=True).count()
    gains: dict[tuple[str, str], list[Group]] = {}
    losses: dict[tuple[str, str], list[Group]] = {}
    for change in changes:
        is_in = change.group.pk in own
        for was, becomes, gained, lost in _compared(change):
            if more := _who(becomes, was, everyone, is_told=is_in):
                gains.setdefault((gained, more), []).append(change.group)
            if fewer := _who(was, becomes, everyone, is_told=is_in):
                losses.setdefault((lost, fewer), []).append(change.group)
        _signed_out(change, gains, losses)
    return _said(gains), _said(losses)


def _compared(change: SightChange) -> Iterator[tuple[Readers, Readers, str, str]]:
    reads = _("%(people)s will be able to read %(groups)s."), _("%(people)s will no longer be able to read %(groups)s.")
    finds = _("%(people)s will be able to find %(groups)s."), _("%(people)s will no longer know of %(groups)s.")
    yield change.before.readers, change.after.readers, *reads
    yield change.before.knowers, change.after.knowers, *finds


def _who(more: Readers, fewer: Readers, everyone: int, *, is_told: bool) -> str:
    """Name those who are among the first and not among the second; None stands for everyone with an account."""
    if fewer is None:
        return ""
    if more is None:
        if not is_told:
            return _("Everyone else with an account")
        return _everyone_else(everyone - len(fewer))
    count = len(more - fewer)
    if not count:
        return ""
    return ngettext("%d person", "%d people", count) % count if is_told else _("Some people")


def _signed_out(
    change: SightChange, gains: dict[tuple[str, str], list[Group]], losses: dict[tuple[str, str], list[Group]]
) -> None:
    before, after = change.before.reading, change.after.reading
    people = _("People who are not signed in")
    if before != after == Reading.PUBLIC:
        gains.setdefault((_("%(people)s will be able to read %(groups)s."), people), []).append(change.group)
    if after != before == Reading.PUBLIC:
        losses.setdefault((_("%(people)s will no longer be able to read %(groups)s."), people), []).append(change.group)


def _said(found: dict[tuple[str, str], list[Group]]) -> list[str]:
    return [sentence % {"groups": names_of(groups), "people": people} for (sentence, people), groups in found.items()]


def _everyone_else(count: int) -> str:
    return (
        ngettext("Everyone else with an account (%d person)", "Everyone else with an account (%d people)", count)
        % count
    )


def names_of(groups: Iterable[Group], most: int = 5) -> str:
    """Name a few groups, and say how many more there are."""
    names = [group.name for group in groups]
    if len(names) > most:
        more = ngettext("%(count)d more", "%(count)d more", len(names) - most) % {"count": len(names) - most}
        names = [*names[:most], more]
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
