"""Databases to measure on, and servers of this machine's own: started here, and ended here by their number."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forum.home.management.bench.rows import Size

PATIENCE = 60  # seconds that a server may take to answer for the first time


@dataclass(frozen=True, kw_only=True)
class Community:
    """One built database, the forum on it, and the floor on it."""

    name: str
    forum: int  # port
    floor: int  # port
    cookie: str
    pages: dict[str, str]
    queries: dict[str, int]
    long: str
    small: str


@contextmanager
def served(databases: Mapping[str, tuple[str, Size]]) -> Iterator[dict[str, Community]]:
    """Build and serve every database: the forum as `make run` does, and the floor beside it."""
    with ExitStack() as stack:
        communities = {}
        for name, (url, size) in databases.items():
            about = build(url, size)
            forum = stack.enter_context(_server(url, "forum.wsgi:application"))
            floor = stack.enter_context(_server(url, "forum.home.management.bench.floor:application"))
            communities[name] = Community(name=name, forum=forum, floor=floor, **about)
        yield communities


def build(url: str, size: Size) -> dict[str, Any]:
    """Make and fill one database; return what `build_bench` says about it."""
    (_make_database if url.startswith("postgres") else _remove_files)(url)
    _manage(url, "migrate", "--verbosity", "0")
    said = _manage(url, "build_bench", f"--posts={size.posts}", f"--threads={size.threads}", f"--groups={size.groups}")
    return json.loads(said.splitlines()[-1])


def rules_on(url: str) -> dict[str, Any]:
    """Measure rules on one built database, in a process of its own."""
    return json.loads(_manage(url, "bench_rules").splitlines()[-1])


def searches_on(url: str, *, posts: int) -> dict[str, Any]:
    """Measure the search on one built database, grown to so many posts first; 0 for as many as there are."""
    return json.loads(_manage(url, "bench_search", f"--posts={posts}").splitlines()[-1])


def worker_on(url: str) -> dict[str, Any]:
    """Measure the worker on one built database, in a process of its own."""
    return json.loads(_manage(url, "bench_worker").splitlines()[-1])


def postgres_answers(url: str) -> bool:
    """Whether a PostgreSQL server can be reached there, whatever databases it has."""
    import psycopg

    try:
        psycopg.connect(_server_of(url), connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def _make_database(url: str) -> None:
    """Make the database anew: replies that were measured before stand in an old one, and would be measured along."""
    import psycopg
    from psycopg import sql

    name = sql.Identifier(url.rpartition("/")[2])
    with psycopg.connect(_server_of(url), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))


def _remove_files(url: str) -> None:
    """The same on SQLite."""
    path = Path(url.removeprefix("sqlite:///"))
    for each in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        each.unlink(missing_ok=True)


def _server_of(url: str) -> str:
    return url.rpartition("/")[0] + "/postgres"


def _environment(url: str) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "forum.settings.demo"}


def _manage(url: str, *words: str) -> str:
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, env=_environment(url), stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


@contextmanager
def _server(url: str, application: str) -> Iterator[int]:
    port = _free_port()
    command = [sys.executable, "manage.py", "serve", f"--port={port}", f"--application={application}", "--without-work"]
    process = subprocess.Popen(command, env=_environment(url), stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            connection.close()
            return
    raise RuntimeError(f"The server on port {port} did not answer within {PATIENCE} seconds.")


def load(port: int, cookie: str, path: str, *, seconds: float, connections: int) -> dict[str, Any]:
    """Knock from a process of its own, so that its work is not the server's."""
    script = Path(__file__).with_name("load.py")
    command = [sys.executable, str(script), str(port), cookie, str(seconds), str(connections), path]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    if set(found["statuses"]) != {"200"}:
        raise RuntimeError(f"{path} answered {found['statuses']}")
    return found
