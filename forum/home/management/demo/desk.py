"""The year of the demo's moderators: who they are, what they decided, and what waits for them now."""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model

from accounts.models import Person
from forum.groups.actions import join_group
from forum.home.management.demo.incidents import APPEALS, WAITING, YEAR, Incident
from forum.threads.actions import reply
from forum.threads.models import Post, Thread
from moderation.actions import bring_to_desk, decide, hand_on_case, report
from moderation.actions.appeals import decide_appeal, make_appeal, write_in_appeal
from moderation.actions.cases import ask_for_second_opinion, claim_case
from moderation.actions.decide import Choice, Sentence
from moderation.actions.hours import add_duty, set_holiday
from moderation.actions.notes import write_note
from moderation.actions.people import confirm_training, give_desk_role
from moderation.actions.reading import read_statement
from moderation.actions.ruling import agree_to_version, begin_with_starter_pack
from moderation.actions.trials import read_on, try_version
from moderation.models import Case, Decision, Proposal, Revision, Severity, Statement
from moderation.rules import JUDGES_WORDS, SANCTIONS, sees_case

TRIED_ON = 300  # versions of words
SITE_MODERATOR, LEAD, SAFEGUARDING = "Fritillary", "Hollyhock", "Hellebore"
KINDS = ((SITE_MODERATOR, "moderator"), (LEAD, "lead"), (SAFEGUARDING, "safeguarding"))
# When who is on duty: the day of the week, and from which hour to which.
HOURS = (
    ("Sorrel", (0, 1, 2, 3, 4), 9, 12), ("Yarrow", (0, 2, 4), 12, 17), (SITE_MODERATOR, (0, 1, 2, 3, 4, 5, 6), 17, 21),
    ("Lovage", (5, 6), 10, 14), (SAFEGUARDING, (1, 3), 13, 16),
)  # fmt: skip


