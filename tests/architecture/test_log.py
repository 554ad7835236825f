"""Nothing is done at the desk behind the back of the log.

Fault 17 of the survey of moderation: an action leaves no entry because it was reached by another page, role or bulk
path. There is one path: every verb that moderation offers reaches `write` or `note_look`, or says here why it need not.
"""

import ast

import pytest

from tests.architecture.source import ROOT, tree, verbs

WRITES = {"write", "note_look"}

# Verbs that leave no entry, and why.
NEED_NOT = {
    "note_desk_read": "it tells only that a moderator has looked at the list; opening a case is written",
    "bring_to_desk": "part of the verb that reports, holds or decides, which writes",
    "settle_vanished": "an author removed their own words: nobody decided anything",
    "settle_gone": "the same",
    "erase_words": "part of the verb that leaves, or that removes one's own words",
    "let_go_of_case": "nobody is decided about, and the claim would have ended by the clock",
    "read_on": "a trial decides nothing; that it was asked for, and stopped, is written",
    "revive_trials": "the same",
    "rest_for_today": "nobody is to count how often somebody rests",
    "come_back": "the same",
    "choose_hard_limit": "it is their own, and nothing depends on it",
    "count_hard_thing": "a count for themselves; what they opened is a look, which is written",
}

ACTIONS = ROOT / "moderation" / "actions"
OFFERED = [(path, node) for path, node in verbs() if path.parent == ACTIONS]


def called_by(node: ast.FunctionDef) -> set[str]:
    """Names of the functions that this one calls."""
    calls = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    return {getattr(each, "id", "") or getattr(each, "attr", "") for each in calls}


CALLS = {
    node.name: called_by(node)
    for path in sorted(ACTIONS.glob("*.py"))
    for node in ast.walk(tree(path))
    if isinstance(node, ast.FunctionDef)
}


def reaches_the_log(name: str) -> bool:
    seen, waiting = set(), [name]
    while waiting:
        if (name := waiting.pop()) in WRITES:
            return True
        if name not in seen:
            seen.add(name)
            waiting += CALLS.get(name, ())
    return False


@pytest.mark.parametrize("name", sorted(node.name for _path, node in OFFERED))
def test_no_verb_of_the_desk_leaves_the_log_without_an_entry(name):
    assert reaches_the_log(name) != (name in NEED_NOT), "it writes to the log, or NEED_NOT says why it does not"


def test_there_is_one_door_to_the_log():
    """`LogEntry` rows are made in one module, and nobody but the actions (and commands through them) calls it."""
    for path in sorted((ROOT / "moderation").rglob("*.py")):
        makes = [
            node
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Call)
            and ast.unparse(node.func).split("(")[0]
            in {"LogEntry", "LogEntry.objects.create", "LogEntry.objects.bulk_create"}
        ]
        assert not makes or path.parts[-2:] in {("log", "writing.py"), ("log", "checking.py")}, path
