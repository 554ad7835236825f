"""How fast rules are asked, one is tried on the whole past, and the report of a year is worked out. On one core."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter, process_time
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from accounts.models import Person
from forum.threads.models import Post
from moderation.actions import read_on, write_version
from moderation.matching.rule_set import RuleSet
from moderation.matching.starter import starter_pack, test_sentences
from moderation.models import Case, Decision, DeskRole, Moderator, Rule, RuleTrial
from moderation.pages.report import last_whole_month, report_page

RULES = 1_000
POST = 10_000  # characters
TURNS = 15
DECISIONS = 10_000
NAME = "For measuring"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Milliseconds that asking many rules about one long post takes."""

    patterns: float
    phrases: float


def ask_many() -> Asked:
    """Ask a thousand patterns, then a thousand phrases, about a post of ten thousand characters. No database."""
    chance = random.Random(20261126)
    words = sorted({word for each in test_sentences() for word in re.findall(r"[a-z]{4,}", each.text.lower())})
    post = _long_post(chance)
    return Asked(
        patterns=_milliseconds(RuleSet(_pattern(number, chance, words) for number in range(RULES)), post),
        phrases=_milliseconds(RuleSet(_phrase(number, chance, words) for number in range(RULES)), post),
    )


def _pattern(number: int, chance: random.Random, words: list[str]) -> dict[str, Any]:
    one, other, third = chance.sample(words, 3)
    pattern = rf"\b{one}(?:s|ed)? .{{0,20}}\b(?:{other}|{third})\b"
    return {"id": str(number), "kind": "pattern", "action": "flag", "reason": "other", "pattern": pattern}


def _phrase(number: int, chance: random.Random, words: list[str]) -> dict[str, Any]:
    one, other, third = chance.sample(words, 3)
    phrase = f"{one} .. ({other}|{third})"
    return {"id": str(number), "kind": "phrases", "action": "flag", "reason": "other", "phrases": [phrase]}


def _long_post(chance: random.Random) -> str:
    """Sentences as members write them, one after the other."""
    texts = [each.text for each in test_sentences()]
    post = ""
    while len(post) < POST:
        post += chance.choice(texts) + " "
    return post[:POST]


def _milliseconds(rules: RuleSet, post: str) -> float:
    """Time of one core, whatever else the machine does meanwhile."""
    rules.match(post)
    taken = []
    for _turn in range(TURNS):
        began = process_time()
        rules.match(post)
        taken.append(process_time() - began)
    return median(taken) * 1000


def try_one(now: datetime, told: Callable[[int, int], None]) -> tuple[int, float]:
    """Try the rule with the most phrases of the starter pack on everything that was ever written.

    What it wrote is taken out again. Returns how many texts it read, and the seconds.

    :param told: called with how many are read, and of how many, as its page would show it.
    """
    writer = Person.objects.get(pk=2)
    Moderator.objects.get_or_create(person=writer, defaults={"trained_at": now})
    DeskRole.objects.get_or_create(person=writer, kind="moderator", group_id=None, defaults={"given_at": now})
    longest = max(starter_pack(), key=lambda each: len(each.rule.phrases))
    definition = {"kind": "phrases", "action": "flag", "reason": "other", "phrases": list(longest.rule.phrases)}
    RuleTrial.objects.filter(version__rule__name=NAME).delete()
    rule = Rule.objects.filter(name=NAME).first()
    version = write_version(rule=rule, name=NAME, definition=definition, by=writer, now=now)
    trial = RuleTrial.objects.create(version=version, wanted=2**31 - 1, asked_at=now)
    began = perf_counter()
    while read_on(trial_id=trial.pk, now=now):
        trial.refresh_from_db()
        told(trial.have_read, trial.to_read)
    took = perf_counter() - began
    trial.refresh_from_db()
    RuleTrial.objects.filter(pk=trial.pk).delete()
    return trial.have_read, took


def report_a_year(now: datetime) -> float:
    """Return the milliseconds of the report over a year of ten thousand decisions, which are taken back."""
    with transaction.atomic():
        _decide_for_a_year(now)
        taken = []
        for _turn in range(5):
            began = perf_counter()
            report_page(until=last_whole_month(now), now=now)
            taken.append(perf_counter() - began)
        transaction.set_rollback(True)
    return median(taken) * 1000


def _decide_for_a_year(now: datetime) -> None:
    chance = random.Random(20261126)
    kind = ContentType.objects.get_for_model(Post)
    moments = [now - timedelta(days=chance.uniform(30, 395)) for _one in range(DECISIONS)]
    cases = Case.objects.bulk_create([
        Case(subject_type=kind, subject_id=number, state="closed", opened_at=at, due_at=at, closed_at=at)
        for number, at in enumerate(moments)
    ])  # fmt: skip
    Decision.objects.bulk_create(
        Decision(
            case=case, by_id=2, outcome=chance.choice(("approve", "approve", "no_action", "decline", "hide")),
            case_version=1, waited=timedelta(minutes=chance.expovariate(1 / 200)), was_held=chance.random() < 0.6,
            decided_at=case.opened_at,
        )
        for case in cases
    )  # fmt: skip
