"""Rules: written, agreed to by somebody else, taken out of use. None of them ever sanctions."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from moderation.log import Action, fingerprint, write
from moderation.matching.definitions import rule_from, values_of
from moderation.matching.errors import RuleRefused
from moderation.matching.rule_set import refuse_unsound
from moderation.matching.starter import StarterRule, starter_pack
from moderation.models import Rule, RulesInUse, RuleVersion
from moderation.rules import may_agree_to, may_work_on_rules, role_for_the_forum


@transaction.atomic
def write_version(
    *, rule: Rule | None, definition: Mapping[str, Any], by: Person, now: datetime, name: str = "", topic: str = ""
) -> RuleVersion:
    """Keep a new version of a rule, or the first of a new one. It is not used before somebody else agreed to it.

    Writing once more what the newest version says is writing it once. Locks the rule.

    :param rule: None for a new one, which `name` and `topic` are for.
    :param definition: the values of a `RuleDefinition`, without its id.
    :raises RuleRefused: it could not be asked, or the name is taken; the text is fit to show.
    :raises NotAllowed: the text is fit to show.
    Source: README, M-20, M-25.
    """
    may_work_on_rules(by).or_refuse()
    values = _sound(definition)
    rule = Rule.objects.select_for_update(no_key=True).get(pk=rule.pk) if rule else _new_rule(name, topic)
    newest = RuleVersion.objects.filter(rule=rule).order_by("-number").first()
    if newest and newest.definition == values and newest.retired_at is None:
        return newest
    version = RuleVersion.objects.create(
        rule=rule, number=newest.number + 1 if newest else 1, definition=values, written_by=by, written_at=now
    )
    _log(Action.SAVE_RULE, version, by, now, definition=_hash_of(version))
    return version


@transaction.atomic
def begin_with_starter_pack(*, by: Person, now: datetime) -> list[RuleVersion]:
    """Write the rules that every network may begin with, each as a first version that waits to be tried and agreed to.

    Those that are there already, by their names, stay as they are.

    :raises NotAllowed: the text is fit to show.
    Source: README, M-24.
    """
    may_work_on_rules(by).or_refuse()
    known = set(Rule.objects.values_list("name", flat=True))
    fresh = [each for each in starter_pack() if name_of(each) not in known]
    rules = [_new_rule(name_of(each), each.topic) for each in fresh]
    versions = [
        RuleVersion.objects.create(rule=rule, number=1, definition=values_of(each.rule), written_by=by, written_at=now)
        for rule, each in zip(rules, fresh, strict=True)
    ]
    for version in versions:
        _log(Action.SAVE_RULE, version, by, now, definition=_hash_of(version))
    return versions


def name_of(starter: StarterRule) -> str:
    """The name under which a rule of the starter pack is kept."""
    return starter.rule.id.replace("-", " ").capitalize()


@transaction.atomic
def agree_to_version(*, version: RuleVersion, by: Person, now: datetime) -> RuleVersion:
    """Put a version into use, in place of the one before. Agreeing twice is agreeing once. Locks the rule.

    A version that was taken out of use can come back in the same way.

    :raises NotAllowed: `by` is no lead, wrote it, or it was not tried to the end; the text is fit to show.
    Source: README, M-27.
    """
    rule, version = _locked(version)
    may_agree_to(version, by).or_refuse()
    if rule.live_id == version.pk:
        return version
    RuleVersion.objects.filter(rule=rule, pk=rule.live_id or 0).update(retired_at=now)
    version.agreed_by, version.agreed_at, version.retired_at = by, now, None
    version.save(update_fields=["agreed_by", "agreed_at", "retired_at"])
    replaced, rule.live = rule.live_id, version
    rule.save(update_fields=["live"])
    _tell_every_process()
    _log(Action.RAISE_RULE, version, by, now, definition=_hash_of(version), replaces=replaced)
    return version


@transaction.atomic
def retire_version(*, version: RuleVersion, by: Person, now: datetime) -> RuleVersion:
    """Take a version out of use at once, or put aside one that nobody agreed to yet. Locks the rule.

    One person is enough: until somebody looks, fewer posts wait, and nobody is judged by it any more.

    :raises NotAllowed: the text is fit to show.
    Source: README, M-27.
    """
    may_work_on_rules(by).or_refuse()
    rule, version = _locked(version)
    if version.retired_at is not None:
        return version
    version.retired_at = now
    version.save(update_fields=["retired_at"])
    was_live = rule.live_id == version.pk
    if was_live:
        rule.live = None
        rule.save(update_fields=["live"])
        _tell_every_process()
    _log(Action.RETIRE_RULE, version, by, now, was_live=was_live)
    return version


def _sound(definition: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a definition that can be asked. :raises RuleRefused: it cannot."""
    named = {**definition, "id": "new"}
    refuse_unsound(named)
    return values_of(rule_from(named))


def _new_rule(name: str, topic: str) -> Rule:
    try:
        with transaction.atomic():
            return Rule.objects.create(name=name, topic=topic)
    except IntegrityError as taken:
        raise RuleRefused(_("There is a rule of this name already. Open it, and write a new version of it.")) from taken


def _locked(version: RuleVersion) -> tuple[Rule, RuleVersion]:
    """Lock the rule of a version; its versions change only under this lock."""
    rule = Rule.objects.select_for_update(no_key=True).get(pk=version.rule_id)
    return rule, RuleVersion.objects.get(pk=version.pk)


def _tell_every_process() -> None:
    """Let every process compile the rules in use anew when it next asks them."""
    RulesInUse.objects.update_or_create(pk=RulesInUse.THE_ONLY, defaults={"token": uuid4()})


def _hash_of(version: RuleVersion) -> str:
    return fingerprint(json.dumps(version.definition, sort_keys=True))


def _log(action: Action, version: RuleVersion, by: Person, now: datetime, **facts: Any) -> None:
    facts |= {"rule": version.rule_id, "number": version.number}
    write(action=action, by=by, now=now, subject=version, role=role_for_the_forum(by), detail=facts)
