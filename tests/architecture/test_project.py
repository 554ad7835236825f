"""The project stands alone: what it needs is pinned, what others made is named, and the licence is there."""

import re
import tomllib
from importlib.metadata import version

import pytest

from tests.architecture.source import ROOT

REQUIREMENTS = [
    pytest.param(line, id=line)
    for name in ("requirements.txt", "tests/requirements.txt")
    for line in (ROOT / name).read_text().splitlines()
    if line and not line.startswith(("#", "-r"))
]


@pytest.mark.parametrize("line", REQUIREMENTS)
def test_every_dependency_is_pinned_and_is_the_one_that_the_tests_run_with(line):
    name, pinned = re.fullmatch(r"([\w-]+)(?:\[[\w,-]+\])?==([\w.]+)", line).groups()
    assert version(name) == pinned


def test_the_licence_is_the_one_that_the_project_says():
    said = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"]
    assert said == "BSD-3-Clause"
    assert (ROOT / "LICENSE").read_text().startswith("BSD 3-Clause License\n")
