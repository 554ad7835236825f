"""What went wrong at other desks, and does not here: each test is named after what must not happen.

The numbers are those of a survey of public bug trackers. Races are in `test_desk_races.py`; each list showing who has a
case (4) is in `test_desk_list.py`.
"""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.actions import leave_forum
from accounts.events import WordsChoice
from forum.groups.actions import change_line, leave_group
from forum.groups.models import Membership
from forum.threads.actions import edit_post, withdraw_post
from forum.threads.models import Post
from moderation import checks
from moderation.actions import act_at_once, claim_case, report, settle_vanished, write_note
from moderation.actions.decide import Choice
from moderation.models import Case, Decision, LogEntry, Note, Report, Sanction, Statement
from tests.factories import a_group, a_person, joins
from tests.moderation.conftest import decides, footprint, seen_on_page
from tests.moderation.test_desk_batch import REASON, steps

pytestmark = pytest.mark.django_db

GUIDELINE = {"guideline": "no_details"}


def test_passing_on_twice_does_not_overwrite_the_first_nor_lose_words(desk, browser_of):
    """Fault 2."""
    case, robin, lee = desk.reported(desk.post_by(desk.annis)), browser_of(desk.robin), browser_of(desk.lee)
    seen = seen_on_page(lee, case)
    decides(robin, case, "escalate")
    before = footprint()
    assert decides(lee, case, "escalate", seen=seen).status_code == 409
    assert decides(lee, case, "escalate").status_code == 403
    answer = decides(lee, case, "hide", seen=seen, words="Typed with care.", **GUIDELINE)
    assert "Typed with care." in answer.content.decode()
    assert footprint() == before


def test_an_abandoned_claim_blocks_nobody_and_covers_no_later_report(desk, browser_of):
    """Fault 3."""
    case, robin, lee = desk.held(), browser_of(desk.robin), browser_of(desk.lee)
    claim_case(case=case, by=desk.robin, now=timezone.now() - timedelta(minutes=10, seconds=1))
    seen = seen_on_page(robin, case)
    assert lee.post("/desk/next/")["Location"] == f"/desk/cases/{case.pk}/"
    claim_case(case=case, by=desk.lee, now=timezone.now())
    desk.reported(Post.objects.get(pk=case.subject_id), "selling")
    assert decides(lee, case, "approve", seen=seen).status_code == 409


def test_nobody_sees_or_decides_a_case_about_themselves_by_any_way(desk, browser_of):
    """Fault 5."""
    post = desk.post_by(desk.lee)
    case, lee = desk.reported(post), browser_of(desk.lee)
    before = footprint()
    assert f"/desk/cases/{case.pk}/" not in lee.get("/desk/").content.decode()
    assert lee.get(f"/desk/cases/{case.pk}/").status_code == 404
    assert decides(lee, case, "no_action", seen=f"{case.version}.{post.revision_id}.1").status_code == 404
    assert lee.post("/desk/next/")["Location"] == "/desk/"
    assert lee.post(f"/desk/take/post/{post.pk}/").status_code == 403
    sent = {
        "outcome": "no_action",
        "step": "confirm",
        "seen": [f"{case.pk}.{case.version}.{post.revision_id}"],
        **REASON,
    }
    lee.post("/desk/batch/", sent)
    assert footprint() == before


def test_nobody_decides_what_they_reported(desk, browser_of):
    """Fault 5."""
    case, robin = desk.reported(desk.post_by(desk.annis), by=desk.robin), browser_of(desk.robin)
    html = robin.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "You reported this yourself" in html
    assert "Hide it from" not in html
    before, newest = footprint(), Post.objects.get(pk=case.subject_id).revision_id
    assert decides(robin, case, "no_action", seen=f"{case.version}.{newest}.1").status_code == 403
    assert robin.post(f"/desk/cases/{case.pk}/claim/", {"do": "take"}).status_code == 403
    assert footprint() == before


def test_no_decision_falls_on_words_that_the_moderator_never_saw(desk, browser_of):
    """Fault 8."""
    post = desk.post_by(desk.annis, "Mild words.")
    case, robin = desk.reported(post), browser_of(desk.robin)
    seen = seen_on_page(robin, case)
    desk.group.refresh_from_db()
    edit_post(
        post=post, title="", body="Quite other words.", seen_revision=post.revision_id, by=desk.annis,
        now=timezone.now(),
    )  # fmt: skip
    before = footprint()
    answer = decides(robin, case, "no_action", seen=seen)
    assert (answer.status_code, footprint()) == (409, before)
    assert "Quite other words." in answer.content.decode()


def test_what_was_reported_is_still_there_when_it_is_looked_at_again(desk, browser_of):
    """Fault 11."""
    post = desk.post_by(desk.annis, "zqreported words.")
    case, robin = desk.reported(post), browser_of(desk.robin)
    edit_post(
        post=post, title="", body="Mild words.", seen_revision=post.revision_id, by=desk.annis, now=timezone.now()
    )
    html = robin.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "zqreported words." in html
    assert html.index("this was reported") < html.index("zqreported words.")
    decides(robin, case, "hide", **GUIDELINE)
    html = browser_of(desk.lee).post(f"/desk/cases/{case.pk}/look/", {"what": "words"}, follow=True).content.decode()
    assert "zqreported words." in html
    assert Report.objects.get().revision.body == "zqreported words."


