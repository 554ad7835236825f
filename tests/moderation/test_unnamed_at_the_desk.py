"""Who wrote without a name is told at the desk on asking, and by nothing else. README, M-12 and M-18."""

from uuid import uuid4

import pytest
from django.utils import timezone

from forum.groups.models import Group
from forum.threads.actions import reply
from moderation.models import LogEntry, Note
from tests.moderation.conftest import decides

pytestmark = pytest.mark.django_db


@pytest.fixture
def unnamed(desk):
    """The case of something that Annis, who is here since long ago, wrote without her name."""
    desk.annis.joined_at = timezone.now().replace(year=2019)
    desk.annis.save()
    Group.objects.filter(pk=desk.group.pk).update(first_posts_held=0, allows_unnamed=True)
    desk.thread.refresh_from_db()
    post = reply(thread=desk.thread, body="Sh.", is_unnamed=True, form_key=uuid4(), by=desk.annis, now=desk.now)
    return desk.reported(post)


def looks(client, case, what):
    return client.post(f"/desk/cases/{case.pk}/look/", {"what": what}, follow=True).content.decode()


def test_nothing_beside_the_words_tells_who_wrote_them(desk, browser_of, unnamed):
    robin = browser_of(desk.robin)
    decides(robin, unnamed, "hold_first", guideline="kindness", scope=str(desk.group.pk), days=3, keeps_open="on")
    html = robin.get(f"/desk/cases/{unnamed.pk}/").content.decode()
    panel = html.split('id="author"')[1].split("</section>")[0]
    assert "A member of this group" in panel
    for telling in ("Annis", "2019", "put up", "within a year", "Hold first"):
        assert telling not in panel
    assert "2019" in looks(robin, unnamed, "author")


def test_the_history_of_a_named_case_does_not_list_what_was_written_without_a_name(desk, browser_of, unnamed):
    robin, named = browser_of(desk.robin), desk.reported(desk.post_by(desk.annis))
    link = f'href="/desk/cases/{unnamed.pk}/"'
    assert link not in looks(robin, named, "history")
    looks(robin, unnamed, "author")
    assert link in looks(robin, named, "history")


def test_a_note_is_not_kept_with_somebody_who_is_not_named(desk, browser_of, unnamed):
    """It would stand on their other cases, and tell its writer there who it was."""
    robin, sent = browser_of(desk.robin), {"words": "zqmark", "tier": "1", "is_about_person": "on"}
    robin.post(f"/desk/cases/{unnamed.pk}/note/", sent)
    assert Note.objects.get().case_id == unnamed.pk
    named = desk.reported(desk.post_by(desk.annis))
    assert "zqmark" not in robin.get(f"/desk/cases/{named.pk}/").content.decode()
    assert not LogEntry.objects.filter(action="look").exists()
    looks(robin, unnamed, "author")
    robin.post(f"/desk/cases/{unnamed.pk}/note/", {**sent, "words": "zqafter"})
    assert "zqafter" in robin.get(f"/desk/cases/{named.pk}/").content.decode()
