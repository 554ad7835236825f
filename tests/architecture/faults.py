"""How a list of faults names the tests that show that they do not happen here."""

import ast
import re
from collections.abc import Mapping
from typing import Any

import pytest

from tests.architecture.source import ROOT, tree

Faults = Mapping[int, tuple[str, str]]  # number, what goes wrong, and `file::test` of each proof


def proofs_of(faults: Faults) -> list[Any]:
    """One case, of a file and the name of a test in it, for each proof."""
    return [
        pytest.param(*proof.split("::"), id=f"{number} {what}: {proof.split('::')[1]}")
        for number, (what, proofs) in faults.items()
        for proof in proofs.split()
    ]


def assert_proves(file: str, name: str) -> None:
    """The test is there, and nothing about it says that it may be left out."""
    path = ROOT / "tests" / file
    assert path.is_file()
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef) and node.name == name]
    assert len(functions) == 1, f"{file} has no test of this name, so nothing shows that the fault does not happen"
    assert not re.search(r"\b(skip|skipif|xfail)\b", " ".join(map(ast.unparse, functions[0].decorator_list)))


def races(file: str, name: str) -> bool:
    """Does the test run on PostgreSQL, with transactions of its own, so that other connections see what it wrote?"""
    path = ROOT / "tests" / file
    marks = [
        ast.unparse(node.value)
        for node in tree(path).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"
    ]
    marks += [
        ast.unparse(mark)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and node.name == name
        for mark in node.decorator_list
    ]
    return "transaction=True" in " ".join(marks) and not any("mark.sqlite" in mark for mark in marks)
