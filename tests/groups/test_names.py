"""Names that are offered to whoever begins to type one. Source: README, P-18."""

from urllib.parse import urlencode

import pytest

from accounts.actions import leave_forum, set_boundary
from accounts.events import WordsChoice
from forum.groups.actions import leave_group
from tests.factories import WHEN, a_group, a_person, joins

pytestmark = pytest.mark.django_db

NAMES = ("Dot Marsh", "Dottie", "Mary-Dot", "Pendot", "Zoë", "Cat")


@pytest.fixture
def ann():
    return a_person("Dot Ann")


@pytest.fixture
def group(ann):
    group = a_group("Scans and results")
    for person in (ann, *map(a_person, NAMES)):
        joins(person, group)
    return group


@pytest.fixture
def offered(client, ann, group):
    """The names that are offered to Ann."""
    client.force_login(ann)

    def asked(beginning, *, by=ann, of=group):
        client.force_login(by)
        return client.get(f"/groups/{of.slug}/people/names/?{urlencode({'q': beginning})}")

    return asked


def of(name, group):
    return next(each.person for each in group.memberships.select_related("person") if each.person.name == name)


@pytest.mark.parametrize(("beginning", "names"), [
    ("dot", ["Dot Marsh", "Dottie", "Mary-Dot"]),
    ("Dot m", ["Dot Marsh"]),
    ("  dot", ["Dot Marsh", "Dottie", "Mary-Dot"]),
    ("mar", ["Dot Marsh", "Mary-Dot"]),
    ("ZOË", ["Zoë"]),
    ("zoe", ["Zoë"]),
    ("c", ["Cat"]),
    ("x", []),
    ("", []),
    ("%", []),
    ("_at", []),
    ("dot" * 20, []),
])  # fmt: skip
def test_names_of_which_a_word_begins_so_are_offered_and_never_ones_own(offered, beginning, names):
    assert offered(beginning).json() == {"names": names}


@pytest.mark.parametrize("beginning", ["\ud800".encode("utf-8", "surrogatepass"), b"\xff\xfe", "'; --", "\u202e", "🙂"])
def test_whatever_is_typed_there_is_an_answer(offered, beginning):
    """A NUL byte is in no address at all: that is refused before."""
    assert offered("\x00").status_code == 400
    answer = offered(beginning)
    assert answer.status_code == 200
    assert answer.json()["names"] == []


def test_eight_at_most_are_offered(offered, group):
    for letter in "ABCDEFGHJKM":
        joins(a_person(f"Wren {letter}"), group)
    assert offered("wren").json()["names"] == [f"Wren {letter}" for letter in "ABCDEFGH"]


def leaves(person, group, ann):
    leave_group(group=group, by=person, now=WHEN)


def leaves_the_forum(person, group, ann):
    leave_forum(choice=WordsChoice.KEEP, by=person, now=WHEN)


def blocks(person, group, ann):
    set_boundary(other=ann, kind="block", by=person, now=WHEN)


def is_blocked(person, group, ann):
    set_boundary(other=person, kind="block", by=ann, now=WHEN)


def keeps_apart(person, group, ann):
    set_boundary(other=ann, kind="apart", by=person, now=WHEN)


@pytest.mark.parametrize("happens", [leaves, leaves_the_forum, blocks, is_blocked, keeps_apart])
def test_whom_one_may_not_see_here_is_not_offered(offered, group, ann, happens):
    assert offered("cat").json()["names"] == ["Cat"]
    happens(of("Cat", group), group, ann)
    assert offered("cat").json() == offered("nobody").json() == {"names": []}


def test_nobody_of_another_group_is_offered_and_nobody_outside_is_answered(offered, group, client):
    elsewhere, eve = a_group("Elsewhere", reading="public"), a_person("Eve")
    joins(eve, elsewhere)
    assert offered("eve").json() == {"names": []}
    assert offered("cat", by=eve).status_code == 404
    assert offered("eve", of=elsewhere).status_code == 403
    client.logout()
    assert client.get(f"/groups/{group.slug}/people/names/?q=cat").status_code == 302


def test_offering_names_costs_the_same_in_a_large_group(offered, group, queries):
    def asked():
        with queries() as asked:
            offered("d")
        return asked.count

    before = asked()
    for number in range(20):
        joins(a_person(f"Dora {number}"), group)
    assert asked() == before
