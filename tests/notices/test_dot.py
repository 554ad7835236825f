"""The dot: that there is something new stands on every page until it was looked at, and in none that is kept."""

import pytest

from forum.groups.actions import leave_group
from forum.groups.models import Group
from forum.notices.actions import tell_due
from tests.factories import a_person
from tests.notices.rows import SOON, cancelled

pytestmark = pytest.mark.django_db

DOT = '<a class="news" href="/notices/"><span>Something new</span></a>'


@pytest.fixture
def browser(client, meetup, ann):
    """Ann's, who was just told that something is cancelled."""
    cancelled(meetup)
    tell_due(now=SOON)
    client.force_login(ann)
    return client


def has_dot(client, path="/groups/"):
    return DOT in client.get(path).content.decode()


def test_that_there_is_something_new_stands_on_every_page_until_somebody_looks(browser):
    assert all(
        has_dot(browser, path) for path in ("/", "/groups/", "/meetups/", "/search/", "/me/", "/notices/settings/")
    )
    assert not has_dot(browser, "/notices/"), "the page itself says what it is"
    assert not has_dot(browser)


def test_a_browser_that_fetches_ahead_or_asks_for_headers_has_not_looked(browser):
    browser.get("/notices/", headers={"sec-purpose": "prefetch"})
    browser.head("/notices/")
    assert has_dot(browser)


def test_where_all_of_it_is_out_of_sight_by_now_one_look_takes_the_dot_away_and_the_next_writes_nothing(
    browser, ann, meetup, queries
):
    leave_group(group=Group.objects.get(pk=meetup.group_id), by=ann, now=SOON)
    assert has_dot(browser)
    assert not has_dot(browser, "/notices/")
    assert not has_dot(browser)
    with queries() as asked:
        browser.get("/notices/")
    assert not asked.writes


def test_nobody_else_has_it_and_no_page_that_is_kept(browser, client):
    assert not has_dot(browser, "/help/now/")
    assert "no-store" in browser.get("/groups/")["Cache-Control"]
    client.logout()
    assert not has_dot(client, "/search/")
    client.force_login(a_person())
    assert not has_dot(client)


def test_the_way_to_what_one_was_told_stands_among_ones_own_pages(client):
    client.force_login(a_person())
    assert 'href="/notices/"' in client.get("/me/").content.decode()
