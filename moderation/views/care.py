"""Help that is shown at once to somebody whose words suggest danger: never a diagnosis, never kept, never in the way."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

CARDS = {name: f"care/_{name}.html" for name in ("suicidal_thoughts", "cord_compression", "vein_obstruction", "fever")}


def with_care(request: HttpRequest, cards: Iterable[str], *, onward: str) -> HttpResponse:
    """Lead on to a page, and show care cards first where words called for them.

    They are the answer to the request itself: nothing of them is in an address, a cookie, a session or a row, and
    what was posted stands. Source: README, M-23.

    :param cards: codes of cards; one that is not known is left out.
    """
    wanted = set(cards)
    shown = [template for name, template in CARDS.items() if name in wanted]
    if not shown:
        return redirect(onward)
    return render(request, "care/cards.html", {"cards": shown, "onward": onward})
