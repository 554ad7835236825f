"""Whether somebody looks at a page, or a browser only fetches it."""

from django.http import HttpRequest


def is_looked_at(request: HttpRequest) -> bool:
    """Whether somebody looks at the page now: not where a browser fetches it ahead of time, or asks for its headers."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method == "GET" and "prefetch" not in purpose and "prerender" not in purpose
