"""No byte of what somebody is told, on the page or in any part of any mail, is of what they may not see. Source: README, N-6.

Each viewer of the world has notices of every kind about everything in the closed group and in the hidden one, as if they
had been told when they could see it: shown, held, returned, declined, hidden and withdrawn words, decisions about others,
requests, meetups.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest

from forum.groups.models import Group
from forum.meetups.models import Message
from forum.notices.actions import send_due
from forum.notices.models import Delivery, Kind, Manner, Notice, Way, Wish
from forum.notices.rules import desk, groups, meetups, threads
from moderation.models import Report
from tests.border.test_canaries import world  # noqa: F401
from tests.border.world import Target, World, bytes_of
from tests.conftest import KINDS

pytestmark = pytest.mark.django_db

SIGNED_IN = KINDS[1:]
# What every mail may say: the area of a meetup.
IN_MAIL = ("venue area",)


def about_everything(target: Target) -> Iterator[tuple[str, dict[str, int]]]:
    """Each kind of notice, with fields that say what it is of, for everything that stands in a group of the world."""
    group = Group.objects.get(slug=target.group)
    numbers = target.numbers
    posts = [numbers, {**numbers, "posts": numbers["held"]}, *target.states]
    for kind in threads.KINDS:
        for each in posts:
            post = {} if kind == Kind.REPLIES else {"post_id": each["posts"]}
            yield kind, {"thread_id": each["threads"], "sequence": 1, **post}
    for kind in groups.KINDS:
        yield kind, {"group_id": group.pk}
    yield Kind.STATEMENT, {"statement_id": numbers["statements"]}
    for kind in (Kind.APPEAL, Kind.IN_APPEAL):
        yield kind, {"appeal_id": numbers["appeals"]}
    report = Report.objects.filter(receipt=target.words["receipt"]).first()
    yield Kind.ANSWERED, {"report_id": report.pk if report else Report.objects.latest("pk").pk}
    for each in posts:
        yield Kind.SHOWN, {"post_id": each["posts"]}
    yield Kind.SHOWN, {"meetup_id": numbers["meetups"]}
    yield Kind.WAITING, {}
    yield Kind.URGENT, {"sequence": numbers["cases"]}
    for kind in meetups.KINDS:
        yield kind, {"meetup_id": numbers["meetups"], "sequence": 1}
    for message in Message.objects.filter(meetup=numbers["meetups"]):
        yield Kind.MESSAGE, {"meetup_id": numbers["meetups"], "message_id": message.pk, "sequence": 10 + message.pk}


def plant(world: World, kind: str, now) -> None:  # noqa: F811
    person = world.viewers.people[kind]
    Notice.objects.filter(recipient=person).delete()
    rows = [
        Notice(recipient=person, kind=what, made_at=now, due_at=now, told_at=now, **about)
        for target in (world.closed, world.hidden)
        for what, about in about_everything(target)
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    planted = set(Notice.objects.filter(recipient=person).values_list("kind", flat=True))
    assert planted == set(Kind), "every kind is planted"


def pages_of(client) -> Iterator[str]:
    address = "/notices/"
    while address:
        text = bytes_of(client.get(address))
        yield text
        following = re.search(r'href="(/notices/\?before=[^"]+)"', text)
        address = following and following.group(1)


def said_by(mail) -> str:
    """Every byte as it leaves, and every part and header as a programme shows it."""
    raw = mail.message().as_bytes()
    read = message_from_bytes(raw, policy=policy.default)
    parts = [part.get_content() for part in read.walk() if not part.is_multipart()]
    return "\n".join([raw.decode(), *map(str, read.items()), *parts])


def leaks(said: str, canaries) -> list[str]:
    return [canary.what for canary in canaries if canary.word in said]


@pytest.mark.parametrize("kind", SIGNED_IN)
def test_no_canary_is_on_the_page_of_anybody_who_may_not_read_it(world, kind, now):  # noqa: F811
    plant(world, kind, now)
    pages = "\n".join(pages_of(world.viewers.client(kind)))
    assert leaks(pages, world.forbidden(kind)) == []
    if kind in ("member", "host"):
        assert "zqclosedtitle" in pages, "else nothing would be shown by this"
    if kind == "stranger":
        assert "/threads/" not in pages


@pytest.mark.parametrize("says_more", [False, True])
@pytest.mark.parametrize("kind", SIGNED_IN)
def test_no_canary_is_in_any_byte_of_any_mail(world, kind, says_more, now, mailoutbox):  # noqa: F811
    """At once, of every kind; and gathered. Where somebody wants names in their mail, none that they may not know."""
    plant(world, kind, now)
    person = world.viewers.people[kind]
    Manner.objects.create(person=person, says_more=says_more)
    ways = {Way.MAIL: desk.KINDS + groups.KINDS + meetups.KINDS, Way.DAILY: threads.KINDS}
    Wish.objects.bulk_create(Wish(person=person, kind=what, way=way) for way, kinds in ways.items() for what in kinds)
    at_once = Notice.objects.filter(recipient=person, kind__in=ways[Way.MAIL])
    Delivery.objects.all().delete()
    Delivery.objects.bulk_create(Delivery(recipient=person, notice=each, due_at=now) for each in at_once)
    Delivery.objects.create(recipient=person, way=Way.DAILY, due_at=now)
    mailoutbox.clear()
    while send_due(now=now):
        pass
    assert not Delivery.objects.filter(state__in=("pending", "sending", "failed")).exists()
    forbidden = world.forbidden(kind)
    if not says_more:
        forbidden = [each for each in world.canaries if not each.what.startswith(IN_MAIL)] + [
            each for each in forbidden if each.what.startswith(IN_MAIL)
        ]
    assert leaks("\n".join(map(said_by, mailoutbox)), forbidden) == []
    if kind in ("member", "host"):
        assert mailoutbox, "else nothing would be shown by this"
