"""A case's page: what is shown at once, what after a click that is written down, and what moderators tell each other."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.safestring import mark_safe

from forum.threads.actions import edit_post
from forum.threads.models import Post, Thread
from moderation import kinds
from moderation.actions import claim_case
from moderation.kinds import Neighbour, Setting
from moderation.models import Case, HardDay, LogEntry, Note, Report
from tests.moderation.conftest import decides, footprint

pytestmark = pytest.mark.django_db


def page(client, case):
    answer = client.get(f"/desk/cases/{case.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def looks(client, case, what):
    return client.post(f"/desk/cases/{case.pk}/look/", {"what": what}, follow=True).content.decode()


def test_what_was_written_is_shown_with_the_words_that_matched(desk, browser_of):
    html = page(browser_of(desk.robin), desk.held("Ring me on 07700 900123 <b>soon</b>.\n\nBye."))
    assert "<mark>07700 900123</mark> &lt;b&gt;soon&lt;/b&gt;.\n\nBye." in html


def test_a_change_is_shown_against_what_stands(desk, browser_of):
    post = desk.post_by(desk.annis, "One line that stays.\nOn Thursday.")
    desk.group.holds_first = True
    desk.group.save()
    edit_post(
        post=post, title="", body="One line that stays.\nOn Friday.", seen_revision=post.revision_id, by=desk.annis,
        now=timezone.now(),
    )  # fmt: skip
    html = page(browser_of(desk.robin), Case.objects.get())
    assert "Thursday</del>" in html
    assert "Friday</ins>" in html
    assert "What is different from before" in html


def test_words_that_hurt_are_opened_by_a_click_that_is_written_down_and_counted(desk, browser_of):
    post = desk.post_by(desk.bracken, "I will zqhurt you.")
    case, robin = desk.reported(post, "illegal", words="zqthreat", by=desk.annis), browser_of(desk.robin)
    html = page(robin, case)
    for words in ("zqhurt", "zqthreat", "Put it up", "Hide it from"):
        assert words not in html
    assert "Pass it to the safeguarding lead" in html  # without reading it
    assert not LogEntry.objects.filter(action="look").exists()
    html = looks(robin, case, "words")
    for words in ("zqhurt", "zqthreat", "Hide it from everybody but its author"):
        assert words in html
    assert LogEntry.objects.get(action="look").detail == {"what": "hidden_words"}
    assert HardDay.objects.get(person=desk.robin).count == 1
    looks(robin, case, "words")
    assert "zqhurt" in page(robin, case)
    assert LogEntry.objects.filter(action="look").count() == 1  # it was open already
    assert "zqhurt" not in page(browser_of(desk.lee), case)


def test_what_was_opened_closes_again(desk, browser_of):
    case, robin = desk.reported(desk.post_by(desk.bracken, "zqhurt"), "illegal", by=desk.annis), browser_of(desk.robin)
    looks(robin, case, "words")
    session = robin.session
    session["desk_looks"] = {
        name: (timezone.now() - timedelta(minutes=31)).isoformat() for name in session["desk_looks"]
    }
    session.save()
    assert "zqhurt" not in page(robin, case)


def test_of_a_concern_not_even_the_name_is_shown_at_once(desk, browser_of):
    case = desk.reported(desk.post_by(desk.bracken, "I cannot go on."), "worried", words="I fear.", by=desk.annis)
    robin = browser_of(desk.robin)
    html = page(robin, case)
    for words in ("Bracken", "cannot go on", "I fear"):
        assert words not in html
    html = looks(robin, case, "words")
    for words in ("Bracken", "cannot go on", "I fear"):
        assert words in html
    assert LogEntry.objects.get(action="look").detail == {"what": "concern"}
    assert HardDay.objects.get(person=desk.robin).count == 1


def test_who_reported_is_shown_to_whoever_asks_and_that_is_written_down(desk, browser_of):
    case, robin = desk.reported(desk.post_by(desk.bracken), words="Not kind.", by=desk.annis), browser_of(desk.robin)
    html = page(robin, case)
    assert "Not kind." in html
    assert "Annis" not in html
    assert "Annis" in looks(robin, case, "reporters")
    assert LogEntry.objects.get(action="look").detail == {"what": "reporter"}
    assert not HardDay.objects.exists()


def test_somebody_without_an_account_is_called_so(desk, browser_of):
    case = desk.reported(desk.post_by(desk.bracken), by=desk.annis)
    Report.objects.update(reporter=None)
    html = page(browser_of(desk.robin), case)
    assert "somebody without an account" in html
    assert "Show who reported" not in html


def test_several_reports_are_one_case_with_each_reason(desk, browser_of):
    post = desk.post_by(desk.annis)
    for by, reason, words in ((desk.bracken, "guidelines", "First."), (desk.hazel, "selling", "Second.")):
        case = desk.reported(post, reason, words, by=by)
    assert Case.objects.count() == 1
    html = page(browser_of(desk.robin), case)
    for words in ("First.", "Second.", "It breaks the guidelines", "It sells something, or promises a cure"):
        assert words in html


@pytest.fixture
def unnamed_setting(monkeypatch):
    def setting(post, by, now):
        around = Neighbour(who="Hazel", at=now, html=mark_safe("<p>zqaround</p>"), address="/posts/1/")
        who = "a member of this group, B"
        return Setting(
            title="A reply", who=who, is_unnamed=True, neighbours=[around], ways=[("Move it", "/posts/1/move/")]
        )

    monkeypatch.setitem(kinds._kinds, Post, replace(kinds._kinds[Post], setting=setting))


def test_who_wrote_without_a_name_is_shown_to_whoever_asks_and_that_is_written_down(desk, browser_of, unnamed_setting):
    case, robin = desk.reported(desk.post_by(desk.annis)), browser_of(desk.robin)
    Note.objects.create(author=desk.lee, about=desk.annis, words="zqabout", written_at=timezone.now())
    html = page(robin, case)
    assert "a member of this group, B" in html
    assert "zqaround" in html
    assert 'href="/posts/1/move/"' in html
    for words in ("Annis", "zqabout", "Show the history"):
        assert words not in html
    html = looks(robin, case, "author")
    assert "Annis" in html
    assert "zqabout" in html
    assert LogEntry.objects.get(action="look").detail == {"what": "unnamed_author"}


def test_the_history_is_shown_to_whoever_asks_and_that_is_written_down(desk, browser_of):
    robin = browser_of(desk.robin)
    before = desk.reported(desk.post_by(desk.annis))
    decides(robin, before, "hold_first", guideline="no_details", scope=str(desk.group.pk), days=3)
    worry = desk.reported(desk.post_by(desk.annis), "worried")
    case = desk.reported(desk.post_by(desk.annis))
    html = page(robin, case)
    assert "1 decision within a year" in html
    assert "Hold first" in html  # it is in force
    assert f'href="/desk/cases/{before.pk}/"' not in html
    html = looks(robin, case, "history")
    assert f'href="/desk/cases/{before.pk}/"' in html
    assert f'href="/desk/cases/{worry.pk}/"' not in html  # never held against them
    assert LogEntry.objects.filter(action="look").get().detail == {"what": "history"}


def test_a_look_at_nothing_is_not_written_down(desk, browser_of):
    case, robin = desk.held(), browser_of(desk.robin)
    before = footprint()
    for what in ("", "everything", "log", "x" * 5000):
        assert robin.post(f"/desk/cases/{case.pk}/look/", {"what": what}).status_code == 302
    assert footprint() == before


# Who works on it


def test_a_case_is_taken_on_and_given_back(desk, browser_of):
    case, robin = desk.held(), browser_of(desk.robin)
    robin.post(f"/desk/cases/{case.pk}/claim/", {"do": "take"})
    case.refresh_from_db()
    assert case.claimed_by == desk.robin
    assert "you have it until" in page(robin, case)
    lee = browser_of(desk.lee)
    assert "Robinet has it until" in page(lee, case)
    answer = lee.post(f"/desk/cases/{case.pk}/claim/", {"do": "take"}, follow=True)
    assert "Somebody else has just taken this" in answer.content.decode()
    robin.post(f"/desk/cases/{case.pk}/claim/", {"do": "let_go"})
    case.refresh_from_db()
    assert case.claimed_by is None


def test_a_lead_takes_over_and_nobody_else_does(desk, browser_of):
    case = desk.held()
    claim_case(case=case, by=desk.robin, now=timezone.now())
    before = footprint()
    assert browser_of(desk.lee).post(f"/desk/cases/{case.pk}/claim/", {"do": "take_over"}).status_code == 403
    assert footprint() == before
    saffron = desk.with_role("Saffron", "lead")
    assert "Take it over" in page(browser_of(saffron), case)
    browser_of(saffron).post(f"/desk/cases/{case.pk}/claim/", {"do": "take_over"})
    case.refresh_from_db()
    assert case.claimed_by == saffron
    assert LogEntry.objects.filter(action="break_claim", by=saffron).exists()


def test_a_second_opinion_is_asked_for_and_the_case_is_free(desk, browser_of):
    case, robin = desk.held(), browser_of(desk.robin)
    robin.post(f"/desk/cases/{case.pk}/claim/", {"do": "take"})
    robin.post(f"/desk/cases/{case.pk}/claim/", {"do": "second"})
    assert "wants a second opinion" in browser_of(desk.lee).get("/desk/?show=second").content.decode()
    assert browser_of(desk.lee).post(f"/desk/cases/{case.pk}/claim/", {"do": "take"}).status_code == 302


# Notes


def test_a_note_is_read_by_its_tier_and_kept_as_written(desk, browser_of):
    case, robin = desk.held(), browser_of(desk.robin)
    saffron = desk.with_role("Saffron", "lead")
    robin.post(f"/desk/cases/{case.pk}/note/", {"words": "zqteam note\n<i>", "tier": 1})
    browser_of(saffron).post(f"/desk/cases/{case.pk}/note/", {"words": "zqlead note", "tier": 2})
    assert "zqteam note\n&lt;i&gt;" in page(browser_of(desk.lee), case)
    assert "zqlead" not in page(browser_of(desk.lee), case)
    lead = browser_of(saffron)
    assert "zqlead" not in page(lead, case)
    assert "zqlead" in looks(lead, case, "notes")
    assert LogEntry.objects.get(action="look").detail == {"what": "notes"}
    assert LogEntry.objects.filter(action="note").count() == 2


def test_a_note_about_the_person_is_beside_their_other_cases(desk, browser_of):
    first, robin = desk.reported(desk.post_by(desk.annis)), browser_of(desk.robin)
    robin.post(f"/desk/cases/{first.pk}/note/", {"words": "zqabout", "tier": 1, "is_about_person": "on"})
    assert "zqabout" in page(robin, desk.reported(desk.post_by(desk.annis)))
    assert "zqabout" not in page(robin, desk.reported(desk.post_by(desk.bracken), by=desk.annis))


@pytest.mark.parametrize(
    ("words", "tier", "status"), [("", 1, 422), ("  ", 1, 422), ("x", 3, 422), ("x", "y", 422), ("x" * 10_000, 1, 422)]
)
def test_a_note_that_cannot_be_kept_changes_nothing_and_stays_in_the_box(desk, browser_of, words, tier, status):
    case, robin = desk.held(), browser_of(desk.robin)
    before = footprint()
    answer = robin.post(f"/desk/cases/{case.pk}/note/", {"words": words, "tier": tier})
    assert (answer.status_code, footprint()) == (status, before)
    assert words in answer.content.decode()


def test_the_same_note_sent_twice_is_one_note(desk, browser_of):
    case, robin = desk.held(), browser_of(desk.robin)
    for _each in range(2):
        robin.post(f"/desk/cases/{case.pk}/note/", {"words": "Once.", "tier": 1})
    assert Note.objects.count() == 1


# From elsewhere to the desk


def test_a_moderator_takes_a_post_to_the_desk(desk, browser_of):
    post, robin = desk.post_by(desk.bracken), browser_of(desk.robin)
    answer = robin.post(f"/desk/take/post/{post.pk}/")
    case = Case.objects.get()
    assert answer["Location"] == f"/desk/cases/{case.pk}/"
    assert (case.claimed_by, case.about, case.subject) == (desk.robin, desk.bracken, post)
    assert "A moderator wants to look at it." in page(robin, case)
    before = case.version
    assert robin.post(f"/desk/take/post/{post.pk}/")["Location"] == f"/desk/cases/{case.pk}/"
    case.refresh_from_db()
    assert case.version == before  # nothing new came to it


def test_nobody_takes_what_is_theirs_or_not_in_their_reach(desk, browser_of):
    mine, other = desk.post_by(desk.robin), desk.post_by(desk.bracken)
    claim_case(case=desk.reported(other, by=desk.annis), by=desk.lee, now=timezone.now())
    before = footprint()
    robin, annis = browser_of(desk.robin), browser_of(desk.annis)
    assert robin.post(f"/desk/take/post/{mine.pk}/").status_code == 403
    assert robin.post(f"/desk/take/post/{other.pk}/").status_code == 403  # Leeward has it
    assert annis.post(f"/desk/take/post/{other.pk}/").status_code == 404
    for address in ("post/999999999999999999", "person/1", "nothing/1", "case/1", "profilefield/1"):
        assert robin.post(f"/desk/take/{address}/").status_code == 404
    assert footprint() == before


def test_a_thread_is_not_offered_what_it_is_already(desk, browser_of):
    client, case = browser_of(desk.robin), desk.reported(desk.post_by(desk.annis))
    assert set(re.findall(r"/decide/(lock|unlock)/", page(client, case))) == {"lock"}
    Thread.objects.filter(pk=desk.thread.pk).update(is_locked=True)
    assert set(re.findall(r"/decide/(lock|unlock)/", page(client, case))) == {"unlock"}


def test_what_was_hidden_is_shown_to_moderators_only_on_asking_which_is_written_down(desk, browser_of):
    """Source: README, M-12."""
    case, client = desk.reported(desk.post_by(desk.annis, "Words to hide.")), browser_of(desk.robin)
    decides(client, case, "hide", guideline="kindness", words="Please be kind.")
    html = page(client, case)
    assert "Words to hide." not in html
    assert "Nobody else reads these words now." in html
    assert not LogEntry.objects.filter(action="look").exists()
    assert "Words to hide." in looks(client, case, "words")
    assert LogEntry.objects.filter(action="look").exists()
