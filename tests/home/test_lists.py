"""Rows of lists that are put together without a template: what people chose stays text."""

import pytest
from django.test import Client

from accounts.models import Person
from tests.factories import a_group, a_person, a_thread
from tests.home.people import a_member, is_reading

pytestmark = pytest.mark.django_db

MARKUP = '<b title="x">&amp;</b>'
AS_TEXT = "&lt;b title=&quot;x&quot;&gt;&amp;amp;&lt;/b&gt;"


@pytest.mark.parametrize("what", ["group", "title", "name"])
@pytest.mark.parametrize("where", ["catch up", "the front of a group"])
def test_markup_in_a_name_or_a_title_is_shown_as_it_was_typed(settings, where, what):
    settings.SECOND_FACTOR_REQUIRED = False
    group = a_group(MARKUP if what == "group" else "Lounge")
    ann, teasel = a_person(), a_member(group, "Teasel")
    is_reading(ann, group)
    if what == "name":
        Person.objects.filter(pk=teasel.pk).update(name=MARKUP)
    a_thread(of=group, by=teasel, title=MARKUP if what == "title" else "Scan on Thursday")
    client = Client()
    client.force_login(ann)
    page = client.get("/" if where == "catch up" else f"/groups/{group.slug}/").content.decode()
    assert AS_TEXT in page
    assert MARKUP not in page
