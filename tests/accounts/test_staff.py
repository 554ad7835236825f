"""The first staff come from whoever runs the machine."""

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from tests.factories import a_person

pytestmark = pytest.mark.django_db


def test_the_operator_makes_somebody_staff_and_takes_it_back(capsys):
    betony = a_person("Betony")

    call_command("staff", betony.email.upper())
    betony.refresh_from_db()
    assert betony.is_staff

    call_command("staff", betony.email, "--end")
    betony.refresh_from_db()
    assert not betony.is_staff


@pytest.mark.parametrize("what", ["an unproved address", "a closed account", "nobody"])
def test_nobody_becomes_staff_by_an_address_that_is_not_proved_theirs(what):
    somebody = a_person("Somebody quiet")
    if what == "an unproved address":
        EmailAddress.objects.filter(user=somebody).update(verified=False)
    if what == "a closed account":
        somebody.is_active = False
        somebody.save()

    with pytest.raises(CommandError):
        call_command("staff", "nobody@people.example" if what == "nobody" else somebody.email)

    somebody.refresh_from_db()
    assert not somebody.is_staff
