"""A group, a meetup that Olive organises in it, and Ann, who comes."""

import pytest

from forum.kernel.events import publish
from forum.meetups.events import AttendanceChanged
from tests.factories import WHEN, a_group, a_person, joins
from tests.meetups.rows import a_meetup, comes
from tests.notices.smtp import a_mail_server


@pytest.fixture
def group():
    return a_group("Scans and results")


@pytest.fixture
def meetup(group):
    olive = a_person("Olive")
    joins(olive, group, role="organiser")
    return a_meetup(of=group, by=olive)


@pytest.fixture
def ann(group, meetup):
    """She comes, and is to be reminded the day before."""
    ann = a_person("Ann")
    joins(ann, group)
    comes(ann, meetup)
    publish(AttendanceChanged(meetup_id=meetup.pk, person_id=ann.pk, state="going", at=WHEN))
    return ann


@pytest.fixture
def server(settings):
    """Mail goes to a server on this machine."""
    with a_mail_server() as post:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        yield post
