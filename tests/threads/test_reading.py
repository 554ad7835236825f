"""Paging, the jump to what is new, and the one thing that reading writes."""

import pytest

from accounts.models import Boundary
from forum.threads.actions import note_reading, withdraw_post
from forum.threads.models import Post, ReadingPosition
from forum.threads.pages.windows import jumps
from tests.factories import WHEN, a_reply

pytestmark = pytest.mark.django_db


def shown(answer):
    return [int(row.anchor.removeprefix("post-")) for row in answer.context["page"].rows]


@pytest.fixture
def long_room(room):
    for _each in range(59):
        a_reply(to=room.thread, by=room.bea)
    room.thread.refresh_from_db()
    return room


def test_walking_forward_and_back_meets_every_post_once(long_room, browser_of):
    client, met = browser_of(long_room.ann), []
    address = long_room.address
    while address:
        answer = client.get(address)
        met += shown(answer)
        address = answer.context["page"].newer
    assert met == list(range(1, 61))
    address, met = f"{long_room.address}?before=61", []
    while address:
        answer = client.get(address)
        met = shown(answer) + met
        address = answer.context["page"].older
    assert met == list(range(1, 61))


def test_a_full_last_page_is_followed_by_no_empty_one(long_room, browser_of):
    answer = browser_of(long_room.ann).get(f"{long_room.address}?from=41")
    assert shown(answer) == list(range(41, 61))
    assert not answer.context["page"].newer
    assert [jump.page for jump in answer.context["page"].jumps] == [1, 2, 3]


@pytest.mark.parametrize("asked", ["from=61", "from=9999", "from=" + "9" * 60, "from=2147483647", "before=" + "9" * 18])
def test_past_the_end_is_the_last_page_and_never_an_empty_one(long_room, browser_of, asked):
    assert shown(browser_of(long_room.ann).get(f"{long_room.address}?{asked}")) == list(range(41, 61))


@pytest.mark.parametrize(
    "asked",
    ["from=0", "from=-1", "from=x", "from=", "from=%00", "from=1e3", "from=٣", "before=0", "before=1", "before=x"],
)
def test_a_strange_place_in_the_address_is_never_a_500(long_room, browser_of, asked):
    answer = browser_of(long_room.ann).get(f"{long_room.address}?{asked}")
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert shown(answer)[0] == 1


@pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 30])
@pytest.mark.parametrize(
    "where", ["threads/{}/", "posts/{}/", "threads/{}/reply/", "posts/{}/edit/", "posts/{}/history/"]
)
def test_huge_numbers_in_addresses_are_not_found(room, browser_of, pk, where):
    assert browser_of(room.ann).get("/" + where.format(pk)).status_code == 404


@pytest.mark.parametrize("here", [1, 41, 5001, 9981])
def test_at_most_seven_links_lead_through_ten_thousand_posts(room, here):
    room.thread.last_number = 10_000
    found = jumps(room.thread, here)
    assert len(found) <= 7
    assert [found[0].page, found[-1].page] == [1, 500]
    assert [jump.page for jump in found if jump.is_here] == [(here - 1) // 20 + 1]


def test_the_jump_leads_to_the_first_new_post_and_says_how_many(long_room, browser_of):
    note_reading(thread=long_room.thread, number=30, by=long_room.ann, now=WHEN)
    client = browser_of(long_room.ann)
    answer = client.get(f"{long_room.address}?unread")
    assert answer["Location"] == f"{long_room.address}?from=21#post-31"
    page = client.get(f"{long_room.address}?from=21").content.decode()
    assert "30 replies since you were here" in page
    assert page.index("30 replies since") < page.index('id="post-31"')
    assert page.index("30 replies since") > page.index('id="post-30"')


def test_the_jump_passes_over_what_is_hidden_removed_or_ones_own(long_room, browser_of, now):
    note_reading(thread=long_room.thread, number=60, by=long_room.ann, now=WHEN)
    withdraw_post(post=a_reply(to=long_room.thread, by=long_room.bea), by=long_room.bea, now=now)
    a_reply(to=long_room.thread, by=long_room.ann)
    a_reply(to=long_room.thread, by=long_room.cat)
    Boundary.objects.create(setter=long_room.ann, other=long_room.cat, kind="block", set_at=WHEN)
    client = browser_of(long_room.ann)
    assert client.get(f"{long_room.address}?unread")["Location"].endswith("#post-62")
    a_reply(to=long_room.thread, by=long_room.bea)
    assert client.get(f"{long_room.address}?unread")["Location"] == f"{long_room.address}?from=61#post-64"


def test_a_page_of_hidden_posts_only_is_not_empty(room, browser_of):
    for _each in range(45):
        a_reply(to=room.thread, by=room.bea)
    a_reply(to=room.thread, by=room.cat)
    Boundary.objects.create(setter=room.bea, other=room.moderator, kind="apart", set_at=WHEN)
    client = browser_of(room.moderator)
    assert shown(client.get(room.address)) == [1, 47]
    assert shown(client.get(f"{room.address}?from=21")) == [47]
    assert shown(client.get(f"{room.address}?before=40")) == [1]


@pytest.mark.parametrize("number", [1, 20, 21, 60])
def test_a_posts_address_leads_to_its_page(long_room, browser_of, number):
    post = Post.objects.get(thread=long_room.thread, number=number)
    client = browser_of(long_room.ann)
    answer = client.get(f"/posts/{post.pk}/")
    assert answer["Location"].endswith(f"#post-{number}")
    assert number in shown(client.get(answer["Location"]))


def test_reading_is_written_once_and_only_grows(long_room, browser_of, queries):
    client = browser_of(long_room.ann)

    def position():
        return ReadingPosition.objects.filter(person=long_room.ann).values_list("number", flat=True).first()

    client.get(f"{long_room.address}?from=21")
    assert position() == 40
    client.get(long_room.address)
    assert position() == 40
    with queries() as asked:
        client.get(f"{long_room.address}?from=21")
    assert asked.writes == []
    client.get(f"{long_room.address}?from=41")
    assert position() == 60
    note_reading(thread=long_room.thread, number=10, by=long_room.ann, now=WHEN)
    note_reading(thread=long_room.thread, number=10**6, by=long_room.ann, now=WHEN)
    assert position() == 60


@pytest.mark.parametrize(
    "headers", [{"Sec-Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}]
)
def test_a_page_that_is_only_fetched_ahead_is_not_read(long_room, browser_of, headers):
    browser_of(long_room.ann).get(long_room.address, headers=headers)
    browser_of(long_room.ann).head(long_room.address)
    assert not ReadingPosition.objects.filter(person=long_room.ann).exists()


def test_nobody_is_told_what_others_have_read(long_room, browser_of):
    before = browser_of(long_room.cat).get(long_room.address).content
    browser_of(long_room.ann).get(f"{long_room.address}?from=41")
    after = browser_of(long_room.cat).get(long_room.address).content
    assert len(before) == len(after)
