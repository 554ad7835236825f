"""Two people at the same moment."""

import threading

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.actions import set_boundary
from accounts.models import Boundary, Consent, Person
from tests.accounts.test_sign_up import ANSWERS, START
from tests.factories import a_person

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
