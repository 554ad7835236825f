"""Every decision through its pages, with real rows; and each refusal leaves everything as it was."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.threads.actions import edit_post
from forum.threads.models import Post, Thread
from moderation.actions import claim_case, report
from moderation.models import Case, Decision, LogEntry, Proposal, Report, Sanction, Statement
from tests.factories import a_person
from tests.moderation.conftest import decides, footprint, newest_of, seen_on_page

pytestmark = pytest.mark.django_db

GUIDELINE = {"guideline": "no_details"}
# outcome, what its form is filled in with, what the author reads of it, and whether the words waited.
HELD = [
    ("approve", {}, "", "published"),
    ("approve_edited", {"body": "Other words.", **GUIDELINE, "words": "I took out a name."}, "I took out a name.", ""),
    ("return", {**GUIDELINE, "words": "Could you leave out the name?"}, "Could you leave out the name?", ""),
    ("decline", {**GUIDELINE, "words": "This tells too much."}, "This tells too much.", ""),
]
STANDING = [
    ("hide", {**GUIDELINE}, "Others cannot see your post any more.", ""),
    ("add_content_note", {"option": "dying"}, "has a content note now", ""),
    ("lock", {}, "takes no new replies", ""),
    ("unlock", {}, "People can reply in it again.", ""),
    ("slow", {"option": "60-1"}, "less often", ""),
    ("no_action", {}, "", ""),
    ("warn", {**GUIDELINE, "scope": "GROUP", "words": "Please be gentle."}, "Please be gentle.", "warn"),
    ("hold_first", {**GUIDELINE, "scope": "GROUP", "days": 7}, "a moderator reads it before others do", "hold_first"),
    ("pause", {"guideline": "law", "scope": "GROUP", "days": 3}, "you cannot write", "pause"),
]


def filled_in(fields, desk):
    return {name: str(desk.group.pk) if value == "GROUP" else value for name, value in fields.items()}


@pytest.mark.parametrize(("outcome", "fields", "told", "state"), HELD)
def test_words_that_wait_are_judged(desk, browser_of, outcome, fields, told, state):
    case = desk.held("My first words here.")
    answer = decides(browser_of(desk.robin), case, outcome, **fields)
    assert answer.status_code == 302
    case.refresh_from_db()
    decision = Decision.objects.get()
    assert (case.state, decision.outcome, decision.by) == ("closed", outcome, desk.robin)
    assert LogEntry.objects.filter(action=outcome, by=desk.robin).count() == 1
    assert not state or Post.objects.get(pk=case.subject_id).state == state
    statements = Statement.objects.filter(recipient=desk.annis)
    assert told in str([each.paragraphs for each in statements]) if told else not statements.exists()


@pytest.mark.parametrize(("outcome", "fields", "told", "sanction"), STANDING)
def test_what_stands_is_decided_about(desk, browser_of, outcome, fields, told, sanction):
    case = desk.reported(desk.post_by(desk.annis))
    Thread.objects.filter(pk=desk.thread.pk).update(is_locked=outcome == "unlock")
    answer = decides(browser_of(desk.robin), case, outcome, **filled_in(fields, desk))
    assert answer.status_code == 302, answer.content.decode()
    case.refresh_from_db()
    assert Decision.objects.get().outcome == outcome
    assert (case.state == "closed") is (outcome != "add_content_note")
    statements = [f"{each.title} {each.paragraphs}" for each in Statement.objects.filter(recipient=desk.annis)]
    assert told in str(statements) if told else not statements
    assert list(Sanction.objects.values_list("kind", flat=True)) == ([sanction] if sanction else [])
    answered = Report.objects.get().outcome
    assert answered == ("" if case.state == "open" else "nothing" if outcome == "no_action" else "acted")


def test_a_ban_is_decided_by_a_lead_alone(desk, browser_of):
    case = desk.reported(desk.post_by(desk.annis))
    fields = {"guideline": "law", "scope": "forum"}
    before = footprint()
    refused = decides(browser_of(desk.robin), case, "ban", **{**fields, "scope": str(desk.group.pk)})
    assert (refused.status_code, footprint()) == (403, before)
    assert "decided by a lead" in refused.content.decode()
    assert decides(browser_of(desk.with_role("Saffron", "lead")), case, "ban", **fields).status_code == 302
    assert Sanction.objects.get(person=desk.annis).kind == "ban"
    assert not desk.group.memberships.filter(person=desk.annis).exists()


def test_what_is_passed_on_is_decided_by_the_safeguarding_lead(desk, browser_of):
    case = desk.reported(desk.post_by(desk.annis))
    robin = browser_of(desk.robin)
    assert decides(robin, case, "escalate").status_code == 302
    before = footprint()
    refused = decides(robin, case, "no_action")
    assert (refused.status_code, footprint()) == (403, before)
    lead = browser_of(desk.with_role("Saffron", "safeguarding"))
    assert decides(lead, case, "no_action").status_code == 302
    assert not Statement.objects.exists()


def test_what_is_confirmed_is_what_was_previewed(desk, browser_of):
    case, robin = desk.held("Nurse Jane is lovely."), browser_of(desk.robin)
    fields = {"body": "My nurse is lovely.", "words": "I took out her name.", **GUIDELINE}
    before = footprint()
    html = decides(robin, case, "approve_edited", step="preview", **fields).content.decode()
    assert footprint() == before  # it was made and taken back
    assert "<del>" in html
    assert "<ins>" in html
    assert decides(robin, case, "approve_edited", **fields).status_code == 302
    statement = Statement.objects.get()
    for line in (statement.title, *statement.paragraphs):
        assert line.replace("’", "&#x27;") in html.replace("’", "&#x27;")


def test_a_preview_refuses_what_the_deed_would_refuse(desk, browser_of):
    case, robin = desk.reported(desk.post_by(desk.annis)), browser_of(desk.robin)
    before = footprint()
    fields = {**GUIDELINE, "scope": str(desk.group.pk), "days": 3, "words": "Please rest a while."}
    answer = decides(robin, case, "pause", step="preview", **fields)
    assert (answer.status_code, footprint()) == (403, before)
    assert "gentler step" in answer.content.decode()
    assert "Please rest a while." in answer.content.decode()


@pytest.mark.parametrize(
    ("outcome", "fields"),
    [
        ("decline", {}),  # no guideline
        ("return", {"guideline": "no_details"}),  # nothing said
        ("approve_edited", {"body": "   "}),
        ("approve_edited", {"body": "My first words here."}),  # nothing changed
        ("decline", {"guideline": "made up"}),
        ("hold_first", {"guideline": "law", "scope": "GROUP", "days": 0}),
        ("hold_first", {"guideline": "law", "scope": "GROUP", "days": 99999}),
        ("hold_first", {"guideline": "law", "scope": "GROUP", "days": 30}),  # a group's moderators: two weeks
        ("hold_first", {"guideline": "law", "scope": "forum", "days": 3}),  # beyond their group
        ("add_content_note", {"option": "made up"}),
        ("hide", {}),
    ],
)
def test_what_is_not_complete_changes_nothing_and_keeps_what_was_typed(desk, browser_of, outcome, fields):
    case = desk.held("My first words here.")
    before = footprint()
    answer = decides(browser_of(desk.robin), case, outcome, **{"words": "", **filled_in(fields, desk)})
    assert answer.status_code in (403, 422)
    assert footprint() == before


def test_words_that_wait_are_not_left_to_nobody(desk, browser_of):
    """Closed in any other way, they would be kept from everybody, with nobody to decide about them."""
    case, robin = desk.held(), browser_of(desk.robin)
    before = footprint()
    assert decides(robin, case, "no_action").status_code == 403
    assert footprint() == before
    decides(robin, case, "warn", scope=str(desk.group.pk), words="Please be gentle.", **GUIDELINE)
    case.refresh_from_db()
    assert (case.state, Sanction.objects.count()) == ("open", 1)


def test_a_version_that_was_declined_is_not_put_up_by_a_later_report(desk, browser_of):
    robin, post = browser_of(desk.robin), desk.post_by(desk.annis, "The words that stand.")
    desk.group.holds_first = True
    desk.group.save()
    edit_post(post=post, title="", body="Buy this.", seen_revision=post.revision_id, by=desk.annis, now=timezone.now())
    assert decides(robin, Case.objects.not_closed().get(), "decline", **GUIDELINE).status_code == 302
    case = desk.reported(Post.objects.get(pk=post.pk))
    html = robin.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "Put it up" not in html
    assert decides(robin, case, "approve").status_code == 403
    assert "stand" in Post.objects.get(pk=post.pk).html


# Meanwhile


def test_a_decision_on_what_moved_on_writes_nothing_and_keeps_the_words(desk, browser_of):
    case, robin = desk.held("My first words here."), browser_of(desk.robin)
    seen = seen_on_page(robin, case)
    report(
        subject=Post.objects.get(pk=case.subject_id), revision=None, reason="selling", words="", by=desk.bracken,
        now=timezone.now() + timedelta(seconds=2),
    )  # fmt: skip
    before = footprint()
    answer = decides(robin, case, "decline", seen=seen, words="Typed with care.", **GUIDELINE)
    html = answer.content.decode()
    assert (answer.status_code, footprint()) == (409, before)
    assert "Typed with care." in html
    assert "1 person reports: it sells something" in html
    again = seen_in_form(html)
    assert again != seen
    assert decides(robin, case, "decline", seen=again, words="Typed with care.", **GUIDELINE).status_code == 302


def test_newer_words_are_shown_before_they_are_judged(desk, browser_of):
    case, robin = desk.held("My first words here."), browser_of(desk.robin)
    seen, post = seen_on_page(robin, case), Post.objects.get(pk=case.subject_id)
    edit_post(
        post=post, title="", body="Quite other words.", seen_revision=newest_of(case).pk, by=desk.annis,
        now=timezone.now(),
    )  # fmt: skip
    answer = decides(robin, case, "approve", seen=seen)
    assert answer.status_code == 409
    assert "Quite other words." in answer.content.decode()
    assert Post.objects.get(pk=post.pk).state == "held"


def test_what_somebody_else_decided_is_not_decided_twice_and_the_words_stay(desk, browser_of):
    case, robin, lee = desk.held(), browser_of(desk.robin), browser_of(desk.lee)
    seen = seen_on_page(robin, case)
    decides(lee, case, "approve")
    before = footprint()
    answer = decides(robin, case, "decline", seen=seen, words="Typed with care.", **GUIDELINE)
    html = answer.content.decode()
    assert (answer.status_code, footprint()) == (409, before)
    assert "Typed with care." in html
    assert "Leeward decided: Approve" in html


def test_the_same_form_sent_twice_decides_once(desk, browser_of):
    case, robin = desk.held(), browser_of(desk.robin)
    seen = seen_on_page(robin, case)
    for _each in range(2):
        assert decides(robin, case, "approve", seen=seen)["Location"] == "/desk/"
    assert Decision.objects.count() == 1


def test_what_somebody_else_works_on_is_left_to_them(desk, browser_of):
    case = desk.held()
    claim_case(case=case, by=desk.lee, now=timezone.now())
    before = footprint()
    answer = decides(browser_of(desk.robin), case, "decline", words="Typed with care.", **GUIDELINE)
    assert (answer.status_code, footprint()) == (403, before)
    assert "Somebody else is working on this" in answer.content.decode()
    assert "Typed with care." in answer.content.decode()


def test_coming_back_from_the_preview_brings_what_was_typed(desk, browser_of):
    case = desk.held()
    answer = decides(browser_of(desk.robin), case, "decline", step="form", words="Typed with care.", **GUIDELINE)
    html = answer.content.decode()
    assert "Typed with care." in html
    assert '<option value="no_details" selected>' in html


# Two people


def test_nobody_closes_a_concern_alone(desk, browser_of):
    case = desk.reported(desk.post_by(desk.annis, "I cannot go on."), "worried")
    day = (timezone.now() + timedelta(days=7)).date()
    robin, lee = browser_of(desk.robin), browser_of(desk.lee)
    robin.post(f"/desk/cases/{case.pk}/look/", {"what": "words"})
    assert decides(robin, case, "cared", follow_up_on=str(day)).status_code == 302
    assert Proposal.objects.get().proposed_by == desk.robin
    html = robin.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "This is yours" in html
    assert "I agree" not in html
    decides(robin, case, "cared", follow_up_on=str(day))
    assert not Decision.objects.exists()
    lee.post(f"/desk/cases/{case.pk}/look/", {"what": "words"})
    html = lee.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "Robinet would decide" in html
    assert f"{day:%-d %B %Y}" in html
    assert "I agree" in html
    decides(lee, case, "cared", follow_up_on=str(day))
    decision = Decision.objects.get()
    assert (decision.by, decision.proposed_by) == (desk.lee, desk.robin)
    assert not Statement.objects.exists()


def test_whoever_cared_sees_the_person_again_on_the_day(desk, browser_of):
    """A follow-up is a case of its own: it is in the sight of those who saw the first."""
    case = desk.reported(desk.post_by(desk.annis, "I cannot go on."), "worried")
    day = (timezone.now() + timedelta(days=1)).date()
    for moderator in (desk.robin, desk.lee):
        client = browser_of(moderator)
        client.post(f"/desk/cases/{case.pk}/look/", {"what": "words"})
        decides(client, case, "cared", follow_up_on=str(day))
    again = Case.objects.not_closed().get()
    assert again.pk not in Case.objects.visible_to(desk.robin).waiting(timezone.now()).values_list("pk", flat=True)
    assert again in Case.objects.visible_to(desk.robin).waiting(timezone.now() + timedelta(days=2))


def test_a_concern_is_never_held_against_anybody(desk, browser_of):
    case = desk.reported(desk.post_by(desk.annis), "worried")
    lead = browser_of(desk.with_role("Saffron", "safeguarding"))
    lead.post(f"/desk/cases/{case.pk}/look/", {"what": "words"})
    before = footprint()
    for outcome in ("warn", "hold_first", "pause", "ban", "hide", "decline"):
        fields = {**GUIDELINE, "scope": "forum", "days": 3, "words": "x"}
        assert decides(lead, case, outcome, **fields).status_code == 403
    assert footprint() == before


def test_one_safeguarding_lead_alone_can_close_a_concern_with_any_moderator(desk, browser_of):
    """Otherwise what was passed to the only one could never be closed."""
    case = desk.reported(desk.post_by(desk.annis), "worried")
    saffron = desk.with_role("Saffron", "safeguarding")
    robin, lead = browser_of(desk.robin), browser_of(saffron)
    decides(robin, case, "escalate")
    for client in (robin, lead):
        client.post(f"/desk/cases/{case.pk}/look/", {"what": "words"})
    before = footprint()
    assert decides(robin, case, "cared").status_code == 403
    assert footprint() == before
    decides(lead, case, "cared")
    decides(robin, case, "cared")
    decision = Decision.objects.get(outcome="cared")
    assert (decision.by, decision.proposed_by) == (desk.robin, saffron)


@pytest.mark.parametrize("day", ["2020-01-01", "9999-12-31", "not a day", "0000-00-00"])
def test_a_follow_up_is_on_a_day_that_comes(desk, browser_of, day):
    case, robin = desk.reported(desk.post_by(desk.annis), "worried"), browser_of(desk.robin)
    robin.post(f"/desk/cases/{case.pk}/look/", {"what": "words"})
    before = footprint()
    assert decides(robin, case, "cared", follow_up_on=day).status_code == 422
    assert footprint() == before


# Taking back


def test_a_decision_is_taken_back_and_the_case_is_open_again(desk, browser_of):
    case, lee = desk.reported(desk.post_by(desk.annis)), browser_of(desk.lee)
    decides(browser_of(desk.robin), case, "hold_first", scope=str(desk.group.pk), days=5, **GUIDELINE)
    made = Decision.objects.get()
    assert "Take back: Hold first" in lee.get(f"/desk/decisions/{made.pk}/undo/").content.decode()
    answer = lee.post(f"/desk/decisions/{made.pk}/undo/", {"words": "We were wrong. Sorry."}, follow=True)
    assert "It is taken back, and the case is open again." in answer.content.decode()
    case.refresh_from_db()
    assert (case.state, Sanction.objects.get().lifted_at is not None) == ("open", True)
    assert "We were wrong. Sorry." in Statement.objects.get(decision__outcome="undo").paragraphs


def test_taking_back_says_what_was_left_because_it_was_changed_since(desk, browser_of):
    case, lee = desk.reported(desk.post_by(desk.annis)), browser_of(desk.lee)
    decides(browser_of(desk.robin), case, "hold_first", scope=str(desk.group.pk), days=5, **GUIDELINE)
    Sanction.objects.update(lifted_at=timezone.now())
    answer = lee.post(f"/desk/decisions/{Decision.objects.get().pk}/undo/", {"words": ""}, follow=True)
    assert "Left as it is: the sanction was lifted before." in answer.content.decode()


def test_taking_back_twice_is_taking_back_once(desk, browser_of):
    case, lee = desk.reported(desk.post_by(desk.annis)), browser_of(desk.lee)
    decides(browser_of(desk.robin), case, "hide", **GUIDELINE)
    made = Decision.objects.get()
    lee.post(f"/desk/decisions/{made.pk}/undo/", {"words": ""})
    before = footprint()
    answer = lee.post(f"/desk/decisions/{made.pk}/undo/", {"words": ""}, follow=True)
    assert "taken back before" in answer.content.decode()
    assert footprint() == before


def test_nobody_takes_back_what_was_decided_about_themselves(desk, browser_of):
    case = desk.reported(desk.post_by(desk.lee))
    decides(browser_of(desk.robin), case, "hide", **GUIDELINE)
    before = footprint()
    assert browser_of(desk.lee).post(f"/desk/decisions/{Decision.objects.get().pk}/undo/").status_code == 404
    assert footprint() == before


def seen_in_form(html: str) -> str:
    return html.split('name="seen" value="')[1].split('"')[0]


def test_a_stranger_finds_no_desk(desk, browser_of):
    case = desk.held()
    for person in (desk.annis, desk.bracken, a_person()):
        client = browser_of(person)
        before = footprint()
        for address in ("/desk/", "/desk/late/", f"/desk/cases/{case.pk}/"):
            assert client.get(address).status_code == 404
        for address in ("decide/approve", "claim", "look", "note"):
            assert client.post(f"/desk/cases/{case.pk}/{address}/", {"seen": "1.1.1"}).status_code == 404
        assert footprint() == before
