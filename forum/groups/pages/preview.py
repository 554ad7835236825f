"""What a change would do to who sees what, in sentences."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from forum.groups.actions.changing import SightChange
from forum.groups.models import Group, Membership, Reading


def change_sentences(changes: Iterable[SightChange], viewer: Person) -> tuple[list[str], list[str]]:
    """Say who gains and who loses sight of which groups. Two queries.

    No numbers of groups that the viewer is outside of. Source: README, S-3 and G-7.
    """
    changes = list(changes)
    own = set(Membership.objects.filter(person=viewer.pk, is_in_force=True).values_list("group", flat=True))
    everyone = Person.objects.filter(is_active=True).count()
    gains: dict[tuple[str, str], list[Group]] = {}
    losses: dict[tuple[str, str], list[Group]] = {}
    for change in changes:
        _compare(change, everyone, change.group.pk in own, gains, losses)
    return [_said(key, groups) for key, groups in gains.items()], [_said(key, groups) for key, groups in losses.items()]


def _said(key: tuple[str, str], groups: list[Group]) -> str:
    sentence, people = key
    return sentence % {"groups": names_of(groups), "people": people}


def _compare(
    change: SightChange,
    everyone: int,
    is_in: bool,
    gains: dict[tuple[str, str], list[Group]],
    losses: dict[tuple[str, str], list[Group]],
) -> None:
    before, after = change.before, change.after
    told = {
        "reads": (before.readers, after.readers, _("%(people)s can read %(groups)s."), _("%(people)s can no longer read %(groups)s.")),
        "knows": (before.knowers, after.knowers, _("%(people)s can find %(groups)s."), _("%(people)s no longer know that %(groups)s exists.")),
    }  # fmt: skip
    for was, becomes, gained, lost in told.values():
        if was is None and becomes is None:
            continue
        if becomes is None:
            gains.setdefault((gained, _everyone(everyone)), []).append(change.group)
        elif was is None:
            losses.setdefault((lost, _everyone_else(everyone - len(becomes), is_in)), []).append(change.group)
        else:
            if more := len(becomes - was):
                gains.setdefault((gained, _people(more, is_in)), []).append(change.group)
            if fewer := len(was - becomes):
                losses.setdefault((lost, _people(fewer, is_in)), []).append(change.group)
    if before.reading != after.reading:
        signed_out = _("People who are not signed in")
        if after.reading == Reading.PUBLIC:
            gains.setdefault((_("%(people)s can read %(groups)s."), signed_out), []).append(change.group)
        elif before.reading == Reading.PUBLIC:
            losses.setdefault((_("%(people)s can no longer read %(groups)s."), signed_out), []).append(change.group)


def _everyone(count: int) -> str:
    return ngettext("Everyone with an account (%d person)", "Everyone with an account (%d people)", count) % count


def _everyone_else(count: int, is_told: bool) -> str:
    if not is_told:
        return _("Everyone who is not a member")
    return ngettext("Everyone else (%d person)", "Everyone else (%d people)", count) % count


def _people(count: int, is_told: bool) -> str:
    return ngettext("%d person", "%d people", count) % count if is_told else _("Some people")


def names_of(groups: Iterable[Group], most: int = 5) -> str:
    """Name a few groups, and say how many more there are."""
    names = [group.name for group in groups]
    if len(names) > most:
        more = ngettext("%(count)d more", "%(count)d more", len(names) - most) % {"count": len(names) - most}
        names = [*names[:most], more]
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
