"""Several cases decided alike: previewed with their count, decided one by one, and what moved on is left."""

import re

import pytest
from django.utils import timezone

from forum.threads.models import Post
from moderation.actions import claim_case
from moderation.models import Batch, Case, Decision, LogEntry, Statement
from tests.moderation.conftest import decides, footprint

pytestmark = pytest.mark.django_db

REASON = {"reason": "First posts, all fine."}


def held_cases(desk, how_many=3):
    return [desk.held(f"First words {number}.") for number in range(how_many)]


def steps(client, outcome, cases, **fields):
    """Tick, fill in, preview: the preview, and what it would send."""
    ticked = {"outcome": outcome, "step": "choose", "case": [case.pk for case in cases]}
    html = client.post("/desk/batch/", ticked).content.decode()
    sent = {"outcome": outcome, "step": "preview", "seen": tokens(html), **fields}
    html = client.post("/desk/batch/", sent).content.decode()
    return html, {"outcome": outcome, "step": "confirm", "seen": tokens(html), **fields}


def tokens(html):
    return re.findall(r'name="seen" value="([0-9.]+)"', html)


def test_several_first_posts_are_put_up_together(desk, browser_of):
    cases, robin = held_cases(desk), browser_of(desk.robin)
    before = footprint()
    html, sent = steps(robin, "approve", cases, **REASON)
    assert footprint() == before
    assert "Approve: 3 cases" in html
    for number in range(3):
        assert f"First words {number}." in html
    html = robin.post("/desk/batch/", sent).content.decode()
    assert "3 cases decided" in html
    batch = Batch.objects.get()
    assert (batch.previewed_count, batch.decided_count, batch.reason, batch.by) == (3, 3, REASON["reason"], desk.robin)
    assert Decision.objects.filter(batch=batch, outcome="approve").count() == 3
    assert Post.objects.filter(author=desk.annis, state="published").count() == 3
    assert LogEntry.objects.filter(action="approve", detail__batch=batch.pk).count() == 3


def test_what_the_authors_read_is_previewed_word_for_word(desk, browser_of):
    cases, robin = held_cases(desk, 2), browser_of(desk.robin)
    html, sent = steps(robin, "decline", cases, guideline="no_selling", **REASON)
    assert "2 people read this" in html
    robin.post("/desk/batch/", sent)
    for statement in Statement.objects.all():
        assert all(line in html for line in (statement.title, *statement.paragraphs))
    assert Statement.objects.count() == 2
    assert REASON["reason"] not in str(Statement.objects.values_list("paragraphs", flat=True))


def test_a_batch_without_a_reason_is_not_decided(desk, browser_of):
    cases, robin = held_cases(desk, 2), browser_of(desk.robin)
    _html, sent = steps(robin, "decline", cases, guideline="no_selling", **REASON)
    before = footprint()
    for lacking in ({"reason": " "}, {"guideline": ""}, {"guideline": "made up"}, {"reason": "x" * 10_000}):
        assert robin.post("/desk/batch/", {**sent, **lacking}).status_code == 422
    assert footprint() == before


def test_what_moved_on_since_the_preview_is_left_and_named(desk, browser_of):
    cases, robin = held_cases(desk), browser_of(desk.robin)
    _html, sent = steps(robin, "approve", cases, **REASON)
    desk.reported(Post.objects.get(pk=cases[0].subject_id))
    decides(browser_of(desk.lee), cases[1], "approve")
    html = robin.post("/desk/batch/", sent).content.decode()
    assert "1 case decided" in html
    assert "3 were shown beforehand, 1 were decided." in html
    assert "Something came to it meanwhile." in html
    assert "Somebody else has decided this meanwhile." in html
    assert Post.objects.get(pk=cases[0].subject_id).state == "held"


def test_what_cannot_be_decided_alike_is_left_out_with_the_reason(desk, browser_of):
    robin = browser_of(desk.robin)
    fits, taken, own = desk.held("Fits."), desk.held("Taken."), desk.held("Own.")
    desk.reported(own.subject, by=desk.robin)
    claim_case(case=taken, by=desk.lee, now=timezone.now())
    hard = desk.reported(desk.post_by(desk.annis), "illegal")
    worry = desk.reported(desk.post_by(desk.annis), "worried")
    stands = desk.reported(desk.post_by(desk.annis))
    html, sent = steps(robin, "approve", [fits, taken, hard, worry, stands, own], **REASON)
    assert len(sent["seen"]) == 1
    ticked = {"outcome": "approve", "step": "choose", "case": [each.pk for each in Case.objects.all()]}
    html = robin.post("/desk/batch/", ticked).content.decode()
    for reason in (
        "Somebody else is working on this.", "decided by itself, by somebody who has read it",
        "Two people decide about this.", "Nothing of this waits to be shown.", "You reported this yourself",
    ):  # fmt: skip
        assert reason in html
    before = footprint()
    forged = {**sent, "seen": [f"{case.pk}.{case.version}.0" for case in (hard, worry)], "outcome": "no_action"}
    html = robin.post("/desk/batch/", forged).content.decode()
    assert "0 cases decided" in html
    assert footprint() == before


def test_a_batch_sent_twice_decides_once(desk, browser_of):
    cases, robin = held_cases(desk, 2), browser_of(desk.robin)
    _html, sent = steps(robin, "approve", cases, **REASON)
    robin.post("/desk/batch/", sent)
    before = footprint()
    html = robin.post("/desk/batch/", sent).content.decode()
    assert "You decided this before." in html
    assert footprint() == before


def test_a_batch_takes_nothing_that_one_does_not_see(desk, browser_of):
    cases, annis = held_cases(desk, 2), browser_of(desk.annis)
    before = footprint()
    sent = {"outcome": "approve", "step": "confirm", "seen": [f"{case.pk}.1.1" for case in cases], **REASON}
    assert annis.post("/desk/batch/", sent).status_code == 404
    about_lee = desk.reported(desk.post_by(desk.lee))
    before = footprint()
    browser_of(desk.lee).post("/desk/batch/", {**sent, "outcome": "no_action", "seen": [f"{about_lee.pk}.1.0"]})
    assert footprint() == before


@pytest.mark.parametrize("outcome", ["", "ban", "pause", "undo", "approve_edited", "x" * 3000])
def test_a_batch_takes_four_outcomes_and_no_other(desk, browser_of, outcome):
    case, robin = desk.held(), browser_of(desk.robin)
    before = footprint()
    sent = {"outcome": outcome, "step": "confirm", "seen": [f"{case.pk}.1.1"], "case": [case.pk], **REASON}
    assert "Nothing was ticked" in robin.post("/desk/batch/", sent, follow=True).content.decode()
    assert footprint() == before
