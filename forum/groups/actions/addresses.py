"""Addresses of groups: two plain words and a number, that say nothing about anybody."""

import secrets

from forum.groups.models import Group

_FIRST = (
    "amber april autumn blue breezy bright calm clear clover copper coral cosy dusky early easy evening fair fern "
    "gentle golden grassy green harvest hazel heather honey indigo ivory july june lemon light lilac linen little "
    "long maple march meadow mellow misty morning mossy olive open plain quiet russet sandy silver slow soft spring "
    "still summer sunny tidy velvet warm white wide willow winter woolly yellow"
)
_SECOND = (
    "acorn apple arch attic bank barn basket beach bench blanket boat book bowl bridge brook button candle chair "
    "cottage cup desk door field fire garden gate glade glass hall harbour hedge hill house jug kettle kite lamp "
    "lane lantern ledge loom mill moor oak orchard oven page pantry path pear pebble pine plum pond porch quilt "
    "river room shelf shell shore sofa spoon stair stone stool table tea thimble tray tree valley wall well window"
)


def free_address() -> str:
    """Return an address that no group has. Drawn by lot, so that it tells neither the order nor the number of groups.

    Source: README, G-9.
    """
    while True:
        slug = f"{secrets.choice(_FIRST.split())}-{secrets.choice(_SECOND.split())}-{secrets.randbelow(900) + 100}"
        if not Group.objects.filter(slug=slug).exists():
            return slug
