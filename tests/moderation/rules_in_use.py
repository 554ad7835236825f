"""A rule put into use, as two people who agree would."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from moderation.matching.starter import starter_pack
from moderation.models import Rule, RulesInUse, RuleVersion


def in_use(**definition: Any) -> RuleVersion:
    """Put a rule of these values into use; of phrases, and for another reason than a concern, unless said otherwise."""
    values = {"id": "x", "kind": "phrases", **definition}
    if values["action"] in ("hold", "flag"):
        values.setdefault("reason", "other")
    rule = Rule.objects.create(name=definition["says"][:80])
    rule.live = RuleVersion.objects.create(rule=rule, number=1, definition=values, written_at=timezone.now())
    rule.save()
    RulesInUse.objects.update_or_create(pk=1, defaults={"token": uuid4()})
    return rule.live


def starter_rule_in_use(name: str) -> RuleVersion:
    """Put one of the rules that a new network begins with into use."""
    rule = next(each.rule for each in starter_pack() if each.rule.id == name)
    values = {key: list(value) if isinstance(value, tuple) else value for key, value in vars(rule).items()}
    return in_use(**{key: getattr(value, "value", value) for key, value in values.items()})
