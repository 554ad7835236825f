"""Guards on how the code is written: a danger met twice is a failing test, not a remark in a review."""

import ast
import re

import pytest

from tests.architecture.source import ROOT, functions, modules, tracked, tree, verbs, where

VERBS = [pytest.param(path, node, id=f"{where(path)}:{node.name}") for path, node in verbs()]


# Verbs in which nobody can be said to act, and why.
NOBODY_ACTS = {
    "open_account": "in a sign-up nobody is signed in yet",
    "hold_name": "the same",
    "release_name": "the same",
    "bring_to_desk": "part of the verb that reports, holds or decides",
    "settle_vanished": "part of the room's verb by which an author removes something",
    "settle_gone": "the same",
    "erase_words": "part of a verb of the room, which asked whether it may",
    "settle_words_of_leaver": "carries out what was chosen in `leave_forum`",
    "settle_moderation_of_leaver": "the same",
    "settle_meetup_words_of_leaver": "the same",
    "begin_reading": "follows from joining a group",
    "render_older_posts": "a command of the operator; nobody's words change",
    "read_on": "part of a trial that somebody asked for; nothing changes but how far it got",
    "revive_trials": "the same",
    "take_out_of": "part of the verb by which somebody's sight of a meetup ended",
    "take_out_everywhere": "part of `leave_forum`",
    "offer_places_on": "the clock ends offers; nobody does",
    "offer_free_places": "the clock ends pauses; nobody does",
    "erase_attendance": "time passes",
    "reindex_some": "a command of the operator; nobody's words change",
    "forget_old_notices": "time passes",
    "note_unreachable": "a mail server says so",
    "end_breaks": "its day has come, and whoever is on it chose that day",
    "tell_due": "the clock tells; each notice was written by somebody's deed",
    "send_due": "the same",
    "go_on_without": "part of the verb by which somebody goes",
    "derive_again": "a command of the operator; the time on the wall stays",
    "extend_series": "goes on with what its organiser announced",
}
# One statement is atomic by itself.
ONE_STATEMENT = {"note_reading"}
# What reads for seconds holds no transaction open meanwhile, and keeps what it found in a short one of its own.
READS_FIRST = {"read_on"}
# Verbs that do several things, each whole by itself, and why not all at once.
EACH_BY_ITSELF = {
    "decide_alike": "in one transaction a long batch would keep everybody else from the log",
    "send_due": "what was sent stays sent, whatever becomes of the next mail",
}


def decorators(node: ast.FunctionDef) -> str:
    return " ".join(ast.unparse(each) for each in node.decorator_list)


@pytest.mark.parametrize(("path", "verb"), VERBS)
def test_every_verb_is_atomic_says_who_acts_and_what_happens(path, verb):
    arguments = {argument.arg for argument in verb.args.kwonlyargs}
    assert ast.get_docstring(verb), "a docstring: what happens, to whom"
    assert not verb.args.args, "keyword-only: a `*` first"
    is_whole = "transaction.atomic" in decorators(verb) or verb.name in ONE_STATEMENT | READS_FIRST
    assert is_whole or verb.name in EACH_BY_ITSELF, "@transaction.atomic"
    assert arguments & {"by"} or verb.name in NOBODY_ACTS, "`by`: who acts"
    assert "request" not in arguments or "groups" in path.parts, "a verb knows nothing of HTTP"


@pytest.mark.parametrize(("path", "verb"), VERBS)
def test_a_verb_that_uses_the_moment_is_given_it(path, verb):
    arguments = {argument.arg for argument in verb.args.kwonlyargs}
    uses = any(isinstance(node, ast.keyword) and (node.arg or "").endswith("_at") for node in ast.walk(verb))
    assert not uses or "now" in arguments, "it writes a moment: pass `now`"


READS_THE_CLOCK = ("views.py", "tasks.py", "middleware.py", "adapter.py", "context.py", "listeners.py", "hooks.py")


