"""The list of the desk: every case that waits, in one order, each with why it is here and why in this place."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.compiled import Compiled
from forum.kernel.moments import FORUM_ZONE
from moderation.kinds import Kind, Setting, kind_of, places
from moderation.models import Case, HardDay, Moderator, Revision
from moderation.pages.clock import lateness
from moderation.pages.filters import SHOWN, Filters, Place, counts_for, listed, place_of
from moderation.pages.why import Thing, Why, category_of, reason_for_place, reasons_of
from moderation.queries import groups_at_desk
from moderation.rules import needs_two

CASES_A_PAGE = 25


@dataclass(frozen=True, kw_only=True)
class Row:
    """One case in the list.

    :param lateness: true at the moment that the page names.
    :param holder: who has it until `held_until`; empty where nobody does.
    :param signs: what else is to be known at a glance.
    :param is_ticked_with_others: it can be decided together with others.
    """

    pk: int
    title: str
    place: str
    category: str
    is_concern: bool
    is_late: bool
    lateness: str
    due_at: datetime
    came_at: datetime
    why: Sequence[str]
    why_here: str
    holder: str
    held_until: datetime | None
    is_mine: bool
    signs: Sequence[str]
    is_ticked_with_others: bool


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One filter: what it is called, how many cases it shows, where it leads."""

    label: str
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class DeskPage:
    rows: Sequence[Row]
    choices: Sequence[Choice]
    groups: Sequence[tuple[int, str]]
    filters: Filters
    late: int
    waiting: int
    hard_today: int
    hard_at_most: int
    as_of: datetime
    next_page: str
    first_page: str

    @property
    def can_be_ticked(self) -> bool:
        """Is there anything that can be decided together with others?"""
        return any(row.is_ticked_with_others for row in self.rows)

    @property
    def has_filters(self) -> bool:
        return bool(self.filters.query)


def desk_page(by: Person, filters: Filters, place: Place | None, now: datetime) -> DeskPage:
    """Put the list together. A fixed number of queries."""
    found = _found(filters, by, place, now)
    shown, counts = found[:CASES_A_PAGE], counts_for(by, now)
    hard_today, hard_at_most = _hard_things(by, now)
    address = f"/desk/?{filters.query}" if filters.query else "/desk/"
    joined = "&" if filters.query else "?"
    return DeskPage(
        rows=rows_of(shown, by, now),
        choices=_choices(filters, counts),
        groups=sorted(_groups.rows(viewer=by), key=lambda group: group[1].lower()),
        filters=filters,
        late=counts["late"],
        waiting=counts[""],
        hard_today=hard_today,
        hard_at_most=hard_at_most,
        as_of=now,
        next_page=f"{address}{joined}after={place_of(shown[-1])}" if len(found) > CASES_A_PAGE else "",
        first_page=address if place is not None else "",
    )


def _found(filters: Filters, by: Person, place: Place | None, now: datetime) -> list[Case]:
    """The cases of one page, and one more where there are more."""
    chosen = {"group_id": filters.group_id} if filters.group_id is not None else {}
    behind = {"due_at": place.due_at, "severity": place.severity, "pk": place.pk} if place is not None else {}
    return _PAGE[filters.shown].rows(viewer=by, now=now, **chosen, **behind)


def _page(viewer: Any, now: Any, *, shown: str, group_id: int | None = None, **behind: Any) -> QuerySet[Case]:
    cases = listed(Filters(shown=shown, group_id=group_id), viewer, now)
    if behind:
        # A value of its own: compared with a small column, a number that stands for any would be too large for it.
        cases = cases.past(behind["due_at"], Value(behind["severity"]), behind["pk"])
    return cases.in_order().select_related("claimed_by", "proposal")[: CASES_A_PAGE + 1]


_groups = Compiled(lambda viewer: places().named(groups_at_desk(viewer)))
_PAGE = {shown: Compiled(partial(_page, shown=shown), varies=True) for shown in SHOWN}


def said_of_counts(late: int, waiting: int) -> str:
    """Return the one figure that counts, in a sentence."""
    if late:
        return _("%(late)d late, %(waiting)d waiting.") % {"late": late, "waiting": waiting}
    return _("None late, %(waiting)d waiting.") % {"waiting": waiting}


def rows_of(cases: Sequence[Case], by: Person, now: datetime) -> list[Row]:
    """Return what the list shows of these cases."""
    reasons = reasons_of(cases) if cases else {}
    titles = titles_of(cases, reasons, by)
    return [_row(case, reasons.get(case.pk) or Why(), titles[case.pk], by, now) for case in cases]