def test_a_check_that_fails_lets_nothing_through_and_says_so(desk, browser_of, monkeypatch):
    """Fault 13."""

    def broken(revision, circumstances):
        raise ValueError

    monkeypatch.setattr(checks, "CHECKS", (broken,))
    case = desk.held("Words.", by=desk.bracken)
    assert Post.objects.get(pk=case.subject_id).state == "held"
    assert "a check could not be made" in browser_of(desk.robin).get(f"/desk/cases/{case.pk}/").content.decode()


def test_nothing_is_held_without_saying_for_which_words(desk, browser_of):
    """Fault 13."""
    case = desk.held("Write to a.person@example.org please.")
    html = browser_of(desk.robin).get(f"/desk/cases/{case.pk}/").content.decode()
    assert "<mark>a.person@example.org</mark>" in html
    assert "Held: a newcomer wrote what looks like contact details or a link." in html


def test_many_reports_of_one_thing_are_one_case_and_all_are_answered(desk, browser_of):
    """Fault 14."""
    post, robin = desk.post_by(desk.annis), browser_of(desk.robin)
    for _each in range(5):
        member = a_person()
        joins(member, desk.group)
        case = desk.reported(post, by=member)
    assert Case.objects.count() == 1
    assert "5 people report" in robin.get("/desk/").content.decode()
    decides(robin, case, "hide", **GUIDELINE)
    assert list(Report.objects.values_list("outcome", flat=True)) == ["acted"] * 5
    assert not Case.objects.not_closed().exists()
    desk.reported(post, by=desk.bracken)
    assert Case.objects.not_closed().count() == 1


@pytest.mark.parametrize("choice", list(WordsChoice))
@pytest.mark.parametrize("reason", ["guidelines", "worried"])
def test_a_case_can_be_closed_when_its_author_is_gone(desk, browser_of, choice, reason):
    """Fault 15."""
    case = desk.reported(desk.post_by(desk.annis), reason)
    leave_forum(by=desk.annis, choice=choice, now=timezone.now())
    for moderator in (desk.robin, desk.lee) if reason == "worried" else (desk.robin,):
        client = browser_of(moderator)
        client.post(f"/desk/cases/{case.pk}/look/", {"what": "words"})
        assert decides(client, case, "cared" if reason == "worried" else "no_action").status_code == 302
    case.refresh_from_db()
    assert case.state == "closed"
    assert not Statement.objects.exists()


def test_nothing_waits_for_ever_that_its_person_took_along(desk, browser_of):
    """Fault 15: a line beside a name that waited, of somebody who has left the group."""
    case = a_line_that_waits(desk)
    leave_group(group=desk.group, by=desk.annis, now=timezone.now())
    case.refresh_from_db()
    assert case.state == "closed"


def test_no_case_stays_open_when_what_it_is_about_is_gone(desk):
    """Fault 15: the same, and somebody had reported it: they are told."""
    case = a_line_that_waits(desk)
    report(subject=case.subject, revision=None, reason="guidelines", words="", by=desk.bracken, now=timezone.now())
    leave_group(group=desk.group, by=desk.annis, now=timezone.now())
    case.refresh_from_db()
    assert case.state == "closed"
    assert Report.objects.get().outcome == "gone"


def test_a_case_can_be_closed_when_nobody_moderates_its_group_any_more(desk, browser_of):
    """Fault 15."""
    case, saffron = desk.reported(desk.post_by(desk.annis)), desk.with_role("Saffron", "moderator")
    for moderator in (desk.robin, desk.lee, desk.hazel):
        leave_group(group=desk.group, by=moderator, now=timezone.now())
    assert not Case.objects.visible_to(desk.robin).exists()
    assert decides(browser_of(saffron), case, "no_action").status_code == 302
    assert Report.objects.get().outcome == "nothing"


def a_line_that_waits(desk):
    desk.group.holds_first = True
    desk.group.save()
    mine = Membership.objects.get(person=desk.annis, group=desk.group)
    change_line(membership=mine, line="A line that waits", by=desk.annis, now=timezone.now())
    return Case.objects.get()


def test_a_case_can_be_closed_when_its_author_took_the_words_back(desk, browser_of):
    """Fault 15: reported while it waited, then removed."""
    case, robin = desk.held(), browser_of(desk.robin)
    post = Post.objects.get(pk=case.subject_id)
    desk.reported(post)
    withdraw_post(post=post, by=desk.annis, now=timezone.now())
    settle_vanished(subject=post, now=timezone.now())
    html = robin.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "Put it up" not in html
    robin.post(f"/desk/cases/{case.pk}/look/", {"what": "words"})
    assert decides(robin, case, "no_action").status_code == 302
    assert Report.objects.get().outcome == "nothing"


