"""What came to a case since a page showed it, for whoever was about to decide it."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Person
from moderation.models import Case, Decision, Finding, Report
from moderation.pages.seen import Seen
from moderation.pages.versions import Version, newest_version, versions_of
from moderation.pages.why import said_of_finding, said_of_reports
from moderation.rules import needs_two


@dataclass(frozen=True, kw_only=True)
class News:
    """What is new. :param version: the newest words, where they are others than those that were seen."""

    reports: str
    found: Sequence[str]
    decisions: Sequence[Decision]
    version: Version | None
    is_closed: bool


def news_since(case: Case, seen: Seen, by: Person, *, with_words: bool) -> News:
    """Return what came since. :param with_words: this moderator sees the words of the case."""
    told = Report.objects.filter(case=case, reported_at__gte=seen.at).values_list("reason", flat=True)
    found = Finding.objects.filter(case=case, found_at__gte=seen.at).select_related("rule_version__rule")
    newest = None if needs_two(case) else newest_version(case)
    is_rewritten = newest is not None and newest.pk != seen.revision
    versions = versions_of(case, by) if is_rewritten and with_words else []
    return News(
        reports=said_of_reports([(reason, 1) for reason in told]) if told else "",
        found=list(dict.fromkeys(said_of_finding(each, with_words=with_words) for each in found)),
        decisions=list(Decision.objects.filter(case=case, decided_at__gte=seen.at).select_related("by")),
        version=versions[0] if versions else None,
        is_closed=case.state == Case.State.CLOSED,
    )
