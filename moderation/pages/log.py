"""The log as it is read: each entry a sentence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from forum.kernel.moments import FORUM_ZONE
from moderation.guidelines import Guideline, cited
from moderation.kinds import kinds, places
from moderation.log import Action, Look
from moderation.models import DeskRole, LogEntry, Report
from moderation.team import leads_forum

ON_A_PAGE = 50

ROLES: Mapping[str, str | Promise] = {
    **{kind.value: kind.label for kind in DeskRole.Kind},
    "group_moderator": gettext_lazy("moderator of the group"),
    "staff": gettext_lazy("staff"),
}
# What the desk itself keeps, by the number in the log. Things of the rooms are named by their kind.
SUBJECTS: Mapping[str, str | Promise] = {
    "review.case": gettext_lazy("case %(number)d"),
    "review.decision": gettext_lazy("decision %(number)d"),
    "review.appeal": gettext_lazy("appeal %(number)d"),
    "review.sanction": gettext_lazy("sanction %(number)d"),
    "review.note": gettext_lazy("note %(number)d"),
    "review.report": gettext_lazy("report %(number)d"),
    "review.statement": gettext_lazy("statement %(number)d"),
    "review.rule": gettext_lazy("rule %(number)d"),
    "review.ruleversion": gettext_lazy("version %(number)d of a rule"),
    "review.ruletrial": gettext_lazy("trial %(number)d of a rule"),
    "review.revision": gettext_lazy("version %(number)d of some words"),
    "review.holiday": gettext_lazy("day %(number)d"),
    "review.duetime": gettext_lazy("due time %(number)d"),
}

_LAST_DAY = date.max - timedelta(days=1)  # the day after a later one is not to be said


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One entry.

    :param said: who did what.
    :param about: what it is about, with its address, where it has a page at the desk.
    """

    entry: LogEntry
    said: str
    about: str
    address: str
    place: str
    facts: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class LogPage:
    """Entries, newest first; `before` is where the next page starts."""

    sentences: Sequence[Sentence]
    before: int | None


def log_page(entries: QuerySet[LogEntry, Any], wanted: Mapping[str, Any], *, before: int) -> LogPage:
    """Choose from the entries that somebody may read, and put them into words. Four queries.

    :param wanted: what a `LogFilterForm` asks for.
    """
    rows = list(chosen(entries, wanted, before)[: ON_A_PAGE + 1])
    shown = rows[:ON_A_PAGE]
    return LogPage(sentences=_sentences(shown), before=shown[-1].pk if len(rows) > ON_A_PAGE else None)


def chosen(entries: QuerySet[LogEntry, Any], wanted: Mapping[str, Any], before: int) -> QuerySet[LogEntry, Any]:
    """The entries that are asked for."""
    if before:
        entries = entries.filter(pk__lt=before)
    if wanted.get("action"):
        entries = entries.filter(action=wanted["action"])
    if wanted.get("person"):
        entries = entries.filter(by=wanted["person"].pk)
    if wanted.get("group"):
        entries = entries.filter(group_id=int(wanted["group"]))
    if wanted.get("case"):
        entries = entries.filter(subject_type="review.case", subject_id=wanted["case"])
    if wanted.get("since"):
        entries = entries.filter(at__gte=_morning(wanted["since"]))
    if wanted.get("until") and wanted["until"] < _LAST_DAY:
        entries = entries.filter(at__lt=_morning(wanted["until"] + timedelta(days=1)))
    return entries


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=FORUM_ZONE)


def groups_in_log(by: Person) -> list[tuple[int, str]]:
    """The groups whose entries somebody may read, for the filter. One query or two."""
    if leads_forum(by):
        return places().listed(places().everywhere())
    leading = DeskRole.objects.of(by, DeskRole.Kind.LEAD).filter(group_id__isnull=False)
    return places().listed(places().within(leading.values("group_id")))


def _sentences(entries: Sequence[LogEntry]) -> list[Sentence]:
    people = _people_in(entries)
    names = places().names({entry.group_id for entry in entries if entry.group_id})
    return [_sentence(entry, people, names) for entry in entries]


def _people_in(entries: Iterable[LogEntry]) -> dict[int, str]:
    ids = {entry.by_id for entry in entries}
    ids |= {entry.subject_id for entry in entries if entry.subject_type == Person._meta.label_lower}
    return dict(Person.objects.filter(pk__in=ids - {None}).values_list("pk", "name"))


def _sentence(entry: LogEntry, people: Mapping[int, str], names: Mapping[int, str]) -> Sentence:
    who = people.get(entry.by_id, _("somebody")) if entry.by_id else _("the forum itself")
    role = ROLES.get(entry.role)
    facts = {"who": who, "did": _did(entry), "role": role}
    about, address = _about(entry, people)
    return Sentence(
        entry=entry,
        said=_("%(who)s (%(role)s) %(did)s") % facts if role else _("%(who)s %(did)s") % facts,
        about=about,
        address=address,
        place=names.get(entry.group_id or 0, ""),
        facts=_facts(entry),
    )


def _did(entry: LogEntry) -> str:
    action = Action(entry.action)
    if action is Action.LOOK:
        return _("%(did)s %(what)s") % {"did": action.label, "what": Look(entry.detail["what"]).label}
    return str(action.label)


def _about(entry: LogEntry, people: Mapping[int, str]) -> tuple[str, str]:
    """What an entry is about, and the address of its page at the desk; nothing where it says so itself."""
    number = entry.subject_id
    if number is None or entry.detail.get("what") == Look.LOG:
        return "", ""
    if entry.subject_type == Person._meta.label_lower:
        return people.get(number, _("somebody")), f"/desk/people/{number}/"
    if entry.subject_type in SUBJECTS:
        address = f"/desk/cases/{number}/" if entry.subject_type == "review.case" else ""
        return str(SUBJECTS[entry.subject_type]) % {"number": number}, address
    label = next((kind.label for kind in kinds() if kind.model._meta.label_lower == entry.subject_type), "")
    return _("%(thing)s number %(number)d") % {"thing": label or _("something"), "number": number}, ""


def _facts(entry: LogEntry) -> list[str]:
    """What else an entry says that is of use to a reader."""
    said = []
    if entry.reason in Guideline.values:
        said.append(str(cited(entry.reason)))
    elif entry.reason in Report.Reason.values:
        said.append(str(Report.Reason(entry.reason).label))
    if entry.action in (Action.GIVE_ROLE, Action.TAKE_ROLE):
        said.append(str(ROLES[entry.detail["kind"]]))
    if entry.detail.get("second"):
        said.append(_("for a second opinion"))
    if entry.detail.get("skipped"):
        said.append(_("some of it could not be put back"))
    return said