def test_the_author_never_learns_who_reported_who_decided_or_what_moderators_noted(desk, browser_of):
    """Fault 16."""
    case, robin = desk.reported(desk.post_by(desk.annis), words="zqreason"), browser_of(desk.robin)
    write_note(about=case.about, tier=1, words="zqnote", by=desk.lee, now=timezone.now())
    decides(robin, case, "warn", scope=str(desk.group.pk), words="Please be gentle.", **GUIDELINE)
    told = Statement.objects.get(recipient=desk.annis)
    annis = browser_of(desk.annis)
    pages = [
        "/",
        f"/threads/{desk.thread.pk}/",
        f"/people/{desk.annis.pk}/",
        "/me/",
        f"/posts/{case.subject_id}/history/",
    ]
    read = str([told.title, told.paragraphs]) + "".join(annis.get(page).content.decode() for page in pages)
    for secret in ("zqreason", "zqnote", "Bracken", "Robinet", "Leeward"):
        assert secret not in read, secret
    assert annis.get(f"/desk/cases/{case.pk}/").status_code == 404


def test_nobody_takes_away_or_changes_anybodys_note(desk, browser_of):
    """Fault 16."""
    case = desk.held()
    note = write_note(case=case, tier=1, words="Kept.", by=desk.lee, now=timezone.now())
    robin = browser_of(desk.robin)
    for method in (robin.delete, robin.put, robin.patch, robin.post):
        method(f"/desk/cases/{case.pk}/note/", {"words": "", "note": note.pk, "tier": 1})
    assert list(Note.objects.values_list("words", flat=True)) == ["Kept."]


def test_no_way_to_decide_leaves_the_log_empty(desk, browser_of):
    """Fault 17: by the page, by a batch, at once, by a lead, for the safeguarding lead, and taken back."""
    robin, saffron = browser_of(desk.robin), desk.with_role("Saffron", "safeguarding")
    held, also = desk.held("One."), desk.held("Two.")
    decides(robin, held, "approve")
    robin.post("/desk/batch/", steps(robin, "approve", [also], **REASON)[1])
    act_at_once(
        subject=desk.post_by(desk.bracken), about=desk.bracken, choice=Choice(outcome="no_action"), by=desk.robin,
        now=timezone.now(),
    )  # fmt: skip
    case = desk.reported(desk.post_by(desk.annis))
    decides(robin, case, "escalate")
    decides(browser_of(saffron), case, "hide", **GUIDELINE)
    hidden = Decision.objects.get(outcome="hide")
    browser_of(saffron).post(f"/desk/decisions/{hidden.pk}/undo/", {"words": ""})
    logged = LogEntry.objects.exclude(action__in=("hold", "report", "claim", "look"))
    assert sorted(logged.values_list("action", flat=True)) == sorted(Decision.objects.values_list("outcome", flat=True))
    assert {entry.subject_id for entry in logged} == set(Decision.objects.values_list("case", flat=True))
    assert not logged.filter(by=None).exists()
    call_command("verify_log")


def test_taking_back_a_ban_restores_what_it_took_and_nothing_more(desk, browser_of):
    """Fault 18."""
    inner, other = a_group("Inner", under=desk.group, host=desk.hazel), a_group("Other", host=desk.hazel)
    joins(desk.annis, inner, role="organiser", line="A line of hers")
    left = joins(desk.annis, other)
    leave_group(group=other, by=desk.annis, now=timezone.now())
    lead, case = browser_of(desk.with_role("Saffron", "lead")), desk.reported(desk.post_by(desk.annis))
    decides(lead, case, "hold_first", scope="forum", days=30, keeps_open="on", **GUIDELINE)
    before = kept(desk.annis)
    decides(lead, case, "ban", scope=str(desk.group.pk), guideline="law", words="")
    assert kept(desk.annis) == []
    ban = Decision.objects.get(outcome="ban")
    lead.post(f"/desk/decisions/{ban.pk}/undo/", {"words": "We were wrong."})
    assert kept(desk.annis) == before
    assert not Membership.objects.filter(pk=left.pk).exists()
    assert list(Sanction.objects.in_force(timezone.now()).values_list("kind", flat=True)) == ["hold_first"]


def kept(person):
    fields = ("pk", "group", "role", "joined_at", "is_in_force")
    return list(Membership.objects.filter(person=person).order_by("pk").values_list(*fields))


def test_nobody_is_decided_against_again_without_seeing_what_was_decided(desk, browser_of):
    """Fault 21."""
    post, robin = desk.post_by(desk.annis), browser_of(desk.robin)
    first = desk.reported(post)
    decides(robin, first, "warn", scope=str(desk.group.pk), words="Please be gentle.", **GUIDELINE)
    report(subject=post, revision=post.revision, reason="guidelines", words="", by=desk.hazel, now=timezone.now())
    again = Case.objects.not_closed().get()
    assert again.version > first.version  # a form that was opened before decides nothing about it
    html = robin.get(f"/desk/cases/{again.pk}/").content.decode()
    past = html.split("Decided before")[1]
    for words in ("Warn", "Robinet", "guideline 4 (Keep names and numbers off the page)", "Please be gentle."):
        assert words in past
    assert Sanction.objects.count() == 1