class Moderators:
    """Decides as the demo's moderators did.

    :param people: everybody, by name.
    :param founder: the staff who gave the first roles.
    """

    def __init__(self, people: dict[str, Person], founder: str, now: datetime) -> None:
        self.people = people
        self.founder = people[founder]
        self.now = now
        self.chance = random.Random(31)
        self.forms = 0
        self.by_author: dict[str, Decision] = {}
        self.to_come = list(YEAR)

    def take_office(self, moderating: list[Person], at: datetime) -> None:
        """Give the roles at the desk, and confirm everybody's training."""
        for name, kind in KINDS:
            give_desk_role(person=self.people[name], kind=kind, group_id=None, by=self.founder, now=at)
        confirm_training(person=self.people[LEAD], by=self.founder, now=at)
        for person in [self.people[name] for name, _kind in KINDS] + moderating:
            if person != self.people[LEAD]:
                confirm_training(person=person, by=self.people[LEAD], now=at + timedelta(hours=2))

    def keep_hours(self, at: datetime) -> None:
        """Say when somebody is on duty, and on which days nobody is."""
        for name, weekdays, starts, ends in HOURS:
            for weekday in weekdays:
                add_duty(
                    person=self.people[name], weekday=weekday, starts=time(starts), ends=time(ends),
                    by=self.people[name], now=at,
                )  # fmt: skip
        for day, name in _bank_holidays(self.now.date()):
            set_holiday(day=day, name=name, by=self.people[LEAD], now=at)

    def use_starter_pack(self, at: datetime) -> None:
        """Put the starter pack into use: one writes and tries each rule, a lead agrees."""
        for version in begin_with_starter_pack(by=self.people[SITE_MODERATOR], now=at):
            trial = try_version(version=version, wanted=TRIED_ON, by=self.people[SITE_MODERATOR], now=at)
            while read_on(trial_id=trial.pk, now=at):
                pass
            agree_to_version(version=version, by=self.people[LEAD], now=at + timedelta(hours=1))

    def let_through(self, words: Model, at: datetime) -> None:
        """Approve words that wait, such as a first post, so that things go on."""
        case = Case.objects.of(words).not_closed().first()
        if case is not None:
            self._decide(case, Choice(outcome="approve"), at)

    def close(self, case: Case, choice: Choice, at: datetime) -> None:
        """Decide a case as one of its moderators did."""
        self._decide(case, choice, at)

    def decide_at_once(self, post: Post, at: datetime, **chosen: Any) -> None:
        """Decide about a post that somebody came across, and close what was opened for it."""
        case = bring_to_desk(subject=post, about=post.author, severity=Severity.OTHER, now=at - timedelta(minutes=5))
        self._decide(case, Choice(**chosen), at)
        self._decide(case, Choice(outcome="no_action"), at + timedelta(minutes=1))

    def live_until(self, moment: datetime, threads: dict[str, Thread]) -> None:
        """What came to the desk up to a moment, in threads that stand by then, and what was decided about it."""
        due = [
            each for each in self.to_come if self.now - timedelta(days=each.ago) <= moment and each.thread in threads
        ]
        for incident in due:
            self.to_come.remove(incident)
            self._live_through(incident, threads, moment)

    def _live_through(self, incident: Incident, threads: dict[str, Thread], at: datetime) -> None:
        post = self._written(incident, threads, at)
        if incident.reported:
            self.let_through(post, at + timedelta(minutes=2))
        left = self.now - at  # nothing of it happens after now
        self._report(incident, post, at + min(timedelta(hours=1), left / 4))
        case = self._case_of(post, incident)
        if case is None:
            return
        hours = max(1.5, self.chance.choice((0.7, 1.2, 2, 3.5, 5, 9, 16, 30)))
        decision = self._decided(case, incident, at + min(timedelta(hours=hours), left * 3 / 4))
        self.by_author[incident.by] = decision
        if (statement := Statement.objects.filter(decision=decision).first()) is not None:
            read_statement(statement=statement, by=self._fresh(incident.by), now=decision.decided_at)

    def leave_waiting(self, threads: dict[str, Thread], step: Callable[[], None]) -> None:
        """What waits now: of all kinds and ages."""
        for incident in WAITING:
            at = self.now - timedelta(hours=incident.ago)
            post = self._written(incident, threads, at)
            if incident.reported:
                self.let_through(post, at + timedelta(minutes=4))
            self._report(incident, post, at + timedelta(minutes=8))
            if not incident.reported and post.state == Post.State.PUBLISHED:  # a moderator noticed it
                bring_to_desk(subject=post, about=post.author, severity=Severity.OTHER, now=at + timedelta(minutes=20))
            step()
        waiting = list(Case.objects.waiting(self.now).in_order())
        claim_case(case=waiting[5], by=self._moderator_of(waiting[5]), now=self.now - timedelta(minutes=3))
        ask_for_second_opinion(case=waiting[9], by=self._moderator_of(waiting[9]), now=self.now - timedelta(hours=1))
        hand_on_case(case=waiting[2], by=self.people[SITE_MODERATOR], until=self.now + timedelta(hours=9), now=self.now)
        self._escalate(next(case for case in waiting if case.severity == Severity.HARM and case.reports.exists()))
        self._propose(next(case for case in waiting if case.severity == 5))
        write_note(
            case=None, about=None, tier=1, by=self.people[SITE_MODERATOR], now=self.now - timedelta(hours=3),
            words="Two worried messages about people in the night room. Hellebore has one; the other needs a second pair of eyes before tonight.",
        )  # fmt: skip

    # One at a time

    def _written(self, incident: Incident, threads: dict[str, Thread], at: datetime) -> Post:
        self.forms += 1
        key = UUID(int=10**6 + self.forms, version=4)
        thread = threads[incident.thread]
        if incident.joins:
            join_group(group=thread.group, by=self._fresh(incident.by), now=at - timedelta(minutes=40))
        return reply(
            thread=thread, body=incident.said, is_unnamed=False, form_key=key, by=self._fresh(incident.by), now=at
        )

    def _fresh(self, name: str) -> Person:
        return Person.objects.get(pk=self.people[name].pk)

    def _report(self, incident: Incident, post: Post, at: datetime) -> None:
        for order, (who, why) in enumerate(_reports(incident)):
            report(
                subject=post, revision=Revision.objects.of(post).newest_first().first(), reason=why,
                words="" if order else incident.says, by=self.people[who],
                now=min(at + timedelta(minutes=5 * order), self.now),
            )  # fmt: skip

    def _case_of(self, post: Post, incident: Incident) -> Case | None:
        subject = post.author if incident.outcome == "cared" else post
        return Case.objects.of(subject).not_closed().first()

    def _decided(self, case: Case, incident: Incident, at: datetime) -> Decision:
        sentence = None
        if incident.outcome in SANCTIONS:
            sentence = Sentence(kind=incident.outcome, group_id=None, days=incident.days or None)
        # What was shown already, because its author was no newcomer any more, is hidden instead.
        is_shown = incident.outcome in JUDGES_WORDS and not case.findings.filter(holds=True).exists()
        choice = Choice(
            outcome="hide" if is_shown else incident.outcome, guideline=incident.guideline, words=incident.words, body=incident.body,
            options={"note": incident.note} if incident.note else {}, sentence=sentence,
        )  # fmt: skip
        if incident.outcome == "cared":
            self._decide(case, choice, at - timedelta(minutes=20))
        decision = self._decide(case, choice, at)
        assert isinstance(decision, Decision)
        if incident.outcome == "add_content_note":
            self._decide(case, Choice(outcome="no_action"), at + timedelta(minutes=1))
        return decision

    def _decide(self, case: Case, choice: Choice, at: datetime) -> Decision | Proposal:
        case.refresh_from_db()
        by = self._moderator_of(case, everywhere=choice.sentence is not None)
        newest = Revision.objects.filter(target_type=case.subject_type, target_id=case.subject_id).newest_first()
        seen = newest.values_list("pk", flat=True).first()
        return decide(case=case, choice=choice, seen_version=case.version, seen_revision=seen, by=by, now=at)

    def _moderator_of(self, case: Case, *, everywhere: bool = False) -> Person:
        """Somebody who may decide a case: one of its group where there is one, and not who proposed before."""
        names = [SITE_MODERATOR, LEAD, SAFEGUARDING] if everywhere else ["Sorrel", "Yarrow", SITE_MODERATOR, LEAD]
        proposal = getattr(case, "proposal", None)
        taken = {*case.reports.values_list("reporter", flat=True), case.about_id}
        taken |= {proposal.proposed_by_id} if proposal else set()
        self.chance.shuffle(names)
        free = (self.people[name] for name in names if self.people[name].pk not in taken)
        return next(person for person in free if sees_case(person, case))

    def _escalate(self, case: Case) -> None:
        self._decide(case, Choice(outcome="escalate"), self.now - timedelta(minutes=25))

    def _propose(self, case: Case) -> None:
        follow_up_on = (self.now + timedelta(days=5)).date()
        choice = Choice(outcome="cared", words="", follow_up_on=follow_up_on)
        self._decide(case, choice, self.now - timedelta(minutes=30))

    def answer_appeals(self) -> None:
        """Two asked again: one was answered by somebody else, one still waits."""
        for order, (author, words) in enumerate(APPEALS):
            decision = self.by_author[author]
            statement = Statement.objects.get(decision=decision)
            at = decision.decided_at + timedelta(days=2)
            person = self._fresh(author)
            appeal = make_appeal(statement=statement, words=words, by=person, now=at)
            other = next(
                self.people[name]
                for name in (SAFEGUARDING, LEAD)
                if self.people[name].pk not in (decision.by_id, decision.proposed_by_id)
            )
            if order:
                write_in_appeal(
                    appeal=appeal, words="Thank you for asking. I will read it all again tomorrow, and answer you here.",
                    is_private=False, by=other, now=at + timedelta(hours=5),
                )  # fmt: skip
                continue
            appeal.refresh_from_db()
            decide_appeal(
                appeal=appeal, is_overturned=False, seen_version=appeal.version, by=other, now=at + timedelta(days=1),
                words="I have read it again, all of it. You were open about the money, and I thank you. It stays down, because somebody in this room might go.",
            )  # fmt: skip


def _reports(incident: Incident) -> Iterator[tuple[str, str]]:
    for each in incident.reported.split(","):
        if each.strip():
            who, why = each.split()
            yield who, why


def _bank_holidays(today: date) -> Iterator[tuple[date, str]]:
    """Days of every year on which nobody is on duty, as far as they do not move."""
    for year in (today.year, today.year + 1):
        yield date(year, 1, 1), "New Year’s Day"
        yield date(year, 12, 25), "Christmas Day"
        yield date(year, 12, 26), "Boxing Day"
