"""The project's own source, as the guards in this folder read it."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("forum", "moderation", "accounts")
# From the top down; a room may know only what stands below it.
FLOORS = ("home", "search", "notices", "meetups", "threads", "people", "groups", "review", "accounts", "kernel")


def modules(*, named: str = "*.py") -> Iterator[Path]:
    """Our Python files, without migrations."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob(named)):
            if "migrations" not in path.parts:
                yield path


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef):
            yield node


def verbs() -> Iterator[tuple[Path, ast.FunctionDef]]:
    """Every public function of an `actions.py`; of an `actions/` folder, every function that its `__init__` offers."""
    for path in modules(named="actions.py"):
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield path, node
    for front in modules(named="__init__.py"):
        if front.parent.name == "actions":
            offered = {
                name.name for node in tree(front).body if isinstance(node, ast.ImportFrom) for name in node.names
            }
            for path in sorted(front.parent.glob("*.py")):
                for node in tree(path).body:
                    if isinstance(node, ast.FunctionDef) and node.name in offered:
                        yield path, node


def where(path: Path, node: ast.AST | None = None) -> str:
    line = f":{node.lineno}" if node is not None and hasattr(node, "lineno") else ""
    return f"{path.relative_to(ROOT)}{line}"


def tracked(*patterns: str) -> list[Path]:
    """Files of the project that match, whether or not they are committed yet."""
    found = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return [ROOT / name for name in found if (ROOT / name).is_file()]
