"""The README cannot lie: its lists of verbs, events and numbered rules are those of the code.

Under `## Verbs` and `## Events`, each is named as `` `app.name` `` anywhere in the section, for instance
`` - `threads.reply`: say something in a thread ``. A rule is written as `**S-1**`. When one of these tests fails,
its message has the lines to add or to take out.
"""

import ast
import re

from tests.architecture.source import PACKAGES, ROOT, modules, tracked, tree, verbs, where

README = (ROOT / "README.md").read_text()


def section(title: str) -> str:
    found = re.search(rf"^## {title}\s*$(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else ""


def names_in(title: str) -> set[str]:
    return set(re.findall(r"`([a-z_]+\.[A-Za-z_]+)`", section(title)))


def app_of(path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "forum" else parts[0]


def difference(title: str, in_code: dict[str, str]) -> str:
    said = names_in(title)
    missing = [f"- `{name}`: {in_code[name]}" for name in sorted(in_code.keys() - said)]
    stale = [f"- `{name}`" for name in sorted(said - in_code.keys())]
    lines = [f'Add under "## {title}":', *missing] if missing else []
    lines += [f'Take out of "## {title}":', *stale] if stale else []
    return "\n".join(lines)


def first_line(node: ast.FunctionDef | ast.ClassDef) -> str:
    return (ast.get_docstring(node) or "").split("\n")[0]


def test_the_readme_names_every_verb_and_no_other():
    in_code = {f"{app_of(path)}.{node.name}": first_line(node) for path, node in verbs()}
    assert not (wrong := difference("Verbs", in_code)), wrong


def test_the_readme_names_every_event_and_no_other():
    in_code = {
        f"{app_of(path)}.{node.name}": first_line(node)
        for path in modules(named="events.py")
        if app_of(path) != "kernel"
        for node in tree(path).body
        if isinstance(node, ast.ClassDef)
    }
    assert not (wrong := difference("Events", in_code)), wrong


def rules_cited() -> dict[str, str]:
    """Each rule number that the code cites, and one place that does; `S-1 to S-3` cites all three."""
    cited: dict[str, str] = {}
    for path in [*modules(), *(path for path in tracked("tests/**/*.py") if path.parent.name != "architecture")]:
        for words in re.findall(r"README[^.\n]*", path.read_text()):
            for first, last in re.findall(r"\b([A-Z]-\d+)(?:\s+to\s+([A-Z]-\d+))?", words):
                letter, low = first.split("-")
                high = last.split("-")[1] if last else low
                for number in range(int(low), int(high) + 1):
                    cited.setdefault(f"{letter}-{number}", where(path))
    return cited


def test_every_rule_that_the_code_cites_stands_in_the_readme():
    written = set(re.findall(r"\*\*([A-Z]-\d+)\*\*", README))
    missing = [
        f"**{rule}** is cited in {place}" for rule, place in sorted(rules_cited().items()) if rule not in written
    ]
    assert not missing, "README has no such rule:\n" + "\n".join(missing)


def test_no_rule_number_is_used_twice():
    numbers = re.findall(r"^[-*\s]*\*\*([A-Z]-\d+)\*\*", README, re.MULTILINE)
    assert sorted(numbers) == sorted(set(numbers))


def test_every_section_of_the_readme_that_the_code_cites_exists():
    titles = set(re.findall(r"^#+ (.+?)\s*$", README, re.MULTILINE))
    cited = {
        title: where(path)
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        for title in re.findall(r"README, (?:decision )?\"([^\"]+)\"", path.read_text())
    }
    missing = [
        f'"{title}" is cited in {place}' for title, place in cited.items() if not any(title in each for each in titles)
    ]
    assert not missing, "README has no such heading:\n" + "\n".join(missing)
