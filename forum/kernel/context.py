"""What every template may use."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone


def site(request: HttpRequest) -> dict[str, object]:
    """Say whether this is the demo community, and, in the last days of a session, when it ends.

    The second is asked for by the template only, so that a page which shows it nowhere looks at nobody.
    """
    return {"is_demo": settings.DEMO, "session_ends_at": _session_end(request)}


def _session_end(request: HttpRequest) -> Callable[[], datetime | None]:
    def ends_at() -> datetime | None:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        kept = request.session.get("ends_at")
        moment = datetime.fromisoformat(kept) if isinstance(kept, str) else None
        is_near = moment is not None and timezone.now() > moment - settings.SESSION_WARNING
        return moment if is_near else None

    return ends_at
