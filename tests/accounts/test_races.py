"""Two people at the same moment."""

import threading

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.actions import change_name, leave_forum, set_boundary
from accounts.errors import NameTaken
from accounts.events import WordsChoice
from accounts.models import Boundary, Consent, HeldName, Person
from forum.groups.actions import remove_member
from forum.groups.actions.checking import sight_that_drifted
from forum.groups.models import Membership
from forum.kernel.verdicts import NotAllowed
from forum.threads.actions import react, withdraw_post
from forum.threads.models import Reaction
from tests.accounts.test_sign_up import ANSWERS, START
from tests.factories import a_group, a_person, a_reply, a_thread, joins

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Run each in a thread of its own, all starting together; return what they returned."""
    gate, results = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        try:
            gate.wait()
            results[place] = work()
        except Exception as failed:
            results[place] = failed
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return results


def up_to_the_last(email):
    client = Client()
    for step, said in list(ANSWERS.items())[:-1]:
        client.post(START + step, said if step else {"email": email})
    return client


def test_one_name_asked_for_twice_at_once_makes_one_account_and_one_sentence():
    clients = [up_to_the_last(f"p{number}@people.example") for number in range(4)]
    responses = at_once(*(lambda each=each: each.post(f"{START}log-in/", ANSWERS["log-in/"]) for each in clients))
    assert sorted(response.status_code for response in responses) == [200, 200, 200, 302]
    refused = [response for response in responses if response.status_code == 200]
    assert all("has this name already" in response.content.decode() for response in refused)
    assert Person.objects.count() == 1
    assert Consent.objects.count() == 3


def test_one_name_that_several_want_to_be_known_by_at_once_is_given_to_one():
    people = [a_person() for _ in range(4)]
    done = at_once(*(lambda each=each: change_name(name="Red Kite", by=each, now=timezone.now()) for each in people))
    assert sum(each is None for each in done) == 1
    assert all(isinstance(each, NameTaken | NotAllowed) for each in done if each is not None)
    assert Person.objects.filter(name="Red Kite").count() == 1
    assert HeldName.objects.count() == 1


def test_one_address_signed_up_twice_at_once_makes_one_account_and_no_error():
    clients = [up_to_the_last("same@people.example") for _ in range(2)]
    clients[1].post(f"{START}name/", {"name": "Red Kite"})
    responses = at_once(*(lambda each=each: each.post(f"{START}log-in/", ANSWERS["log-in/"]) for each in clients))
    assert [response.status_code for response in responses] == [302, 302]
    assert Person.objects.count() == 1


def test_the_last_button_pressed_four_times_at_once_makes_one_account_and_one_mail():
    client = up_to_the_last("wren@people.example")

    def press():
        twin = Client()
        twin.cookies = client.cookies.copy()
        return twin.post(f"{START}log-in/", ANSWERS["log-in/"])

    responses = at_once(*[press] * 4)
    assert [response.status_code for response in responses] == [302] * 4
    assert Person.objects.count() == 1
    assert len(mail.outbox) == 1
    assert "There is one already" not in mail.outbox[0].body


def test_a_boundary_set_twice_at_once_is_set_once():
    ann, ben = a_person("Marigold"), a_person("Teasel")
    results = at_once(*[lambda: set_boundary(other=ben, kind="block", by=ann, now=timezone.now())] * 4)
    assert not [each for each in results if isinstance(each, Exception)], results
    assert Boundary.objects.count() == 1


def test_two_people_who_block_each_other_at_once_both_do():
    for _round in range(8):
        ann, ben = a_person(), a_person()
        made = at_once(
            lambda ann=ann, ben=ben: set_boundary(other=ben, kind="block", by=ann, now=timezone.now()),
            lambda ann=ann, ben=ben: set_boundary(other=ann, kind="block", by=ben, now=timezone.now()),
        )
        assert [type(each) for each in made] == [Boundary, Boundary]


@pytest.mark.parametrize("choice", WordsChoice)
def test_leaving_waits_its_turn_while_hosts_and_friends_do_something_with_the_same_rows(choice):
    for _round in range(4):
        ann, ben, host = a_person(), a_person(), a_person()
        group = a_group(host=host)
        joins(ben, group)
        membership = joins(ann, group, role="moderator")
        thread = a_thread(of=group, by=ben)
        post = a_reply(to=thread, by=ben)
        react(post=post, kind="with_you", by=ann, now=timezone.now())
        a_reply(to=thread, by=ann)
        done = at_once(
            lambda ann=ann: leave_forum(choice=choice, by=ann, now=timezone.now()),
            lambda membership=membership, host=host: remove_member(membership=membership, by=host, now=timezone.now()),
            lambda post=post, ben=ben: withdraw_post(post=post, by=ben, now=timezone.now()),
            lambda thread=thread, ben=ben: a_reply(to=thread, by=ben),
        )
        failed = [each for each in done if isinstance(each, Exception) and not isinstance(each, NotAllowed)]
        assert not failed
        assert not Membership.objects.filter(person=ann).exists()
        assert not Reaction.objects.filter(person=ann).exists()
    assert not list(sight_that_drifted())


def test_an_account_that_is_closed_twice_at_once_is_closed_once():
    ann = a_person()
    done = at_once(*[lambda: leave_forum(choice=WordsChoice.KEEP, by=ann, now=timezone.now())] * 3)
    assert [type(each) for each in sorted(done, key=str)].count(type(None)) == 1
    assert sum(isinstance(each, NotAllowed) for each in done) == 2
