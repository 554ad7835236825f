"""What of all meetups somebody wants to see, as it stands in an address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from accounts.queries import Viewer
from forum.meetups.distances import BANDS
from forum.meetups.models import Audience, Kind
from forum.meetups.pages.near import Origin, origin_at, remembered_origin

ANYWHERE = "any"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One thing that can be asked for with a press. :param query: the part of an address that asks for it."""

    label: str
    query: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an address asks for; whatever it asks wrongly is as if it asked for nothing.

    :param near: a place, 0 for the one that is remembered, `None` for anywhere.
    """

    near: int | None = 0
    within: int = 0
    kind: str = ""
    audience: str = ""
    group: int = 0
    is_online: bool = False
    is_step_free: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the place is asked for."""
        return bool(self.kind or self.audience or self.group or self.is_online or self.is_step_free)

    def origin(self, viewer: Viewer) -> Origin | None:
        """Return from where is looked: one query; none where it does not matter."""
        if self.near is None or self.is_online:
            return None
        if self.near:
            return origin_at(self.near, self.within)
        own = remembered_origin(viewer)
        return replace(own, within=self.within) if own and self.within in BANDS else own

    def query(self, **instead: object) -> str:
        """Return the part of an address that asks for this, with some of it said otherwise: "?kind=course"."""
        said: dict[str, object] = {
            "near": ANYWHERE if self.near is None else self.near,
            "within": self.within,
            "kind": self.kind,
            "audience": self.audience,
            "group": self.group,
            "online": int(self.is_online),
            "step_free": int(self.is_step_free),
            **instead,
        }
        kept = {name: value for name, value in said.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"


def choices_for(wanted: Wanted, origin: Origin | None, **more: object) -> list[Choice]:
    """What can be asked for with a press, from here. :param more: what every address keeps, such as the month."""
    here = not wanted.is_online
    near = Choice(
        label=str(origin) if origin else _("Near my town"),
        query=wanted.query(near=wanted.near or 0, online=0, **more),
        is_chosen=origin is not None,
    )
    anywhere = wanted.query(near=ANYWHERE, within=0, online=0, **more)
    step_free = wanted.query(step_free=int(not wanted.is_step_free), **more)
    return [
        near,
        Choice(label=_("Anywhere"), query=anywhere, is_chosen=here and not origin),
        Choice(label=_("Online"), query=wanted.query(online=1, **more), is_chosen=wanted.is_online),
        Choice(label=_("Step-free"), query=step_free, is_chosen=wanted.is_step_free),
    ]


def wanted_by(asked: Mapping[str, str]) -> Wanted:
    """Read what an address asks for."""
    near = asked.get("near", "")
    return Wanted(
        near=None if near == ANYWHERE else _number(near),
        within=_number(asked.get("within", "")),
        kind=_one_of(Kind.values, asked.get("kind", "")),
        audience=_one_of(Audience.values, asked.get("audience", "")),
        group=_number(asked.get("group", "")),
        is_online=asked.get("online") == "1",
        is_step_free=asked.get("step_free") == "1",
    )


def _one_of(known: list[str], text: str) -> str:
    return text if text in known else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
