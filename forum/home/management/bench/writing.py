"""How long a reply takes, one after another, beside a POST that writes nothing."""

import http.client
import re
import time
from html import unescape
from urllib.parse import urlencode

from forum.home.management.bench.servers import Community

WORDS = "\n\n".join(["Waiting is the hardest part of it, and nobody at work knows what Thursday means to me. " * 2] * 3)


class Writer:
    """One connection of one signed-in person."""

    def __init__(self, port: int, cookie: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.port = port
        self.cookie = cookie
        self.token = ""

    def get(self, path: str) -> str:
        self.connection.request("GET", path, headers={"Cookie": self._cookies()})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        found = re.search(r"csrftoken=([^;]+)", answer.headers.get("Set-Cookie") or "")
        if found:
            self.token = found.group(1)
        return text

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str, float]:
        """Send a form; return the status, where it leads, and the milliseconds until the answer was whole."""
        body = urlencode(fields)
        headers = {
            "Cookie": self._cookies(),
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        began = time.perf_counter()
        self.connection.request("POST", path, body, headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", ""), (time.perf_counter() - began) * 1000

    def _cookies(self) -> str:
        return f"{self.cookie}; csrftoken={self.token}" if self.token else self.cookie


def floor_posts(community: Community, count: int) -> list[float]:
    """Milliseconds of each POST to the floor."""
    writer = Writer(community.floor, community.cookie)
    token = writer.get("/?token=1")
    return [_taken(writer, "/", {"csrfmiddlewaretoken": token, "body": WORDS}, 200) for _ in range(count)]


def replies(community: Community, thread: str, count: int) -> list[float]:
    """Milliseconds of each reply to a thread. The page with the form is fetched before each, and not counted."""
    writer = Writer(community.forum, community.cookie)
    return [_reply(writer, thread, number) for number in range(count)]


def _reply(writer: Writer, thread: str, number: int) -> float:
    path = f"{thread}reply/"
    forms = re.findall(r"<form.*?</form>", writer.get(path), re.DOTALL)
    page = next((form for form in forms if 'name="form_key"' in form), "")
    hidden = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    fields = {name: unescape(value) for name, value in hidden.items()}
    return _taken(writer, path, {**fields, "body": f"{WORDS}\n\n{number}"}, 302, leads_to="#post-")


def _taken(writer: Writer, path: str, fields: dict[str, str], wanted: int, *, leads_to: str = "") -> float:
    """:param leads_to: part of where the answer leads; a reply that waits for a moderator leads elsewhere."""
    status, location, milliseconds = writer.post(path, fields)
    if status != wanted or leads_to not in location:
        raise RuntimeError(f"POST {path} answered {status} {location}")
    return milliseconds
