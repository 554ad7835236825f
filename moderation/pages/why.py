"""Why a case is at the desk, and why in its place, in plain words. Asked for many cases at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum.kernel.compiled import Among, Compiled, keys_said
from moderation.models import Case, Finding, Report, Severity
from moderation.pages.clock import spoken_length

MOST_SAID = 3  # reasons in a list; the case itself has them all
MOST_LOOKED_AT = 8  # findings of one case
LONGEST_QUOTE = 40  # signs of what matched
CALLED: dict[str, str | Promise] = {
    Finding.Check.FIRST_POSTS: gettext_lazy("First posts"),
    Finding.Check.HOLD_FIRST_MEMBER: gettext_lazy("Read first"),
    Finding.Check.HOLD_FIRST_GROUP: gettext_lazy("Read first"),
    Finding.Check.RULE: gettext_lazy("Rule"),
    Finding.Check.ANNOUNCED: gettext_lazy("Announced"),
    Finding.Check.RESUBMITTED: gettext_lazy("Sent again"),
    Finding.Check.TAKEN: gettext_lazy("Taken here"),
    Finding.Check.FOLLOW_UP: gettext_lazy("To look at again"),
}
PRIVATE_SIGNS = 5  # of a telephone number or an address: enough to find it again
Thing = tuple[int, int]  # a content type's id and a row's


@dataclass(kw_only=True)
class Why:
    """The reasons of one case.

    :param sentences: one for each thing found or reported.
    :param called: what to call it where its severity says nothing.
    :param arose_in: things whose words gave rise to it: of a concern, where they stand.
    """

    sentences: list[str] = field(default_factory=list)
    called: str = ""
    arose_in: list[Thing] = field(default_factory=list)


def reasons_of(cases: Sequence[Case]) -> dict[int, Why]:
    """Return why each of these cases is here, by its id. Two queries."""
    found: dict[int, Why] = defaultdict(Why)
    hidden = {case.pk for case in cases if case.is_distressing}
    for case_id, reasons in _reported(cases).items():
        found[case_id].called = _("Reported")
        found[case_id].sentences.append(said_of_reports([(each["reason"], each["count"]) for each in reasons]))
        found[case_id].arose_in += [(each["subject_type"], each["subject_id"]) for each in reasons]
    for finding in _findings(cases):
        why = found[finding.case_id]
        why.called = why.called or str(CALLED.get(finding.check_code, ""))
        sentence = said_of_finding(finding, with_words=finding.case_id not in hidden)
        if sentence not in why.sentences and len(why.sentences) < MOST_SAID:
            why.sentences.append(sentence)
        why.arose_in.append((finding.revision.target_type_id, finding.revision.target_id))
    return found


def _reported(cases: Sequence[Case]) -> dict[int, list[dict[str, Any]]]:
    by_case: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for each in _reports_of.rows(cases=keys_said(case.pk for case in cases)):
        by_case[each["case"]].append(each)
    return by_case


def _waiting(cases: str) -> QuerySet[Any, Any]:
    waiting = Report.objects.filter(Among("case", cases), answered_at=None)
    counted = waiting.values("case", "reason", "subject_type", "subject_id").annotate(count=Count("pk"))
    return counted.order_by("case", "-count", "reason")


def _findings(cases: Sequence[Case]) -> Iterable[Finding]:
    """The newest few of each case: whoever changes their words fifty times does not crowd out the others."""
    return _findings_of.rows(cases=keys_said(case.pk for case in cases))


def _newest_of_each(cases: str) -> QuerySet[Finding]:
    rank = Window(RowNumber(), partition_by="case", order_by=F("pk").desc())
    newest = Finding.objects.filter(Among("case", cases)).annotate(rank=rank).filter(rank__lte=MOST_LOOKED_AT)
    words = ("revision__body", "revision__title")
    return newest.select_related("revision", "rule_version__rule").defer(*words).order_by("-pk")


_reports_of = Compiled(_waiting)
_findings_of = Compiled(_newest_of_each)


def said_of_reports(reasons: Sequence[tuple[str, int]]) -> str:
    """Return how many reported, and why: "2 members report: it sells something, or promises a cure"."""
    count = sum(number for _reason, number in reasons)
    labels = dict.fromkeys(_lowered(str(Report.Reason(reason).label)) for reason, _number in reasons)
    said = ngettext("%(count)d person reports: %(why)s.", "%(count)d people report: %(why)s.", count)
    return said % {"count": count, "why": "; ".join(labels)}


def _lowered(label: str) -> str:
    return label if label.startswith("I ") else label[:1].lower() + label[1:]


def said_of_finding(finding: Finding, *, with_words: bool) -> str:
    """Return what a check found, and in which words: "Held: a rule, “Selling”, matched “miracle cure”."."""
    sentence = str(finding.get_check_code_display())
    if finding.check_code == Finding.Check.RULE and finding.rule_version:
        sentence = _("The rule “%(name)s” matched.") % {"name": finding.rule_version.rule.name}
    if finding.holds:
        sentence = _("Held: %(why)s") % {"why": _lowered(sentence)}
    longest = PRIVATE_SIGNS if finding.check_code == Finding.Check.NEWCOMER_CONTACT else LONGEST_QUOTE
    words = ", ".join(dict.fromkeys(f"“{_shortened(text, longest)}”" for _start, _end, text in finding.words))
    return f"{sentence} {words}" if with_words and words else sentence


def _shortened(words: str, longest: int) -> str:
    words = " ".join(words.split())
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def category_of(case: Case, why: Why) -> str:
    """Return what kind of thing a case is, in a word or two."""
    return why.called if case.severity == Severity.OTHER and why.called else case.get_severity_display()


def reason_for_place(case: Case, why: Why, now: datetime) -> str:
    """Return why a case stands where it does in the one order of the desk. Source: README, M-3."""
    within = {"kind": category_of(case, why), "length": spoken_length(case.due_at - case.opened_at)}
    if case.due_at < now:
        return _("%(kind)s: to be decided within %(length)s, and that is over.") % within
    return _("%(kind)s: to be decided within %(length)s.") % within
