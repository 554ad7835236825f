"""The pages of rules: what each seeks and does in plain words, where its versions stand, and what trials found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from forum.kernel.verdicts import Verdict
from moderation.actions.ruling import name_of
from moderation.actions.trials import LETS_STAND, decided_about, rules_for_trial
from moderation.checks import SEVERITY_OF, as_read, live_rules
from moderation.kinds import kind_of
from moderation.matching.contacts import LABELS
from moderation.matching.definitions import Action, Kind, Reason, values_of
from moderation.matching.rule_set import Match, RuleSet
from moderation.matching.starter import StarterRule, starter_pack
from moderation.models import Action as Deed
from moderation.models import Rule, RuleTrial, RuleVersion, Severity, TrialHit
from moderation.rules import is_ready_for, may_agree_to_rules

HITS_A_PAGE = 20
AROUND = 120  # characters shown before and after what matched

DOES: dict[str, Promise] = {
    Action.HOLD: _("A moderator reads the post before others do."),
    Action.FLAG: _("The post is shown, and a moderator looks at it."),
    Action.ASK: _("The author is asked before it is posted."),
    Action.CARD: _("Help is shown to the author. Nobody else learns of it."),
}
TELLS_OF_PERSON = _("The post is shown, and a moderator is told that somebody may need looking after.")
CARDS: dict[str, Promise] = {
    "fever": _("Fever during treatment"),
    "cord_compression": _("Signs that the spinal cord is pressed on"),
    "vein_obstruction": _("Signs that a large vein is blocked"),
    "suicidal_thoughts": _("Thoughts of ending one’s life"),
}
SEEKS: dict[str, Promise] = {
    Kind.PHRASES: _("Phrases"),
    Kind.PATTERN: _("A pattern"),
    Kind.TEMPERATURE: _("A body temperature of 37.5°C and above, or below 36°C"),
    Kind.CONTACT: _("Contact details"),
}
TOPICS: dict[str, Promise] = {
    "concern": _("Worry about a person"),
    "red_flags": _("Signs for which one rings the hospital now"),
    "selling_and_cures": _("Selling and cures"),
    "fundraising_and_surveys": _("Fundraising and surveys"),
    "personal_details": _("Personal details"),
    "personal_attacks": _("Personal attacks"),
}
# Whose words stand behind a click, whoever reads them.
DISTRESSING = frozenset({Reason.CONCERN, Reason.HARM})


@dataclass(frozen=True, kw_only=True)
class InWords:
    """A version in plain words.

    :param says: its own sentence for moderators, as it was written.
    """

    does: str | Promise
    why: str | Promise
    card: str | Promise
    seeks: str | Promise
    sought: Sequence[str | Promise]
    pattern: str
    phrases: Sequence[str]
    unless: Sequence[str]
    near: int
    says: str


def in_words(definition: Mapping[str, Any]) -> InWords:
    """Return what a stored definition says, for people."""
    reason = definition.get("reason")
    is_concern = reason == Reason.CONCERN
    return InWords(
        does=TELLS_OF_PERSON if is_concern else DOES[definition["action"]],
        why=Severity(SEVERITY_OF[Reason(reason)]).label if reason else "",
        card=CARDS.get(definition.get("card", ""), definition.get("card", "")),
        seeks=SEEKS[definition["kind"]],
        sought=[LABELS.get(kind, kind) for kind in definition.get("sought", ())],
        pattern=definition.get("pattern", ""),
        phrases=definition.get("phrases", ()),
        unless=definition.get("unless", ()),
        near=definition.get("near", 0),
        says=definition.get("says", ""),
    )


def topic_said(topic: str) -> str | Promise:
    """Return a topic as moderators read it."""
    return TOPICS.get(topic, topic)


@dataclass(frozen=True, kw_only=True)
class RuleRow:
    """One rule in the list.

    :param trial: the newest one of the version that the row is about, if there was any.
    """

    rule: Rule
    version: RuleVersion
    topic: str | Promise
    words: InWords
    trial: RuleTrial | None


@dataclass(frozen=True, kw_only=True)
class RulesPage:
    """All rules: those that wait for a second person, those in use, those out of use."""

    waiting: Sequence[RuleRow]
    in_use: Sequence[RuleRow]
    put_away: Sequence[RuleRow]
    has_more_starters: bool

    @property
    def untried_count(self) -> int:
        """How many of those that wait were never tried."""
        return sum(row.trial is None for row in self.waiting)


def rules_page(by: Person) -> RulesPage:
    """Return the list. Three queries, however many rules there are."""
    versions = RuleVersion.objects.visible_to(by).select_related("rule").order_by("rule__topic", "rule__name", "number")
    newest: dict[int, RuleVersion] = {}
    waiting, in_use = [], []
    for version in versions:
        newest[version.rule_id] = version
        if version.rule.live_id == version.pk:
            in_use.append(version)
        elif version.agreed_at is None and version.retired_at is None:
            waiting.append(version)
    busy = {version.rule_id for version in (*waiting, *in_use)}
    put_away = [version for rule_id, version in newest.items() if rule_id not in busy]
    trials = _newest_trials(by, (*waiting, *in_use, *put_away))
    names = {version.rule.name for version in newest.values()}
    return RulesPage(
        waiting=[_row(version, trials) for version in waiting],
        in_use=[_row(version, trials) for version in in_use],
        put_away=[_row(version, trials) for version in put_away],
        has_more_starters=any(name_of(each) not in names for each in starter_pack()),
    )


def _newest_trials(by: Person, versions: Iterable[RuleVersion]) -> dict[int, RuleTrial]:
    ids = [version.pk for version in versions]
    return {
        trial.version_id: trial
        for trial in RuleTrial.objects.visible_to(by).filter(version__in=ids).order_by("version", "pk")
    }


def _row(version: RuleVersion, trials: Mapping[int, RuleTrial]) -> RuleRow:
    return RuleRow(
        rule=version.rule,
        version=version,
        topic=topic_said(version.rule.topic),
        words=in_words(version.definition),
        trial=trials.get(version.pk),
    )


@dataclass(frozen=True, kw_only=True)
class VersionView:
    """One version on the page of its rule.

    :param may_agree: whether the reader may put it into use; no verdict for what is in use.
    """

    version: RuleVersion
    words: InWords
    trials: Sequence[RuleTrial]
    may_agree: Verdict | None

    @property
    def is_live(self) -> bool:
        return self.version.rule.live_id == self.version.pk

    @property
    def is_waiting(self) -> bool:
        return self.version.agreed_at is None and self.version.retired_at is None

    @property
    def is_tried_now(self) -> bool:
        return any(is_going(trial) for trial in self.trials)


@dataclass(frozen=True, kw_only=True)
class RulePage:
    """One rule: what stands or waits now, and what was before."""

    rule: Rule
    topic: str | Promise
    now: Sequence[VersionView]
    before: Sequence[VersionView]


def rule_page(rule: Rule, by: Person) -> RulePage:
    """Return a rule with its versions, the newest first. The same queries for one version as for many."""
    versions = list(
        RuleVersion.objects.visible_to(by).filter(rule=rule).select_related("rule", "written_by", "agreed_by")
    )
    trials: dict[int, list[RuleTrial]] = {}
    for trial in RuleTrial.objects.visible_to(by).filter(version__in=versions).order_by("-pk"):
        trials.setdefault(trial.version_id, []).append(trial)
    verdict = may_agree_to_rules(by)
    shown = [
        VersionView(
            version=version,
            words=in_words(version.definition),
            trials=trials.get(version.pk, []),
            may_agree=None if rule.live_id == version.pk else verdict and _readiness(version, by, trials),
        )
        for version in sorted(versions, key=lambda each: -each.number)
    ]
    standing = [view for view in shown if view.is_live or view.is_waiting]
    return RulePage(
        rule=rule,
        topic=topic_said(rule.topic),
        now=standing,
        before=[view for view in shown if view not in standing],
    )


def _readiness(version: RuleVersion, by: Person, trials: Mapping[int, Sequence[RuleTrial]]) -> Verdict:
    was_tried = any(trial.state == RuleTrial.State.DONE for trial in trials.get(version.pk, ()))
    return is_ready_for(by, version, was_tried=was_tried)


def is_going(trial: RuleTrial) -> bool:
    """Whether a trial is not over."""
    return trial.state in {RuleTrial.State.WAITING, RuleTrial.State.RUNNING}


@dataclass(frozen=True, kw_only=True)
class TrialPage:
    """How far a trial is, and what it found in numbers."""

    trial: RuleTrial
    rule: Rule
    words: InWords
    is_going: bool
    is_done: bool
    undecided: int


def trial_page(trial: RuleTrial) -> TrialPage:
    """Return a trial in numbers."""
    return TrialPage(
        trial=trial,
        rule=trial.version.rule,
        words=in_words(trial.version.definition),
        is_going=is_going(trial),
        is_done=trial.state == RuleTrial.State.DONE,
        undecided=trial.matched - trial.contradicted - trial.confirmed,
    )


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """Words around a match: before it, the match itself, and after it."""

    before: str
    match: str
    after: str


def excerpt_of(text: str, start: int, end: int) -> Excerpt:
    """Return what stands around a place in a text, cut at spaces."""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = "… " + before.partition(" ")[2]
    if end + AROUND < len(text):
        after = after.rpartition(" ")[0] + " …"
    return Excerpt(before=before.lstrip("\n"), match=text[start:end], after=after)


@dataclass(frozen=True, kw_only=True)
class HitRow:
    """One version of words that a trial matched.

    :param could_not_be_asked: the rule failed on these words, and would have held them for that.
    """

    kind: str | Promise
    at: datetime
    excerpt: Excerpt
    decided: str | Promise
    contradicts: bool
    could_not_be_asked: bool


@dataclass(frozen=True, kw_only=True)
class TrialWordsPage:
    """The words that a trial matched, a page of them.

    :param after: the id of the last one, where there are more.
    """

    trial: RuleTrial
    rule: Rule
    rows: Sequence[HitRow]
    after: int | None
    is_distressing: bool


def trial_words_page(trial: RuleTrial, by: Person, *, after: int) -> TrialWordsPage:
    """Return the words that a trial matched: first where people had decided otherwise, then the newest.

    Nobody is named. The caller writes the look down first. Source: README, M-12 and M-26.
    """
    hits = TrialHit.objects.visible_to(by).filter(trial=trial).contradicting_first()
    if after and (last := hits.filter(pk=after).first()):
        hits = hits.behind(last)
    page = list(hits.select_related("revision__target_type")[: HITS_A_PAGE + 1])
    shown = page[:HITS_A_PAGE]
    decided = decided_about([hit.revision_id for hit in shown])
    return TrialWordsPage(
        trial=trial,
        rule=trial.version.rule,
        rows=[_hit_row(hit, decided.get(hit.revision_id, "")) for hit in shown],
        after=shown[-1].pk if len(page) > HITS_A_PAGE else None,
        is_distressing=trial.version.definition.get("reason") in DISTRESSING,
    )


def _hit_row(hit: TrialHit, outcome: str) -> HitRow:
    revision = hit.revision
    return HitRow(
        kind=kind_of(revision.target_type).label,
        at=revision.created_at,
        excerpt=excerpt_of(as_read(revision.title, revision.body), hit.start, hit.end),
        decided=Deed(outcome).label if outcome else "",
        contradicts=hit.contradicts and outcome in LETS_STAND,
        could_not_be_asked=hit.start == hit.end,
    )


@dataclass(frozen=True, kw_only=True)
class Tested:
    """What one rule finds in a text that somebody typed in to see."""

    name: str
    words: InWords
    excerpts: Sequence[Excerpt]


def tested(text: str, by: Person, version: RuleVersion | None) -> list[Tested]:
    """Return what the rules in use, or one version alone, find in a text. Nothing is kept."""
    rules: RuleSet = rules_for_trial(version) if version else live_rules()
    places: dict[int, list[Excerpt]] = {}
    for found in rules.match(text):
        if found.rule_id.isdigit():
            place = excerpt_of(text, found.start, found.end) if isinstance(found, Match) else excerpt_of(text, 0, 0)
            places.setdefault(int(found.rule_id), []).append(place)
    versions = RuleVersion.objects.visible_to(by).filter(pk__in=places).select_related("rule")
    return [
        Tested(name=each.rule.name, words=in_words(each.definition), excerpts=places[each.pk])
        for each in sorted(versions, key=lambda each: each.rule.name)
    ]


@dataclass(frozen=True, kw_only=True)
class StarterRow:
    """A rule of the starter pack with its examples, and whether it is there already."""

    name: str
    topic: str | Promise
    words: InWords
    must_match: Sequence[str]
    must_not_match: Sequence[str]
    is_there: bool


def starter_rows(by: Person) -> list[StarterRow]:
    """Return the starter pack for reading. One query."""
    names = set(Rule.objects.visible_to(by).values_list("name", flat=True))
    return [_starter_row(each, names) for each in starter_pack()]


def _starter_row(starter: StarterRule, names: set[str]) -> StarterRow:
    return StarterRow(
        name=name_of(starter),
        topic=topic_said(starter.topic),
        words=in_words(values_of(starter.rule)),
        must_match=starter.must_match,
        must_not_match=starter.must_not_match,
        is_there=name_of(starter) in names,
    )
