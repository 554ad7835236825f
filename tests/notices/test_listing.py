"""The page on which somebody reads what they were told: by day, by what it is of, newest first, page after page."""

import re
from datetime import timedelta

import pytest

from accounts.actions import choose_gently
from forum.notices.models import Notice
from forum.threads.models import Thread
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(client):
    """Ann, signed in, who began two threads in which Bea answers."""
    group = a_group("Scans and results")
    ann, bea = (joins(a_person(name), group).person for name in ("Ann", "Bea"))
    threads = [a_thread(of=group, by=ann, title=title) for title in ("Thursday", "Porridge")]
    for thread in threads:
        a_reply(to=thread, by=bea)
    Notice.objects.all().delete()
    client.force_login(ann)
    return ann, *threads


def told(person, thread, at, **rest):
    return Notice.objects.create(
        recipient=person, thread=thread, sequence=2, made_at=WHEN, due_at=WHEN, told_at=at,
        **{"kind": "replies", "read_at": at, **rest},
    )  # fmt: skip


def page(client, address="/notices/"):
    return client.get(address).content.decode()


def headings(text):
    main = text[text.index("<main") :]
    return re.findall(r"<h([1-3])[^>]*>([^<]*)", main)


def test_what_was_written_first_and_told_last_stands_first_and_each_day_once(client, room):
    ann, thursday, porridge = room
    told(ann, thursday, WHEN + timedelta(days=3))
    told(ann, porridge, WHEN + timedelta(days=1))
    told(ann, thursday, WHEN + timedelta(days=3, minutes=5), kind="named", post=None)
    told(ann, porridge, WHEN + timedelta(days=3, minutes=3))
    told(ann, thursday, WHEN + timedelta(days=1, minutes=1))
    assert headings(page(client))[1:] == [
        ("2", "Thursday 5 November"), ("3", "Thursday"), ("3", "Porridge"),
        ("2", "Tuesday 3 November"), ("3", "Thursday"), ("3", "Porridge"),
    ]  # fmt: skip


def test_every_notice_stands_on_one_page_also_where_many_were_told_at_once(client, room):
    ann, thursday, porridge = room
    for number in range(45):
        told(ann, porridge if number % 2 else thursday, WHEN + timedelta(minutes=number // 30), kind="replies")
    address, seen = "/notices/", []
    while address:
        text = page(client, address)
        seen.append(text.count('class="title"'))
        following = re.search(r'href="(/notices/\?before=[^"]+)"', text)
        address = following and following.group(1)
    assert seen == [20, 20, 5]


@pytest.mark.parametrize("before", ["x", "-", "1-", "9" * 40, f"{'9' * 18}-1", "1-2-3", "²-1", "0"])
def test_an_address_that_names_no_place_gives_the_first_page(client, room, before):
    ann, thursday, _porridge = room
    told(ann, thursday, WHEN)
    answer = client.get("/notices/", {"before": before})
    assert answer.status_code == 200
    assert before == f"{'9' * 18}-1" or "Thursday" in answer.content.decode()


def test_a_title_that_its_reader_hides_is_told_by_its_note_only(client, room):
    ann, _thursday, porridge = room
    Thread.objects.filter(pk=porridge.pk).update(notes="dying", starter=a_person())
    told(ann, porridge, WHEN)
    assert "Porridge" in page(client)
    choose_gently(choices={"dying": "hide"}, by=ann, now=WHEN)
    text = page(client)
    assert "Porridge" not in text
    assert "dying and end of life" in text


def test_names_and_titles_are_read_in_their_own_direction(client, room):
    ann, thursday, _porridge = room
    Thread.objects.filter(pk=thursday.pk).update(title="مرحبا")
    told(ann, thursday, WHEN)
    assert '<h3 dir="auto">مرحبا</h3>' in page(client)
