"""`manage.py bench`: how much each page costs next to Django's own floor, on this machine, now."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.progress import Progress

from forum.home.management.bench import report
from forum.home.management.bench.rows import Size
from forum.home.management.bench.servers import (
    Community,
    load,
    postgres_answers,
    rules_on,
    searches_on,
    served,
    worker_on,
)
from forum.home.management.bench.writing import floor_posts, replies


class Command(BaseCommand):
    help = "Measure each page beside an empty one, in turn, on SQLite and PostgreSQL. Writes var/bench.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--posts", type=int, default=_number("BENCH_POSTS", 100_000))
        parser.add_argument("--threads", type=int, default=_number("BENCH_THREADS", 2_000))
        parser.add_argument("--groups", type=int, default=_number("BENCH_GROUPS", 50))
        parser.add_argument("--rounds", type=int, default=_number("BENCH_ROUNDS", 3))
        parser.add_argument("--seconds", type=float, default=float(os.environ.get("BENCH_SECONDS", 2)))
        parser.add_argument("--connections", type=int, default=8)
        parser.add_argument(
            "--search", type=int, default=_number("BENCH_SEARCH", 0), help="posts to search in, at the end"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        size = Size(posts=options["posts"], threads=options["threads"], groups=options["groups"])
        tenth = Size(posts=size.posts // 10, threads=max(size.threads // 10, 2), groups=size.groups)
        large, small = f"SQLite, {size.posts:,} posts", f"SQLite, {tenth.posts:,} posts"
        databases = {name: (_sqlite(each), each) for name, each in ((large, size), (small, tenth))}
        postgres = f"PostgreSQL, {size.posts:,} posts"
        url = _postgres(size)
        if postgres_answers(url):
            databases[postgres] = (url, size)
        else:
            self.stdout.write("No PostgreSQL answers: this run measures SQLite only.")
        with served(databases) as communities:
            measured = self._measured(communities, options, replying=[name for name in databases if name != small])
        rows = report.rows_of(measured)
        said = report.sentences(
            measured, large=large, small=small, postgres=postgres if postgres in databases else None
        )
        said += report.about_rules({name: rules_on(databases[name][0]) for name in databases if name != small})
        searched = {
            name: searches_on(databases[name][0], posts=_grown(name, options)) for name in databases if name != small
        }
        worked = {name: worker_on(databases[name][0]) for name in databases if name != small}
        said += report.about_search(searched) + report.about_worker(worked)
        report.show(rows, said)
        written = Path(settings.VAR) / "bench.md"
        written.write_text(report.as_markdown(rows, said))
        self.stdout.write(f"Also in {written}.")
        if over := report.too_much(searched, worked):
            raise CommandError(" ".join(over))

    def _measured(
        self, communities: dict[str, Community], options: dict[str, Any], *, replying: list[str]
    ) -> report.Measured:
        """Every cell once, then again: a page is compared only with the floor of its own round."""
        measured = report.Measured()
        how = {"seconds": options["seconds"], "connections": options["connections"]}
        pages = next(iter(communities.values())).pages
        with Progress() as bar:
            task = bar.add_task(
                "measuring", total=options["rounds"] * len(communities) * (len(pages) + 1) + len(replying)
            )
            for turn in range(options["rounds"]):
                for page in (report.FLOOR, *pages):
                    for name, community in communities.items():
                        port = community.floor if page == report.FLOOR else community.forum
                        path = "/" if page == report.FLOOR else community.pages[page]
                        if not turn:
                            load(port, community.cookie, path, seconds=0.3, connections=options["connections"])
                        measured.cells[name, page].append(load(port, community.cookie, path, **how))
                        bar.advance(task)
            for name in replying:
                self._reply(measured, communities[name])
                bar.advance(task)
        for name, community in communities.items():
            measured.queries.update({(name, page): count for page, count in community.queries.items()})
        return measured

    def _reply(self, measured: report.Measured, community: Community) -> None:
        """Interleaved, because a machine has moods."""
        for _turn in range(4):
            measured.waits[community.name, report.FLOOR_POST] += floor_posts(community, 25)
            measured.waits[community.name, report.REPLY_SMALL] += replies(community, community.small, 10)
            measured.waits[community.name, report.REPLY_LONG] += replies(community, community.long, 10)


def _number(name: str, default: int) -> int:
    return int(os.environ.get(name, default))


def _grown(name: str, options: dict[str, Any]) -> int:
    """How many posts are searched in: a fifth on SQLite, which is for smaller forums. 0 for as many as were built."""
    wanted: int = options["search"] if name.startswith("PostgreSQL") else options["search"] // 5
    return wanted if wanted > options["posts"] else 0


def _sqlite(size: Size) -> str:
    return f"sqlite:///{Path(settings.VAR).resolve() / f'bench-{size.posts}.sqlite3'}"


def _postgres(size: Size) -> str:
    server = os.environ.get("BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432")
    return f"{server}/alongside_bench_{size.posts}"
