"""Which posts stand on which page of a thread. Arithmetic on numbers: nothing is counted, nothing is skipped over."""

from dataclasses import dataclass

from forum.threads.models import Post, Thread

ON_A_PAGE = 20
LARGEST = 2**31 - 1  # of a number in a thread


@dataclass(frozen=True)
class Jump:
    """A link to a page of the thread; the gap before it, if any, is said by `follows_gap`."""

    page: int
    address: str
    is_here: bool
    follows_gap: bool


def number_asked(text: str) -> int | None:
    """Return the number that an address asks for; None where it is not one, however large or strange it is."""
    if not (text.isascii() and text.isdigit()):
        return None
    return min(int(text[:18]), LARGEST)


def start_of(number: int) -> int:
    """Return the number with which the page of a post begins."""
    return (max(number, 1) - 1) // ON_A_PAGE * ON_A_PAGE + 1


def address_from(thread_id: int, start: int, *, is_open: bool = False) -> str:
    """Return the address of the page that begins with a number.

    :param is_open: what the reader's choices fold or hide there was opened once, and is not folded again.
    """
    asked = ([f"from={start}"] if start > 1 else []) + (["open"] if is_open else [])
    return f"/threads/{thread_id}/" + (f"?{'&'.join(asked)}" if asked else "")


def box_of(thread: Thread) -> str:
    """Return where one replies in a thread: at the end of its last page."""
    return f"{address_from(thread.pk, start_of(thread.last_number))}#reply"


def address_of(post: Post) -> str:
    """Return where a post stands in its thread; a held one stands at the end, for its author."""
    if post.number is None:
        return f"{address_from(post.thread_id, start_of(post.thread.last_number))}#held-{post.pk}"
    return f"{address_from(post.thread_id, start_of(post.number))}#post-{post.number}"


def jumps(thread: Thread, here: int, *, is_open: bool = False) -> list[Jump]:
    """Return at most seven pages to jump to: the first, the last, those around `here`, and one halfway to each end.

    :param here: the number with which this page begins. :param is_open: as for `address_from`.
    """
    last, page = start_of(thread.last_number) // ON_A_PAGE + 1, start_of(here) // ON_A_PAGE + 1
    if last == 1:
        return []
    near = {page - 1, page, page + 1}
    chosen = sorted(each for each in {1, last, (1 + page) // 2, (page + last) // 2} | near if 1 <= each <= last)
    return [
        Jump(
            each, address_from(thread.pk, (each - 1) * ON_A_PAGE + 1, is_open=is_open), each == page, before < each - 1
        )
        for before, each in zip([0, *chosen], chosen, strict=False)
    ]
