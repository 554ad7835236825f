"""A mail server on this machine, as small as can be: it keeps what it is given, refuses, or breaks off."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread


@dataclass
class Post:
    """
    :param refuses: how it answers to every recipient, instead of taking the mail.
    :param breaks_off: it takes the mail, and ends before it says so. :param seconds: for which it thinks about each.
    :param heard: called with each thing that it was told, before it answers: "RCPT", "DATA", "taken", and so on.
    """

    port: int = 0
    refuses: str = ""
    breaks_off: bool = False
    seconds: float = 0.0
    heard: Callable[[str], None] = lambda word: None
    taken: list[tuple[str, str]] = field(default_factory=list)  # to whom, and the mail

    @property
    def recipients(self) -> list[str]:
        return [to for to, _mail in self.taken]


@contextmanager
def a_mail_server() -> Iterator[Post]:
    """Listen on a free port until the end of the block."""
    post = Post()

    class Talk(StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            with suppress(OSError):  # whoever spoke was killed
                self._talk()

        def _talk(self) -> None:
            to = ""
            self.say("220 here")
            while line := self.rfile.readline():
                word = line.decode().strip().upper()
                post.heard(word[:4])
                if word.startswith("RCPT") and post.refuses:
                    self.say(post.refuses)
                elif word.startswith("RCPT"):
                    to = line.decode().partition("<")[2].partition(">")[0]
                    self.say("250 yes")
                elif word == "DATA":
                    self.say("354 go on")
                    lines = []
                    while (each := self.rfile.readline()) not in (b".\r\n", b""):
                        lines.append(each)
                    if not each:
                        return
                    post.taken.append((to, b"".join(lines).decode()))
                    post.heard("taken")
                    time.sleep(post.seconds)
                    if post.breaks_off:
                        return
                    self.say("250 taken")
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 yes")

    with ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        post.port = server.server_address[1]
        Thread(target=server.serve_forever, daemon=True).start()
        yield post
        server.shutdown()
