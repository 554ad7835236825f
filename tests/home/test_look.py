"""The visual language, held to its numbers. Source: README, "Looks"; WCAG 2.2, 1.4.3 and 1.4.11."""

import gzip
import hashlib
import re

import pytest

from tests.architecture.source import ROOT

STATIC = ROOT / "forum" / "static"
CSS = (STATIC / "site.css").read_text()
BLOCKS = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root[^{]*{([^}]*)}", CSS)]
LIGHT, DARK, DARK_BY_DEVICE = [block for block in BLOCKS if "paper" in block][:3]

TEXT = [
    ("ink", "paper"), ("ink", "card"), ("ink", "wash"), ("ink", "teal-wash"), ("ink", "plum-wash"),
    ("ink", "amber-wash"), ("ink", "red-wash"), ("soft", "paper"), ("soft", "card"), ("soft", "wash"),
    ("soft", "teal-wash"), ("soft", "amber-wash"), ("teal", "paper"), ("teal", "card"), ("teal", "wash"),
    ("teal", "teal-wash"), ("teal", "amber-wash"), ("teal-deep", "paper"), ("teal-deep", "card"),
    ("on-teal", "teal"), ("on-teal", "teal-deep"), ("plum", "plum-wash"), ("plum", "wash"), ("amber", "amber-wash"),
    ("amber", "card"), ("red", "paper"), ("red", "card"), ("red", "red-wash"), ("card", "red"),
]  # fmt: skip
SHAPES = [
    ("edge", "paper"),
    ("edge", "card"),
    ("teal", "paper"),
    ("teal", "card"),
    ("red", "paper"),
    ("amber", "paper"),
]


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_words_can_be_read_on_every_ground(theme, ink, ground):
    assert contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_edges_of_what_can_be_used_can_be_seen(theme, shape, ground):
    assert contrast(theme[shape], theme[ground]) >= 3


def test_dark_by_device_and_dark_by_choice_are_the_same():
    assert DARK == DARK_BY_DEVICE
    assert set(DARK) == set(LIGHT)


def test_styles_and_scripts_stay_light():
    """Not 30 kB each, compressed, on any page."""
    for kind in ("css", "js"):
        assert sum(len(gzip.compress(path.read_bytes())) for path in STATIC.glob(f"*.{kind}")) <= 30_000


def test_files_made_by_others_are_the_ones_that_are_named():
    named = dict(
        re.findall(r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$", (STATIC / "VENDORED.md").read_text(), re.MULTILINE)
    )
    assert named
    for name, checksum in named.items():
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == checksum
    fonts = {f"fonts/{path.name}" for path in (STATIC / "fonts").glob("*.woff2")}
    assert fonts <= set(named)
