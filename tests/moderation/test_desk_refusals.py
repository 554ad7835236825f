"""What is refused at the desk: with a sentence, nothing written, and nothing that was typed lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from forum.groups.models import Membership
from moderation.actions import decide_appeal, make_appeal
from moderation.models import Appeal, Case, Decision, Report, Statement
from tests.moderation.conftest import decides, footprint, seen_on_page

pytestmark = pytest.mark.django_db

TYPED = "zq typed words"


@pytest.fixture
def hidden(desk, browser_of):
    """A post of Annis that Robinet hid: the decision."""
    case = desk.reported(desk.post_by(desk.annis))
    decides(browser_of(desk.robin), case, "hide", guideline="kindness", words="Please.")
    return Decision.objects.get()


def test_a_box_that_was_not_ticked_is_not_ticked_after_the_preview(desk, browser_of):
    case, robin = desk.reported(desk.post_by(desk.annis)), browser_of(desk.robin)
    sent = {"guideline": "kindness", "words": "Please.", "seen": seen_on_page(robin, case), "step": "form"}
    for kept, is_ticked in (("False", False), ("True", True)):
        html = robin.post(f"/desk/cases/{case.pk}/decide/hide/", {**sent, "keeps_open": kept}).content.decode()
        assert ('id="id_keeps_open" checked' in html) is is_ticked


def test_words_to_a_desk_that_is_not_ones_own_any_more_are_shown_to_be_copied(desk, browser_of):
    case, robin = desk.reported(desk.post_by(desk.annis)), browser_of(desk.robin)
    seen = seen_on_page(robin, case)
    Membership.objects.filter(person=desk.robin).update(role="member")
    before = footprint()
    sent = {"seen": seen, "step": "confirm", "guideline": "kindness", "words": TYPED}
    answer = robin.post(f"/desk/cases/{case.pk}/decide/hide/", sent)
    assert answer.status_code == 404
    assert TYPED in answer.content.decode()
    assert footprint() == before


def test_whoever_may_not_take_a_decision_back_reads_why_beside_what_they_typed(desk, browser_of, hidden):
    lee, address = browser_of(desk.lee), f"/desk/decisions/{hidden.pk}/undo/"
    Report.objects.create(
        case=hidden.case, reporter=desk.lee, subject=hidden.case.subject, reason="guidelines", receipt=uuid4(),
        reported_at=desk.now,
    )  # fmt: skip
    assert lee.get(address).status_code == 403, "not only once it is sent"
    before = footprint()
    answer = lee.post(address, {"words": TYPED})
    assert answer.status_code == 403
    assert TYPED in answer.content.decode()
    assert "You reported this yourself" in answer.content.decode()
    assert footprint() == before


def test_what_was_taken_back_is_neither_offered_again_nor_asked_about(desk, browser_of, hidden):
    lee, annis = browser_of(desk.lee), browser_of(desk.annis)
    statement, address = Statement.objects.get(), f"/desk/decisions/{hidden.pk}/undo/"
    lee.post(address, {"words": ""})
    before = footprint()
    assert lee.get(address).status_code == lee.post(address, {"words": TYPED}).status_code == 302
    assert "Ask for somebody else" not in annis.get(f"/statements/{statement.pk}/").content.decode()
    answer = annis.post(f"/statements/{statement.pk}/appeal/", {"words": TYPED})
    assert answer.status_code == 403
    assert TYPED in answer.content.decode()
    assert "taken back already" in answer.content.decode()
    assert footprint() == before
    assert not Appeal.objects.exists()


def test_an_answer_is_read_although_the_decision_was_taken_back_meanwhile(desk, browser_of, hidden):
    appeal = make_appeal(statement=Statement.objects.get(), words="Please look.", by=desk.annis, now=desk.now)
    browser_of(desk.lee).post(f"/desk/decisions/{hidden.pk}/undo/", {"words": ""})
    decide_appeal(
        appeal=appeal, is_overturned=True, words=TYPED, seen_version=appeal.version, by=desk.hazel, now=desk.now
    )
    statement = Statement.objects.get(decision=hidden)
    assert TYPED in browser_of(desk.annis).get(f"/statements/{statement.pk}/appeal/").content.decode()


def test_an_answer_without_its_words_or_its_choice_says_what_is_missing(desk, browser_of, hidden):
    appeal = make_appeal(statement=Statement.objects.get(), words="Please look.", by=desk.annis, now=desk.now)
    lee, before = browser_of(desk.lee), footprint()
    for sent, sentence in (({"answer": "upheld"}, "Please say why it stays"), ({"words": TYPED}, "Please choose")):
        answer = lee.post(f"/desk/appeals/{appeal.pk}/decide/", {"version": appeal.version, **sent})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert sent.get("words", "") in answer.content.decode()
    assert footprint() == before


def test_a_concern_that_was_closed_until_a_day_is_back_at_once_when_that_is_taken_back(desk, browser_of):
    case = desk.reported(desk.post_by(desk.annis), "worried")
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    for each in (desk.robin, desk.lee):
        browser_of(each).post(f"/desk/cases/{case.pk}/look/", {"what": "words"})
        decides(browser_of(each), case, "cared", follow_up_on=day)
    parked = Case.objects.get(state="parked")
    browser_of(desk.lee).post(f"/desk/decisions/{Decision.objects.get().pk}/undo/", {"words": ""})
    parked.refresh_from_db()
    assert (parked.state, parked.wakes_at) == ("open", None)
    assert Case.objects.waiting(timezone.now()).count() == 1


def test_who_works_on_a_decided_case_is_not_changed_from_an_old_page(desk, browser_of, hidden):
    lead, before = browser_of(desk.with_role("Saffron", "lead")), footprint()
    for wish in ("take", "take_over", "second", "hand_on"):
        answer = lead.post(f"/desk/cases/{hidden.case_id}/claim/", {"do": wish}, follow=True)
        assert "decided" in answer.content.decode(), wish
    assert footprint() == before
    assert not Case.objects.filter(wants_second=True).exists()


def test_a_lead_does_not_take_over_what_they_reported(desk, browser_of):
    saffron = desk.with_role("Saffron", "lead")
    case = desk.reported(desk.post_by(desk.annis), by=saffron)
    browser_of(desk.robin).post(f"/desk/cases/{case.pk}/claim/", {"do": "take"})
    before = footprint()
    assert browser_of(saffron).post(f"/desk/cases/{case.pk}/claim/", {"do": "take_over"}).status_code == 403
    assert footprint() == before


def test_nothing_is_made_to_hold_for_somebody_who_left_since_the_page_was_opened(desk, browser_of):
    case, robin = desk.reported(desk.post_by(desk.annis)), browser_of(desk.robin)
    seen = seen_on_page(robin, case)
    desk.annis.is_active = False
    desk.annis.save()
    before = footprint()
    sent = {"guideline": "kindness", "words": TYPED, "scope": str(desk.group.pk), "days": 3}
    answer = decides(robin, case, "hold_first", seen=seen, **sent)
    assert answer.status_code == 403
    assert TYPED in answer.content.decode()
    assert footprint() == before


def test_a_report_for_a_reason_that_there_is_not_keeps_its_words(desk, browser_of):
    post = desk.post_by(desk.annis)
    answer = browser_of(desk.bracken).post(f"/posts/{post.pk}/report/", {"reason": "spite", "words": TYPED})
    assert answer.status_code == 422
    assert TYPED in answer.content.decode()
    assert not Report.objects.exists()


def test_whoever_has_not_opened_the_words_passes_them_on_and_decides_nothing(desk, browser_of):
    case, robin = desk.reported(desk.post_by(desk.bracken), "illegal", by=desk.annis), browser_of(desk.robin)
    seen, before = seen_on_page(robin, case), footprint()
    sent = {"seen": seen, "guideline": "kindness", "words": TYPED}
    for step in ("preview", "confirm"):
        answer = robin.post(f"/desk/cases/{case.pk}/decide/hide/", {**sent, "step": step})
        assert answer.status_code == 422
        assert "Please open the words first" in answer.content.decode()
        assert TYPED in answer.content.decode()
    assert footprint() == before
    robin.post(f"/desk/cases/{case.pk}/look/", {"what": "words"})
    again = browser_of(desk.robin)  # it has closed on this page meanwhile, and was read all the same
    assert again.post(f"/desk/cases/{case.pk}/decide/hide/", {**sent, "step": "preview"}).status_code == 200
