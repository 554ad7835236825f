"""The people of the desk: who does what, whose training waits, and one person's own page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.verdicts import Verdict
from moderation.actions.wellbeing import day_at_forum
from moderation.kinds import places
from moderation.models import Case, DeskRole, Duty, Moderator
from moderation.pages.hours import spoken_hours
from moderation.pages.wellbeing import this_week
from moderation.team import (
    leads_forum,
    may_confirm_training,
    may_end_desk_role,
    may_set_hours,
    may_withdraw_training,
    people_led_by,
)

ON_A_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """One line of the list: a person, what they do, and whether the desk is open to them."""

    person: Person
    roles: Sequence[str]
    trained_at: datetime | None
    has_hours: bool


@dataclass(frozen=True, kw_only=True)
class TeamPage:
    """Those for whom the reader answers, in the order in which they joined the forum.

    :param waiting: those whose training nobody has confirmed yet, the longest here first.
    :param after: where the next page starts.
    :param waits_for_safeguarding: cases that nobody can decide, because there is no safeguarding lead.
    """

    waiting: Sequence[Colleague]
    colleagues: Sequence[Colleague]
    after: int | None
    gives_roles: bool
    waits_for_safeguarding: int


def team_page(by: Person, *, after: int) -> TeamPage:
    """Look it up in a fixed number of queries."""
    led, trained = people_led_by(by), Exists(Moderator.objects.filter(person=OuterRef("pk")))
    rows = list(led.filter(trained, pk__gt=after).order_by("pk")[: ON_A_PAGE + 1])
    waiting = [] if after else list(led.filter(~trained).order_by("pk")[:ON_A_PAGE])
    lines = {line.person.pk: line for line in _lines([*waiting, *rows[:ON_A_PAGE]])}
    gives_roles = leads_forum(by)
    return TeamPage(
        waiting=[lines[person.pk] for person in waiting],
        colleagues=[lines[person.pk] for person in rows[:ON_A_PAGE]],
        after=rows[ON_A_PAGE - 1].pk if len(rows) > ON_A_PAGE else None,
        gives_roles=gives_roles,
        waits_for_safeguarding=_waits_for_safeguarding() if gives_roles else 0,
    )


def _waits_for_safeguarding() -> int:
    if DeskRole.objects.standing().filter(kind=DeskRole.Kind.SAFEGUARDING).exists():
        return 0
    return Case.objects.not_closed().filter(is_escalated=True).count()


def _lines(people: Sequence[Person]) -> Iterable[Colleague]:
    ids = [person.pk for person in people]
    trained = dict(Moderator.objects.filter(person__in=ids).values_list("person", "trained_at"))
    on_duty = set(Duty.objects.filter(person__in=ids).values_list("person", flat=True))
    roles = list(DeskRole.objects.standing().filter(person__in=ids).order_by("pk"))
    names = places().names({role.group_id for role in roles if role.group_id})
    for person in people:
        mine = [role_said(role, names) for role in roles if role.person_id == person.pk]
        yield Colleague(
            person=person,
            roles=mine or [_("moderator or host of a group")],
            trained_at=trained.get(person.pk),
            has_hours=person.pk in on_duty,
        )


def every_group() -> list[tuple[int, str]]:
    """Ids and names of all groups, for whoever gives a role in one of them. One query."""
    return places().listed(places().everywhere())


def role_said(role: DeskRole, names: dict[int, str]) -> str:
    """A role and its scope, as "site moderator, in the whole forum"."""
    if role.group_id is None:
        return _("%(role)s, in the whole forum") % {"role": role.get_kind_display()}
    group = names.get(role.group_id, _("a group that is gone"))
    return _("%(role)s, in %(group)s") % {"role": role.get_kind_display(), "group": group}


@dataclass(frozen=True, kw_only=True)
class OwnRole:
    role: DeskRole
    said: str
    ending: Verdict


@dataclass(frozen=True, kw_only=True)
class ColleaguePage:
    """One person at the desk, for themselves and for those who answer for them.

    :param groups: names of the groups in which they are moderator or host.
    :param burden: how many hard things they opened today and since Monday; None for whom that is not.
    """

    person: Person
    is_self: bool
    roles: Sequence[OwnRole]
    groups: Sequence[str]
    moderator: Moderator | None
    confirming: Verdict
    withdrawing: Verdict | None
    hours: Sequence[tuple[Duty, str]]
    setting_hours: Verdict
    burden: tuple[int, int] | None


def colleague_at(pk: int, by: Person) -> Person | None:
    """The person whose page it is: oneself, or somebody for whom one answers."""
    return by if pk == by.pk else people_led_by(by).filter(pk=pk).first()


def colleague_page(person: Person, by: Person, now: datetime, *, opened: dict[date, int] | None) -> ColleaguePage:
    """Look it up in a fixed number of queries.

    :param opened: hard things by day, from `look_at_burden`.
    """
    roles = list(DeskRole.objects.visible_to(by).standing().filter(person=person.pk).select_related("person"))
    names = places().names({role.group_id for role in roles if role.group_id})
    moderator = Moderator.objects.filter(person=person.pk).select_related("person", "training_confirmed_by").first()
    return ColleaguePage(
        person=person,
        is_self=person.pk == by.pk,
        roles=[
            OwnRole(role=role, said=role_said(role, names), ending=may_end_desk_role(role=role, by=by))
            for role in roles
        ],
        groups=_groups_moderated_by(person),
        moderator=moderator,
        confirming=may_confirm_training(person=person, by=by),
        withdrawing=may_withdraw_training(moderator=moderator, by=by) if moderator else None,
        hours=spoken_hours(Duty.objects.filter(person=person.pk)),
        setting_hours=may_set_hours(person=person, by=by),
        burden=None if opened is None else (opened.get(day_at_forum(now), 0), this_week(opened, now)),
    )


def _groups_moderated_by(person: Person) -> Sequence[str]:
    return sorted(name for _pk, name in places().named(places().moderated_by(person)))
