"""Who is told that a post quotes or names them. Source: README, P-18."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from accounts.actions import set_boundary
from accounts.models import Person
from forum.groups.actions import leave_group
from forum.notices.actions import choose_how_to_be_told, tell_due
from forum.notices.models import Notice
from forum.threads.actions import edit_post, note_reading, reply, subscribe
from forum.threads.actions.publishing import publish_revision
from forum.threads.models import Post, Thread
from forum.threads.queries import people_named
from moderation.models import Revision
from moderation.policy import Policy
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins, numbered

pytestmark = pytest.mark.django_db

LATER = WHEN + timedelta(minutes=5)


@pytest.fixture
def room():
    """Ann began a thread; Bea writes in it; Cat and Dot Marsh are members, and have written nothing there."""
    group = a_group("Scans and results")
    people = {name: a_person(name) for name in ("Ann", "Bea", "Cat", "Dot Marsh")}
    for person in people.values():
        joins(person, group)
    ann, bea, cat, dot = people.values()
    return SimpleNamespace(group=group, thread=a_thread(of=group, by=ann), ann=ann, bea=bea, cat=cat, dot=dot)


def told(person, now=LATER):
    """What is told to them when its moment comes, oldest first."""
    tell_due(now=now)
    return [each.kind for each in Notice.objects.visible_to(person).order_by("pk")]


def quoting(post, words="So do I."):
    return f"> [post {post.pk}]\n> something\n\n{words}"


def changed(post, body, *, now=LATER):
    post = Post.objects.get(pk=post.pk)
    edit_post(post=post, title="", body=body, seen_revision=post.revision_id, by=post.author, now=now)


def named_in(body, *, group, by):
    found = people_named(body, group_id=group.pk, by=by)
    return set(Person.objects.filter(pk__in=found).values_list("name", flat=True))


def test_whoever_is_quoted_is_told_of_that_and_not_also_of_a_reply(room):
    reply = a_reply(to=room.thread, by=room.bea, body=quoting(numbered(room.thread, 1)))
    assert told(room.ann) == ["quoted"]
    notice = Notice.objects.get(recipient=room.ann)
    assert (notice.thread_id, notice.post_id, notice.sequence) == (room.thread.pk, reply.pk, 2)


def test_whoever_quotes_themselves_is_told_nothing(room):
    a_reply(to=room.thread, by=room.ann, body=quoting(numbered(room.thread, 1)))
    assert told(room.ann) == []


def test_a_post_that_quotes_two_of_ones_posts_is_told_once(room):
    second = a_reply(to=room.thread, by=room.ann)
    a_reply(to=room.thread, by=room.bea, body=quoting(numbered(room.thread, 1)) + "\n\n" + quoting(second))
    assert told(room.ann) == ["quoted"]


def test_whoever_wrote_without_their_name_is_told_that_they_were_quoted_and_nobody_else_is(room, client):
    room.group.allows_unnamed = True
    room.group.save()
    mine = a_reply(to=room.thread, by=room.cat, is_unnamed=True)
    a_reply(to=room.thread, by=room.bea, body=quoting(mine), is_unnamed=True)
    assert told(room.cat) == ["quoted"]
    assert "quoted" not in told(room.ann)
    client.force_login(room.cat)
    page = client.get("/notices/").content.decode()
    assert "Somebody quoted you." in page
    assert "Bea" not in page


def test_whoever_chose_not_to_be_told_of_quotes_is_told_of_the_reply(room):
    choose_how_to_be_told(ways={"quoted": "none"}, quiet=None, by=room.ann, now=WHEN)
    a_reply(to=room.thread, by=room.bea, body=quoting(numbered(room.thread, 1)))
    assert told(room.ann) == ["replies"]


def test_whoever_is_named_is_told_once_however_often_they_are_named(room):
    a_reply(to=room.thread, by=room.bea, body="@Cat, and @cat again, and **@Cat**: how did it go?")
    assert told(room.cat) == ["named"]
    assert told(room.dot) == []


def test_whoever_began_a_thread_and_is_named_is_told_of_that_alone(room):
    a_reply(to=room.thread, by=room.bea, body="@Ann, how did it go?")
    assert told(room.ann) == ["named"]


def test_whoever_is_quoted_and_named_is_told_once(room):
    a_reply(to=room.thread, by=room.bea, body=quoting(numbered(room.thread, 1), "@Ann, so do I."))
    assert told(room.ann) == ["quoted"]


def test_a_new_thread_names_people_too(room):
    a_thread(of=room.group, by=room.bea, body="Is @Dot Marsh here?")
    assert told(room.dot) == ["named"]


@pytest.mark.parametrize(("words", "names"), [
    ("@Dot Marsh, are you there", {"Dot Marsh"}),
    ("@dot marsh's oven", {"Dot Marsh"}),
    ("@Dot is not @Dotty", {"Dot"}),
    ("@Dot  Marsh", {"Dot Marsh"}),
    ("(@Ann) \"@Cat\"—@Bea!", {"Ann", "Cat"}),
    ("@Ann\nMarsh and *@Dot* Marsh", {"Ann", "Dot Marsh"}),
    ("@Annabel", set()),
    ("ann@Cat.example and ann.@Cat and https://social.example/@Cat", set()),
    ("> @Ann wrote\n\nYes.", set()),
    ("- a list\n  > @Ann in a quote in it\n- @Cat", {"Cat"}),
    ("`@Ann` and\n\n```\n@Cat\n```\n\n    @Dot Marsh", set()),
    ("@ Ann, @@Ann, @", set()),
    ("@Bea, to myself", set()),
    ("@" + "Ann" * 40, set()),
    ("@Ånn and @ANN", {"Ann"}),
    ("@Олена, привіт", {"Олена"}),
])  # fmt: skip
def test_at_and_a_name_names_somebody_by_its_look(room, words, names):
    for name in ("Dot", "Олена"):
        joins(a_person(name), room.group)
    assert named_in(words, group=room.group, by=room.bea) == names


def test_of_one_post_ten_names_count(room):
    people = [joins(a_person(f"Neighbour {letter}"), room.group).person for letter in "ABCDEFGHJKMN"]
    words = " ".join(f"@{person.name}" for person in people)
    assert len(named_in(words, group=room.group, by=room.bea)) == 10


def test_naming_costs_one_look_up_however_many_are_named_and_none_without_a_sign(room, queries):
    def asked(body):
        with queries() as asked:
            people_named(body, group_id=room.group.pk, by=room.bea)
        return asked.count

    assert asked("Nobody at all, for four pence") == asked("me@home.example") == 0
    assert asked("@Ann") == asked("@Ann @Cat @Dot Marsh @Nobody @Elsewhere") == 1


def is_outside(room, cat):
    leave_group(group=room.group, by=cat, now=WHEN)


def blocks(room, cat):
    set_boundary(other=room.bea, kind="block", by=cat, now=WHEN)


def is_blocked(room, cat):
    set_boundary(other=cat, kind="block", by=room.bea, now=WHEN)


def keeps_apart(room, cat):
    set_boundary(other=room.bea, kind="apart", by=cat, now=WHEN)


def has_left(room, cat):
    Person.objects.filter(pk=cat.pk).update(is_active=False)


@pytest.mark.parametrize("happens", [is_outside, blocks, is_blocked, keeps_apart, has_left])
def test_a_name_that_the_writer_may_not_see_is_as_one_that_nobody_has(room, happens, queries):
    happens(room, room.cat)
    with queries() as of_nobody:
        first = a_reply(to=room.thread, by=room.bea, body="@Nob, how did it go?")
    with queries() as of_cat:
        second = a_reply(to=room.thread, by=room.bea, body="@Cat, how did it go?")
    assert not Notice.objects.filter(recipient=room.cat).exists()
    assert second.html == first.html.replace("Nob", "Cat")
    assert of_cat.count == of_nobody.count


def test_a_mention_tells_no_title_to_somebody_outside_of_the_group(room, client):
    outside = a_person("Eve")
    a_reply(to=room.thread, by=room.bea, body="@Eve should see this")
    assert told(outside) == []
    client.force_login(outside)
    assert room.thread.title not in client.get("/notices/").content.decode()


def test_a_change_tells_those_whom_it_names_or_quotes_now_and_nobody_twice(room):
    reply = a_reply(to=room.thread, by=room.bea, body="@Cat, how did it go?")
    assert told(room.cat) == ["named"]
    changed(reply, quoting(numbered(room.thread, 1), "@Cat and @Dot Marsh, how did it go?"))
    assert told(room.cat) == ["named"]
    assert told(room.dot) == ["named"]
    assert told(room.ann) == ["replies", "quoted"]
    changed(reply, "@Cat and @Dot Marsh, how did it go, then?", now=LATER + timedelta(minutes=1))
    assert told(room.dot) == ["named"]


def test_who_had_read_a_post_before_it_named_them_is_told_all_the_same(room):
    reply = a_reply(to=room.thread, by=room.bea, body="How did it go?")
    note_reading(thread=Thread.objects.get(pk=room.thread.pk), number=2, by=room.cat, now=WHEN)
    changed(reply, "@Cat, how did it go?")
    assert told(room.cat) == ["named"]


def test_who_read_a_post_that_names_them_is_not_told_any_more(room):
    a_reply(to=room.thread, by=room.bea, body="@Cat, how did it go?")
    note_reading(thread=Thread.objects.get(pk=room.thread.pk), number=2, by=room.cat, now=WHEN)
    assert told(room.cat) == []
    assert Notice.objects.get(recipient=room.cat).skipped_because == "read"


def test_whoever_asked_to_hear_nothing_of_a_thread_hears_of_no_name_in_it(room):
    subscribe(group=room.group, thread=room.thread, level="muted", by=room.cat, now=WHEN)
    subscribe(group=room.group, thread=room.thread, level="named", by=room.dot, now=WHEN)
    a_reply(to=room.thread, by=room.bea, body="@Cat and @Dot Marsh?")
    assert told(room.cat) == []
    assert told(room.dot) == ["named"]


def test_words_that_wait_tell_nobody_until_they_are_shown(room, monkeypatch):
    with monkeypatch.context() as held:
        held.setattr(Policy, "is_auto_approve", lambda *_arguments: False)
        words = quoting(numbered(room.thread, 1), "@Cat, how did it go?")
        post = reply(thread=room.thread, body=words, is_unnamed=False, form_key=uuid4(), by=room.bea, now=WHEN)
    assert not Notice.objects.exists()
    publish_revision(Revision.objects.of(post).newest_first()[0], WHEN)
    assert (told(room.ann), told(room.cat)) == (["quoted"], ["named"])