def _row(case: Case, why: Why, title: tuple[str, str], by: Person, now: datetime) -> Row:
    is_held = case.claimed_by is not None and case.claim_ends_at is not None and case.claim_ends_at > now
    return Row(
        pk=case.pk,
        title=title[0],
        place=title[1],
        category=category_of(case, why),
        is_concern=needs_two(case),
        is_late=case.due_at < now,
        lateness=lateness(case.due_at, now),
        due_at=case.due_at,
        came_at=case.opened_at,
        why=why.sentences,
        why_here=reason_for_place(case, why, now),
        holder=case.claimed_by.name if is_held and case.claimed_by else "",
        held_until=case.claim_ends_at if is_held else None,
        is_mine=is_held and case.claimed_by_id == by.pk,
        signs=list(_signs(case)),
        is_ticked_with_others=not needs_two(case) and not case.is_distressing,
    )


def _signs(case: Case) -> Iterable[str]:
    if case.is_escalated:
        yield _("waits for the safeguarding lead")
    if case.wants_second:
        yield _("wants a second opinion")
    if needs_two(case):
        yield _("one person has proposed, one more decides") if hasattr(case, "proposal") else _("needs two people")


def _choices(filters: Filters, counts: dict[str, int]) -> list[Choice]:
    return [
        Choice(
            label=str(label),
            count=counts[name],
            address=f"/desk/?show={name}" if name else "/desk/",
            is_chosen=name == filters.shown and filters.group_id is None,
        )
        for name, (label, _condition) in SHOWN.items()
    ]


def _hard_things(by: Person, now: datetime) -> tuple[int, int]:
    """How many hard things somebody has opened today, and after how many the desk suggests to stop. One query."""
    today = HardDay.objects.filter(person=OuterRef("person"), day=now.astimezone(FORUM_ZONE).date()).values("count")
    mine = Moderator.objects.filter(person=by.pk).annotate(today=Subquery(today, output_field=IntegerField()))
    count, most = mine.values_list("today", "hard_things_a_day").first() or (0, 0)
    return count or 0, most


def titles_of(cases: Sequence[Case], reasons: dict[int, Why], by: Person) -> dict[int, tuple[str, str]]:
    """Return title and place of each case, by its id. Of what is hard to read, what it is and never its words."""
    things = {case.pk: _thing_of(case, reasons.get(case.pk)) for case in cases}
    settings = _settings_of({thing for thing in things.values() if thing}, by)
    bare = {thing for thing in things.values() if thing and thing not in settings}
    excerpts = _excerpts_of(bare) if bare else {}
    return {case.pk: _title(case, things[case.pk], settings, excerpts) for case in cases}


def _thing_of(case: Case, why: Why | None) -> Thing | None:
    """What stands on a page: of a concern, the words that gave rise to it."""
    if not needs_two(case):
        return case.subject_type_id, case.subject_id
    return why.arose_in[0] if why and why.arose_in else None


def _kind(thing: Thing) -> Kind:
    return kind_of(ContentType.objects.get_for_id(thing[0]))


def _settings_of(things: Iterable[Thing], by: Person) -> dict[Thing, Setting]:
    by_type: dict[int, list[int]] = defaultdict(list)
    for type_id, pk in things:
        by_type[type_id].append(pk)
    found: dict[Thing, Setting] = {}
    for type_id, pks in sorted(by_type.items()):
        asked = _kind((type_id, 0)).settings
        found |= {(type_id, pk): setting for pk, setting in (asked(pks, by) if asked else {}).items()}
    return found


def _excerpts_of(things: Iterable[Thing]) -> dict[Thing, str]:
    """A few words of the newest version of things that no room describes. One query."""
    named = Q()
    for type_id, pk in things:
        named |= Q(target_type=type_id, target_id=pk)
    newest = Revision.objects.filter(named).order_by().values("target_type", "target_id").annotate(newest=Max("pk"))
    versions = Revision.objects.filter(pk__in=newest.values("newest"))
    return {(each.target_type_id, each.target_id): _excerpt(each) for each in versions}


def _excerpt(revision: Revision) -> str:
    words = _kind((revision.target_type_id, 0)).excerpt(revision)
    return words if len(words) <= 80 else words[:79] + "…"


def _title(
    case: Case, thing: Thing | None, settings: dict[Thing, Setting], excerpts: dict[Thing, str]
) -> tuple[str, str]:
    setting = settings.get(thing) if thing else None
    place = setting.place if setting else ""
    if needs_two(case):
        return _("About a member"), place
    assert thing is not None
    label = str(_kind(thing).label)
    called = label[:1].upper() + label[1:]
    if case.is_distressing:
        return called, place
    if setting is not None:
        return setting.title, place
    excerpt = excerpts.get(thing, "")
    return (f"{called}: “{excerpt}”" if excerpt else called), place
