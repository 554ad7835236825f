"""A desk with everything on it, a canary in each text that is not for everybody, and everybody who may knock.

`world.py` plants what nine kinds of members may meet; here stand those who have to do with a decision. One closed group
has a post and a thread in each state that words can be in, reports, notes of each tier, statements, an appeal, rules.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.urls import reverse

from accounts.models import Person
from forum.groups.models import Group, Membership
from forum.threads.actions import edit_post, reply, start_thread, withdraw_post
from forum.threads.models import Post
from moderation.actions import (
    act_at_once,
    add_duty,
    decide,
    make_appeal,
    report,
    set_holiday,
    try_version,
    write_in_appeal,
    write_note,
    write_version,
)
from moderation.actions.decide import Choice, Sentence
from moderation.models import Case, Decision, DeskRole, Note, Revision, Sanction, Statement
from tests.border.world import Canary, Target, addresses
from tests.factories import a_group, a_person, joins
from tests.meetups.rows import a_meetup
from tests.moderation.team import a_lead, a_moderator, browser_of, somebody_with

KINDS = (
    "anonymous", "member", "author", "reporter", "moderator elsewhere", "moderator here", "site moderator", "lead",
    "safeguarding lead", "not trained", "lead elsewhere", "staff",
)  # fmt: skip
# Who opens every other page too, and every case. The others are asked what the table says.
WALKERS = (*KINDS[:6], "safeguarding lead")
AT_DESK = frozenset({"moderator here", "site moderator", "lead", "safeguarding lead"})
IN_GROUP = frozenset({"member", "author", "reporter", "moderator here"})
LEADS = frozenset({"lead", "safeguarding lead"})
FORUM_DESK = AT_DESK - {"moderator here"}
READERS = IN_GROUP | AT_DESK
OWN = frozenset({"author"})  # what nobody reported and its author took back
TEAM = READERS | {"staff"}  # staff read names in the log, and look after the people of the desk
AUTHORS = AT_DESK | {"author"}
REPORTERS = AT_DESK | {"reporter"}


@dataclass(frozen=True)
class State:
    """A post in one of the states, and its thread: what stands in their addresses."""

    post: int
    thread: int


class Desk:
    """Everything is made by the verbs, as if it had happened at `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.canaries: list[Canary] = []
        self.states: dict[str, State] = {}
        self.group, elsewhere = a_group("Scans"), a_group("Harbour")
        self._people(elsewhere)
        self.thread = start_thread(**self._writing(self.group), title=self._canary("title", READERS)).thread
        self.meetup = a_meetup(of=self.group, by=self.people["author"])
        self._posts_in_each_state()
        self._threads_in_each_state()
        self._decided()
        self._reported()
        self._hours()
        self._rules()

    def client(self, kind: str) -> Any:
        return browser_of(self.people[kind])

    def path(self, name: str) -> str:
        """The address with this name, of the thing that the table is about."""
        return reverse(name, kwargs=self.things.get(name, {}))

    def target(self, state: State | None = None) -> Target:
        """The things of the author, or those of one state, for addresses outside the desk."""
        post, thread = (state.post, state.thread) if state else (self.reported.pk, self.thread.pk)
        membership = Membership.objects.get(person=self.people["author"], group=self.group).pk
        numbers = dict.fromkeys(
            (
                "requests",
                "invitations",
                "places",
                "apart",
                "keys",
                "notices",
                "meetups",
                "attendance",
                "plans",
                "series",
                "sessions",
                "venues",
                "organisers",
            ),
            0,
        )
        numbers |= {"posts": post, "threads": thread, "people": self.people["author"].pk, "members": membership}
        return Target(self.group.slug, numbers)

    def _canary(self, what: str, readers: frozenset[str]) -> str:
        word = "zq" + what.replace(" ", "")
        self.canaries.append(Canary(word, what, readers))
        return word

    def _people(self, elsewhere: Group) -> None:
        group, now = self.group, self.now
        people = {
            "member": a_person("Yarrow"), "author": a_person(self._canary("the author", TEAM)),
            "reporter": a_person(self._canary("the reporter", TEAM)),
            "moderator elsewhere": a_moderator("Wren", of=elsewhere, now=now),
            "moderator here": a_moderator(self._canary("here", TEAM), of=group, now=now),
            "site moderator": somebody_with("moderator", "Siskin", now=now), "lead": a_lead("Betony", now=now),
            "safeguarding lead": somebody_with("safeguarding", "Sorrel", now=now),
            "not trained": somebody_with("moderator", "Newling", now=now, is_trained=False),
            "lead elsewhere": a_lead("Linnet", of=elsewhere, now=now), "staff": a_person(is_staff=True),
        }  # fmt: skip
        for kind in ("member", "author", "reporter"):
            joins(people[kind], group)
        self.people: dict[str, Person | None] = {"anonymous": None, **people}
        self.here, self.author, self.lead = people["moderator here"], people["author"], people["lead"]
        self.colleague = somebody_with("moderator", "Campion", now=now)

    def _writing(self, group: Group, by: str = "author") -> dict[str, Any]:
        words = {"body": "Some words.", "is_unnamed": False, "form_key": uuid4()}
        return {"group": group, "by": self.people[by], "now": self.now, **words}

    def _waits(self, verb: Any, **what: Any) -> Any:
        """Do something while every post in the group is read first."""
        Group.objects.filter(pk=self.group.pk).update(holds_first=True)
        what = {name: Group.objects.get(pk=each.pk) if isinstance(each, Group) else each for name, each in what.items()}
        written = verb(**what)
        Group.objects.filter(pk=self.group.pk).update(holds_first=False)
        return written

    def _reply(self, body: str, *, waits: bool = False) -> Post:
        what = {**self._writing(self.group), "thread": self.thread, "body": body}
        del what["group"]
        return self._waits(reply, **what) if waits else reply(**what)

    def _kept(self, name: str, post: Post) -> Post:
        self.states[name] = State(post.pk, post.thread_id)
        return post

    def _judged(self, post: Post, outcome: str, **rest: Any) -> Post:
        case, newest = Case.objects.of(post).not_closed().get(), Revision.objects.of(post).newest_first()[0]
        words = self._canary(f"why {outcome} {post.pk}", AUTHORS)
        choice = Choice(outcome=outcome, guideline="kindness", words=words, **rest)
        decide(case=case, choice=choice, seen_version=case.version, seen_revision=newest.pk, by=self.here, now=self.now)
        return post

    def _hidden(self, post: Post) -> Post:
        choice = Choice(outcome="hide", guideline="kindness", words=self._canary(f"why hidden {post.pk}", AUTHORS))
        act_at_once(subject=post, about=self.author, choice=choice, by=self.here, now=self.now)
        return post

    def _withdrawn(self, post: Post) -> Post:
        return withdraw_post(post=Post.objects.get(pk=post.pk), by=self.author, now=self.now)

    def _posts_in_each_state(self) -> None:
        self.held = self._kept("held", self._reply(self._canary("held", AUTHORS), waits=True))
        for outcome in ("decline", "return"):
            post = self._reply(self._canary(outcome, AUTHORS), waits=True)
            self._kept(outcome, self._judged(post, outcome))
        edited = self._reply(self._canary("before the edit", AUTHORS), waits=True)
        self._judged(edited, "approve_edited", body=self._canary("after the edit", READERS))
        self._kept("edited", edited)
        self._kept("hidden", self._hidden(self._reply(self._canary("hidden", AUTHORS))))
        gone = self._reply(self._canary("withdrawn", OWN))
        self._reply(f"> [post {gone.pk}]\n> zqwithdrawn\n\nI said that.")
        self._kept("withdrawn", self._withdrawn(gone))
        waiting = self._reply(self._canary("withdrawn while it waited", AUTHORS), waits=True)
        self._kept("withdrawn while it waited", self._withdrawn(waiting))
        stands = self._reply(self._canary("old words", READERS))
        changed = {"title": "", "body": self._canary("new words", AUTHORS), "seen_revision": stands.revision_id}
        self._waits(edit_post, post=stands, by=self.author, now=self.now, **changed)
        self._kept("waiting edit", stands)

    def _threads_in_each_state(self) -> None:
        def begun(what: str, readers: frozenset[str], *, waits: bool = False) -> Post:
            title, body = (self._canary(f"{what} {part}", readers) for part in ("title", "opening"))
            words = {**self._writing(self.group), "title": title, "body": body}
            return self._waits(start_thread, **words) if waits else start_thread(**words)

        self._kept("held thread", begun("held", AUTHORS, waits=True))
        for outcome in ("decline", "return"):
            self._kept(f"{outcome} thread", self._judged(begun(outcome, AUTHORS, waits=True), outcome))
        self._kept("hidden thread", self._hidden(begun("hidden", AUTHORS)))
        self._kept("withdrawn thread", self._withdrawn(begun("withdrawn", OWN)))
        stands = begun("old", READERS)
        title, body = (self._canary(f"new {part}", AUTHORS) for part in ("title", "opening"))
        what = {"title": title, "body": body, "seen_revision": stands.revision_id}
        self._waits(edit_post, post=stands, by=self.author, now=self.now, **what)
        self._kept("waiting edit of a thread", stands)

    def _decided(self) -> None:
        """The author is asked to pause, and asks again; moderators write to each other about it."""
        post, now = self._reply(self._canary("judged", READERS)), self.now
        choice = Choice(
            outcome="pause", guideline="law", words=self._canary("statement", AUTHORS),
            sentence=Sentence(kind="pause", group_id=self.group.pk, days=3),
        )  # fmt: skip
        made = act_at_once(subject=post, about=self.author, choice=choice, by=self.colleague, now=now)
        self.statement = made.statement
        appeal = make_appeal(statement=made.statement, words=self._canary("appeal", AUTHORS), by=self.author, now=now)
        private = self._canary("private", AT_DESK)
        write_in_appeal(appeal=appeal, words=private, is_private=True, by=self.colleague, now=now)
        self.appeal = write_in_appeal(
            appeal=appeal, words=self._canary("answer", AUTHORS), by=self.lead, now=now
        ).appeal
        self.appeal.refresh_from_db()
        self.made = made

    def _reported(self) -> None:
        """A post that stands is reported, and there are notes of each tier; and somebody worries about its author."""
        group, now, leads = self.group, self.now, self.people["safeguarding lead"]
        self.reported = Post.objects.get(pk=self.states["waiting edit"].post)
        told = {"subject": self.reported, "revision": self.reported.revision, "by": self.people["reporter"], "now": now}
        self.told = report(reason="selling", words=self._canary("told", REPORTERS), **told)
        self.worry = report(reason="worried", words=self._canary("worry", REPORTERS), **told)
        self.case = Case.objects.get(pk=self.told.case_id)
        self.note = write_note(words=self._canary("note", AT_DESK), tier=1, case=self.case, by=self.here, now=now)
        write_note(words=self._canary("note about", AT_DESK), tier=1, about=self.author, by=self.here, now=now)
        write_note(words=self._canary("hand over", AT_DESK), tier=1, group_id=group.pk, by=self.here, now=now)
        for tier, readers in ((Note.Tier.LEAD, LEADS), (Note.Tier.SAFEGUARDING, frozenset({"safeguarding lead"}))):
            for where in ({"case": self.case}, {"about": self.author}):
                words = self._canary(f"tier {int(tier)} {next(iter(where))}", readers)
                write_note(words=words, tier=tier, by=leads, now=now, **where)

    def _hours(self) -> None:
        nine, ten = (self.now.time().replace(hour=hour, minute=0) for hour in (9, 10))
        self.duty = add_duty(person=self.colleague, weekday=0, starts=nine, ends=ten, by=self.colleague, now=self.now)
        self.holiday = set_holiday(day=self.now.date(), name="A day", by=self.lead, now=self.now)

    def _rules(self) -> None:
        """A rule that was tried on what waits, and found it; nobody has agreed to it."""
        definition = {"kind": "phrases", "action": "hold", "reason": "harm", "says": self._canary("says", FORUM_DESK)}
        definition["phrases"] = ["zqheld", self._canary("phrase", FORUM_DESK)]
        writer, name = self.people["site moderator"], self._canary("rule", FORUM_DESK)
        self.version = write_version(
            rule=None, name=name, topic="personal_attacks", definition=definition, by=writer, now=self.now
        )
        self.trial = try_version(version=self.version, wanted=None, by=writer, now=self.now)

    @property
    def looks(self) -> list[tuple[int, str]]:
        """What stands behind a click: the words of every case, and of one of them who reported it, and notes for leads."""
        cases = Case.objects.order_by("pk").values_list("pk", flat=True)
        return [*((case, "words") for case in cases), (self.case.pk, "reporters"), (self.case.pk, "notes")]

    @property
    def statements(self) -> list[int]:
        """Everything that the author was told."""
        return list(Statement.objects.order_by("pk").values_list("pk", flat=True))

    @cached_property
    def things(self) -> dict[str, dict[str, Any]]:
        """What stands in each address that has a number or a word in it."""
        author, colleague, case = self.author.pk, self.colleague.pk, self.case.pk
        of_statement = ("statement", "read_statement", "appeal", "write_in_appeal", "withdraw_appeal")
        of_appeal = ("desk_appeal", "desk_appeal_words", "desk_appeal_message", "desk_appeal_decide")
        of_version = ("try_version", "agree_to_version", "retire_version")
        numbers = {
            **dict.fromkeys(of_statement, self.statement.pk),
            **dict.fromkeys(of_appeal, self.appeal.pk),
            **dict.fromkeys(("case", "claim", "look", "note", "decide"), case),
            **dict.fromkeys(("record", "notes"), author),
            **dict.fromkeys(("colleague", "hours_of", "training"), colleague),
            **dict.fromkeys(("rule", "new_version"), self.version.rule_id),
            **dict.fromkeys(of_version, self.version.pk),
            **dict.fromkeys(("trial", "trial_words", "stop_trial"), self.trial.pk),
            "take": self.reported.pk, "undo": Decision.objects.filter(outcome="hide").first().pk,
            "replace_note": self.note.pk, "end_hours": self.duty.pk, "end_holiday": self.holiday.pk,
            "end_role": DeskRole.objects.get(person=self.colleague).pk, "lift": Sanction.objects.get().pk,
        }  # fmt: skip
        things: dict[str, dict[str, Any]] = {f"desk:{name}": {"pk": pk} for name, pk in numbers.items()}
        things["desk:decide"]["outcome"], things["desk:take"]["kind"] = "hide", "post"
        things["desk:receipt"] = {"receipt": self.told.receipt}
        things["meetups:report"] = {"pk": self.meetup.pk}
        return things | {"threads:report": {"pk": self.reported.pk}, "home:report_person": {"pk": author}}

    @cached_property
    def words(self) -> dict[str, Any]:
        """What is sent: enough for most forms, so that a refusal is one of the person and not of the words."""
        newest = Revision.objects.of(self.reported).standing().newest_first()[0]
        said = "Some words"
        return {
            "words": said, "message-words": said, "body": said, "reason": "selling", "tier": "1", "name": "Yarrow",
            "kind": "moderator", "scope": "forum", "training": "confirmed", "weekday": "1", "starts": "09:00",
            "ends": "10:00", "day": "2026-12-25", "hard_things_a_day": "5", "do": "take", "what": "words",
            "answer": "upheld", "version": self.appeal.version, "guideline": "kindness", "wanted": "10000",
            "seen": f"{self.case.version}.{newest.pk}.1", "step": "preview", "outcome": "hide", "case": self.case.pk,
        }  # fmt: skip


def addresses_of_decisions() -> frozenset[str]:
    """Names of the addresses of the desk, of statements, and of telling moderators."""
    return frozenset(
        each.name for each in addresses() if each.name.startswith("desk:") or each.name.endswith((":report", "_person"))
    )