@pytest.mark.parametrize("path", list(modules()), ids=where)
def test_only_the_edge_reads_the_clock(path):
    """What happens is told the moment by its caller; only requests, tasks, commands, and library hooks look at the clock."""
    if path.name in READS_THE_CLOCK or {"views", "management", "templatetags"} & set(path.parts):
        return
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    read = [
        where(path, call) for call in calls if ast.unparse(call.func) in {"timezone.now", "datetime.now", "time.time"}
    ]
    assert not read


VIEWS = [path for path in modules() if path.name == "views.py" or path.parent.name == "views"]


@pytest.mark.parametrize("path", VIEWS, ids=where)
def test_views_see_only_through_the_one_door(path):
    """In a view, `.objects` is followed at once by `.visible_to(…)` or one of its two narrower kin."""
    doors = {"visible_to", "readable_by", "seen_by"}
    through = {
        id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute) and node.attr in doors
    }
    unseen = [
        where(path, node)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_default_manager", "_base_manager", "unmoderated_objects"}
        and id(node) not in through
    ]
    assert not unseen


@pytest.mark.parametrize("path", list(modules(named="queries.py")), ids=where)
def test_querysets_never_need_distinct(path):
    """A to-many join would need it, and its rows could not be locked: subqueries only."""
    assert not [
        where(path, node)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "distinct"
    ]


@pytest.mark.parametrize("path", list(modules()), ids=where)
def test_nothing_is_named_user_delete_or_utils(path):
    assert path.stem not in {"utils", "helpers", "misc", "common", "manager", "data", "info"}
    for function in functions(path):
        assert "delete" not in function.name, f"{where(path, function)}: erase, withdraw or leave"
        arguments = [each.arg for each in (*function.args.args, *function.args.kwonlyargs)]
        # `user` is the library's word where it calls us.
        if path.name not in {"adapter.py", "policy.py", "forms.py", "middleware.py"}:
            assert "user" not in arguments, f"{where(path, function)}: person, by or recipient"


@pytest.mark.parametrize("path", list(modules()), ids=where)
def test_no_file_is_too_long_to_hold_in_mind(path):
    assert len(path.read_text().splitlines()) <= 400


TEMPLATES = [path for path in tracked("templates/**", "*/templates/**") if path.suffix in {".html", ".txt"}]


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix == ".html"], ids=where)
def test_templates_hold_no_code_and_call_nobody(path):
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=", text), "inline style"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "inline handler"
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"(?:src|href|action)=[\"']\s*(?:https?:)?//", text), "somebody else's address"
    assert "javascript:" not in text
    assert "|safe" not in text, "`|safe`: sanitised HTML is marked in one module"
    assert not re.search(r"{%\s*load\s+(?:i18n|static)\b", text), "i18n and static are always there"


@pytest.mark.parametrize(
    "path", [path for path in tracked("forum/static/**") if path.suffix in {".css", ".js"}], ids=where
)
def test_styles_and_scripts_call_nobody(path):
    text = re.sub(r"http://www\.w3\.org/\S+", "", path.read_text())
    assert not re.search(r"(?:url\(\s*[\"']?|@import\s+[\"']|fetch\([\"']|from\s+[\"'])(?:https?:)?//", text)


BANNED_WORDS = re.compile(
    r"\b(battles?|battling|brave(?:ly)?|warriors?|survivors?|victims?|sufferers?|journeys?|successfully|passed away)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", TEMPLATES, ids=where)
def test_our_own_words_never_talk_of_battles(path):
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
    assert not BANNED_WORDS.findall(text)


@pytest.mark.parametrize("path", tracked("*.py", "*.html", "*.md", "*.toml", "Makefile", ".ci/run"), ids=where)
def test_nothing_names_the_machine_it_was_written_on(path):
    found = re.findall(r"(?:\.\./shared|(?<!\w)/work/|(?<!\w)/root/|(?<!\w)/home/[a-z]+/)", path.read_text())
    assert not found or path == ROOT / "tests/architecture/test_source.py"


def test_forum_itself_is_empty():
    assert not (ROOT / "forum/__init__.py").read_text().strip()
