"""What was written: each version of it, what differs from what is shown, and which words a check found."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from moderation.actions.engine import judgements_of
from moderation.kinds import kind_of
from moderation.models import Case, Finding, Report, Revision
from moderation.pages.differences import Part, differences, is_changed, marked
from moderation.queries import RevisionQuerySet
from moderation.rules import needs_two

MOST_VERSIONS = 20
Spans = list[tuple[int, int, str]]


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of words.

    :param judged: "approved", "pending" or "declined".
    :param is_reported: it is the one that somebody saw who reported it.
    :param change: what differs from the version before it that was shown; empty where there was none.
    """

    pk: int
    at: datetime
    judged: str
    is_by_moderator: bool
    is_reported: bool
    title: Sequence[Part]
    body: Sequence[Part]
    change: Sequence[Part] = ()

    @property
    def said(self) -> str:
        """What became of it, in words."""
        said = {"approved": _("put up"), "pending": _("waits"), "declined": _("not put up")}[self.judged]
        return _("%(what)s, edited by a moderator") % {"what": said} if self.is_by_moderator else said


def newest_version(case: Case) -> Revision | None:
    """Return the version of the words that a decision would be about."""
    return _versions(case).standing().first()


def source_of(revision: Revision, by: Person) -> str:
    """Return the words of a version as this moderator may read them."""
    return kind_of(revision.target_type).source_for(revision, by)


def versions_of(case: Case, by: Person) -> list[Version]:
    """Return the versions of a case's words, newest first: of a concern, those that gave rise to it."""
    revisions = _worrying(case) if needs_two(case) else list(_versions(case)[:MOST_VERSIONS])
    if not revisions:
        return []
    judged, spans = judgements_of(revisions), _spans(case)
    reported = set(Report.objects.filter(case=case).values_list("revision", flat=True))
    sources = {each.pk: source_of(each, by) for each in revisions}
    return [
        Version(
            pk=each.pk,
            at=each.created_at,
            judged=judged.get(each.pk, "approved" if each.published else "pending"),
            is_by_moderator=each.edited_by_id is not None,
            is_reported=each.pk in reported,
            title=marked(each.title, _in_title(each, spans[each.pk])),
            body=marked(sources[each.pk], _in_body(each, sources[each.pk], spans[each.pk])),
            change=_change(each, revisions, sources),
        )
        for each in revisions
    ]


def _versions(case: Case) -> RevisionQuerySet:
    mine = Revision.objects.filter(target_type=case.subject_type_id, target_id=case.subject_id)
    return mine.select_related("target_type").newest_first()


def _worrying(case: Case) -> list[Revision]:
    told = Report.objects.filter(case=case, revision__isnull=False).values("revision")
    found = Finding.objects.filter(case=case).values("revision")
    worrying = Revision.objects.filter(pk__in=told) | Revision.objects.filter(pk__in=found)
    return list(worrying.select_related("target_type").newest_first()[:MOST_VERSIONS])


def _spans(case: Case) -> dict[int, Spans]:
    """Where checks matched, by version: places in title, newline and body together."""
    found: dict[int, Spans] = defaultdict(list)
    for revision_id, words in Finding.objects.filter(case=case).values_list("revision", "words"):
        found[revision_id] += [(start, end, text) for start, end, text in words]
    return found


def _in_title(revision: Revision, spans: Spans) -> Iterable[tuple[int, int]]:
    return [(start, end) for start, end, _text in spans if end <= len(revision.title)]


def _in_body(revision: Revision, source: str, spans: Spans) -> Iterable[tuple[int, int]]:
    """Places in the body. Where a quote was taken out of it, words are sought again: they may stand elsewhere now."""
    before = len(revision.title) + 1
    if source == revision.body:
        return [(start - before, end - before) for start, end, _text in spans if start >= before]
    places = [(source.find(text), len(text)) for _start, _end, text in spans if text]
    return [(at, at + length) for at, length in places if at >= 0]


def _change(revision: Revision, revisions: Sequence[Revision], sources: dict[int, str]) -> Sequence[Part]:
    """What differs from the author's own version that a moderator edited, or from the one that was shown before."""
    older = [each for each in revisions if each.pk < revision.pk and each.target_id == revision.target_id]
    before = next((each for each in older if each.published or revision.edited_by_id), None)
    if before is None:
        return ()
    parts = differences(_whole(before, sources), _whole(revision, sources))
    return parts if is_changed(parts) else ()


def _whole(revision: Revision, sources: dict[int, str]) -> str:
    return f"{revision.title}\n\n{sources[revision.pk]}" if revision.title else sources[revision.pk]
