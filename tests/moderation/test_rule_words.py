"""Every sentence of the pages of rules and the report is marked for translation; what is not in brackets is data."""

import re

import pytest
from django.urls import reverse

from moderation.actions import try_version, write_version
from moderation.models import Rule, RuleTrial
from tests.factories import WHEN
from tests.moderation.rule_people import a_rule_in_use, a_version, phrases, rule_people
from tests.moderation.test_report import Past, noon
from tests.test_pseudo_locale import NAMES, bracketed, naked  # noqa: F401

pytestmark = pytest.mark.django_db

DATA = (
    "zqrule waiting",
    "zqrule running",
    "zqrule done",
    "zqrule cancelled",
    "zqrule failed",
    "zqrule",
    "zqphrase",
    "zqsays",
    "zqtopic",
    "Sorrel",
    "Larkspur",
    "Saxifrage",
    *NAMES,
)


def test_no_sentence_is_missed(client, settings, bracketed):  # noqa: F811
    settings.SECOND_FACTOR_REQUIRED = False
    people, past = rule_people(), Past()
    past.decided("approve", noon(10), 30)
    past.decided("hide", noon(10), 3, guideline="kindness")
    past.held(noon(10), 1)
    live = a_rule_in_use(people, phrases("words", unless=["zqphrase"], says="zqsays"), name="zqrule")
    again = write_version(
        rule=live.rule, definition=phrases("words", reason="harm", says="zqsays"), by=people.writer, now=WHEN
    )
    trials = [try_version(version=again, wanted=None, by=people.writer, now=WHEN)]
    for state in RuleTrial.State:
        version = a_version(people, phrases("words", says="zqsays"), name=f"zqrule {state}")
        trials.append(try_version(version=version, wanted=None, by=people.writer, now=WHEN))
        RuleTrial.objects.filter(version=version).update(state=state, to_read=9, contradicted=1)
    for number, (kind, rest) in enumerate(
        {"pattern": {"pattern": "zqphrase", "near": 0, "unless": ["zqphrase"]}, "temperature": {}, "contact": {"sought": ["phone"]}}.items()
    ):  # fmt: skip
        definition = {"kind": kind, "action": ("ask", "card", "hold")[number], "says": "zqsays", **rest}
        definition |= {"card": "fever"} if number == 1 else {"reason": "other"} if number == 2 else {}
        a_version(people, definition, name=f"zqrule {number}")
    client.force_login(people.lead)
    test = reverse("desk:test_rules")
    answers = [
        client.get(path)
        for path in (
            "/desk/rules/", "/desk/rules/new/", f"/desk/rules/{live.rule_id}/", f"/desk/rules/{live.rule_id}/new/", test,
            *(f"/desk/rules/trials/{trial.pk}/" for trial in trials), f"/desk/rules/trials/{trials[0].pk}/words/",
            *(f"/desk/rules/{rule.pk}/" for rule in Rule.objects.all()),
            "/desk/report/?until=2026-10",
        )
    ]  # fmt: skip
    answers += [
        client.post(
            "/desk/rules/new/", {"kind": "phrases", "action": "card", "reason": "harm", "phrases": "(zqphrase"}
        ),
        client.post(f"{test}?version={live.pk}", {"body": "words"}),
        client.post(f"/desk/rules/versions/{live.pk}/use/", follow=True),
        client.post(f"/desk/rules/versions/{again.pk}/retire/", follow=True),
    ]
    data = re.compile("|".join([*map(re.escape, DATA), r"\bwords\b"]))
    assert sorted({answer.status_code for answer in answers}) == [200, 422]  # one of them is wrong on purpose
    missed = {
        f"{answer.request['PATH_INFO']}: {text[:160]}"
        for answer in answers
        for text in naked(answer.content.decode(), data)
    }
    assert not missed, "\n".join(sorted(missed))
