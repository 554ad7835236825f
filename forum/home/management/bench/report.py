"""What was measured, as one table for people: on the screen and in `var/bench.md`."""

import os
import platform
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

FLOOR = "the floor"
REPLY_SMALL, REPLY_LONG, FLOOR_POST = "reply, thread of 9", "reply, longest thread", "floor, POST"
COLUMNS = ("database", "page", "requests/s", "p50 ms", "p95 ms", "queries", "bytes", "x floor")


@dataclass
class Measured:
    """Each cell of each round, by database and page."""

    cells: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    waits: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    queries: dict[tuple[str, str], int] = field(default_factory=dict)

    def middle(self, database: str, page: str, figure: str) -> float:
        """The median over the rounds."""
        return median(cell[figure] for cell in self.cells[database, page])

    def times_floor(self, database: str, page: str) -> float:
        """How many floors a page costs: the floor's rate by the page's, in the same round; then the median."""
        pairs = zip(self.cells[database, FLOOR], self.cells[database, page], strict=True)
        return median(floor["rate"] / cell["rate"] for floor, cell in pairs)

    def ratio(self, above: tuple[str, str], below: tuple[str, str]) -> float:
        """How much more one cell costs than another of the same round; the median."""
        pairs = zip(self.cells[above], self.cells[below], strict=True)
        return median(small["rate"] / large["rate"] for large, small in pairs)


def rows_of(measured: Measured) -> list[tuple[str, ...]]:
    rows = []
    for database, page in measured.cells:
        cell = [
            f"{measured.middle(database, page, figure):,.{digits}f}"
            for figure, digits in (("rate", 0), ("p50", 1), ("p95", 1))
        ]
        queries = str(measured.queries.get((database, page), 2))
        size = f"{measured.middle(database, page, 'bytes'):,.0f}"
        rows.append((database, page, *cell, queries, size, f"{measured.times_floor(database, page):.1f}"))
    for (database, what), waits in measured.waits.items():
        floor = median(measured.waits[database, FLOOR_POST])
        ordered = sorted(waits)
        rows.append((
            database, what, f"{1000 / median(waits):,.0f}", f"{median(waits):.1f}",
            f"{ordered[int(len(ordered) * 0.95)]:.1f}", "", "", f"{median(waits) / floor:.1f}",
        ))  # fmt: skip
    return rows


def sentences(measured: Measured, *, large: str, small: str, postgres: str | None) -> list[str]:
    """The ratios that must hold whatever the machine."""
    pages = [page for database, page in measured.cells if database == large]
    last = measured.ratio((large, "thread, last page"), (large, "thread, first page"))
    said = [f"Last page / first page of the longest thread: {last:.2f}."]
    growth = ", ".join(f"{page} {measured.ratio((large, page), (small, page)):.2f}" for page in pages)
    said.append(f"{large} / {small}: {growth}.")
    if measured.waits:
        both = [median(measured.waits[large, what]) for what in (REPLY_LONG, REPLY_SMALL)]
        said.append(f"A reply to the longest thread / to one of nine: {both[0] / both[1]:.2f}.")
    if postgres:
        faster = ", ".join(f"{page} {measured.ratio((large, page), (postgres, page)):.2f}" for page in pages)
        said.append(f"SQLite's cost / PostgreSQL's: {faster}.")
    return said


def about_rules(measured: dict[str, dict[str, float]]) -> list[str]:
    """What rules, a trial and the report cost, on one core, with nobody knocking meanwhile."""
    first = next(iter(measured.values()))
    patterns = f"{first['patterns']:.1f} ms (at most 50 wanted)"
    said = [
        f"1,000 patterns over a post of 10,000 characters: {patterns}; 1,000 phrases: {first['phrases']:.1f} ms.",
    ]
    for name, cost in measured.items():
        said.append(
            f"{name}: a rule tried on {cost['read']:,.0f} texts in {cost['seconds']:.0f} s, "
            f"{cost['read'] / cost['seconds']:,.0f} a second; the report of a year of 10,000 decisions in {cost['report']:.0f} ms."
        )
    return said


TELLING, SENDING, QUERIES = 60, 180, 8  # seconds for five thousand each; queries of one page of the search


def about_search(measured: dict[str, dict[str, Any]]) -> list[str]:
    """What two hundred searches of several kinds of people cost, one after another."""
    return [
        f"{name}: of 200 searches in {cost['entries']:,} entries the median took {cost['middle']:.0f} ms, one in twenty more "
        f"than {cost['slow']:.0f}, the longest {cost['worst']:.0f} ({cost['worst_asked']}); {cost['queries']} queries at most."
        for name, cost in measured.items()
    ]


def about_worker(measured: dict[str, dict[str, Any]]) -> list[str]:
    """What the worker does after one reply to a thread that thousands follow."""
    return [
        f"{name}: a reply to a thread that {cost['told']:,} follow in {1_000 * cost['reply']:.0f} ms; they are told in "
        f"{cost['telling']:.0f} s, {cost['told'] / cost['telling']:,.0f} a second; their mails of the day, {cost['sent']:,}, are "
        f"written in {cost['sending']:.0f} s, {cost['sent'] / cost['sending']:,.0f} a second."
        for name, cost in measured.items()
    ]


def too_much(searches: dict[str, dict[str, Any]], worked: dict[str, dict[str, Any]]) -> list[str]:
    """What is over a limit, or was not done."""
    said = [
        f"{name}: a search asked {cost['queries']} queries."
        for name, cost in searches.items()
        if cost["queries"] > QUERIES
    ]
    for name, cost in worked.items():
        if cost["telling"] > TELLING or cost["sending"] > SENDING:
            said.append(f"{name}: telling may take {TELLING} s and the mails {SENDING} s.")
        if cost["sent"] != cost["told"]:
            said.append(f"{name}: {cost['told']:,} were told, and {cost['sent']:,} mails sent.")
    return said


def machine() -> str:
    """What it was measured on, in a line."""
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as about:
            name = next(line.split(":")[1].strip() for line in about if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{os.cpu_count()} cores ({name}), {platform.system()}, Python {platform.python_version()}"


def as_markdown(rows: list[tuple[str, ...]], said: list[str]) -> str:
    lines = [machine() + ". Client, server and database share it.", "", "| " + " | ".join(COLUMNS) + " |"]
    lines.append("| --- | --- | " + " | ".join("---:" for _ in COLUMNS[2:]) + " |")
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([*lines, "", *[f"- {sentence}" for sentence in said], ""])


def show(rows: list[tuple[str, ...]], said: list[str]) -> None:
    table = Table(*COLUMNS)
    for column in table.columns[2:]:
        column.justify = "right"
    for row in rows:
        table.add_row(*row)
    console = Console()
    console.print(machine())
    console.print(table)
    for sentence in said:
        console.print(sentence)
