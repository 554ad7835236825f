"""The list of the desk: one order, who has what, why it is here, and nothing that hurts before one asks for it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from moderation.actions import ask_for_second_opinion, claim_case, hand_on_case
from moderation.models import Case, Decision, HardDay, Moderator
from moderation.pages.filters import SHOWN
from tests.factories import a_group, a_person, a_thread, joins
from tests.moderation.conftest import decides, footprint, trained

pytestmark = pytest.mark.django_db


def listed(client, query=""):
    """The ids of the cases in the list, in its order."""
    answer = client.get(f"/desk/{query}")
    assert answer.status_code == 200
    return [row.pk for row in answer.context["page"].rows]


def due_in(case, minutes):
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() + timedelta(minutes=minutes))


def some_cases(desk):
    """A concern, held words and a report, due in an order that is not that of their coming."""
    held = desk.held("Ring me on 07700 900123")
    reported = desk.reported(desk.post_by(desk.bracken, "Buy my oil."), "selling", by=desk.annis)
    concern = desk.reported(desk.post_by(desk.bracken, "I cannot go on."), "worried", by=desk.annis)
    due_in(held, 40)
    due_in(reported, -20)
    due_in(concern, -90)
    return concern, reported, held


def test_the_latest_come_first_and_then_the_gravest(desk, browser_of):
    concern, reported, held = some_cases(desk)
    assert listed(browser_of(desk.robin)) == [concern.pk, reported.pk, held.pk]
    moment = timezone.now() + timedelta(hours=1)
    Case.objects.update(due_at=moment)
    assert listed(browser_of(desk.robin)) == [concern.pk, held.pk, reported.pk]


def test_each_case_says_why_it_is_here_and_why_in_this_place(desk, browser_of):
    some_cases(desk)
    html = browser_of(desk.robin).get("/desk/").content.decode()
    for sentence in (
        "20 min late", "in 39 min", "1 person reports: it sells something, or promises a cure.",
        "Held: a newcomer wrote what looks like contact details or a link. “0770…”",
        "Held: it is one of this member’s first posts here.", "Cure or medical claim: to be decided within",
        "2 late, 3 waiting.", "As of ",
    ):  # fmt: skip
        assert sentence in html, sentence


def test_words_that_hurt_are_not_in_the_list(desk, browser_of):
    desk.reported(desk.post_by(desk.bracken, "I cannot go on."), "worried", words="She wrote zqfear.", by=desk.annis)
    desk.reported(desk.post_by(desk.bracken, "I will zqhurt you."), "illegal", words="zqthreat", by=desk.annis)
    html = browser_of(desk.robin).get("/desk/").content.decode()
    assert "About a member" in html
    for words in ("cannot go on", "zqfear", "zqhurt", "zqthreat", "Bracken", "Annis"):
        assert words not in html


def test_who_has_a_case_is_in_every_list_until_it_ends_by_the_clock(desk, browser_of):
    case, robin = desk.held(), browser_of(desk.robin)
    desk.reported(case.subject, "worried", by=desk.bracken)
    desk.reported(case.subject, by=desk.bracken)
    Case.objects.update(is_escalated=True, wants_second=True)
    for each in Case.objects.all():
        claim_case(case=each, by=desk.lee, now=timezone.now())
    for name in SHOWN:
        html = robin.get(f"/desk/?show={name}").content.decode()
        assert "Leeward has it until" in html or name == "mine", name
    assert robin.get(f"/desk/?group={desk.group.pk}").content.decode().count("Leeward has it until") == 2
    assert "Leeward has it until" in robin.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "you have it until" in browser_of(desk.lee).get("/desk/?show=mine").content.decode()
    Case.objects.update(claim_ends_at=timezone.now() - timedelta(seconds=1))
    assert "has it until" not in robin.get("/desk/").content.decode()
    assert listed(browser_of(desk.lee), "?show=mine") == []


def test_pages_of_the_list_neither_skip_nor_repeat_a_case(desk, browser_of):
    group = a_group(host=desk.hazel)
    joins(desk.robin, group, role="moderator")
    for number in range(57):
        author = a_person()
        joins(author, group)
        post = a_thread(of=group, by=author).posts.get()
        case = desk.reported(post, by=a_person())
        due_in(case, number // 10)  # many at one moment
    Case.objects.update(due_at=timezone.now().replace(microsecond=123456))
    robin, met, address = browser_of(desk.robin), [], "/desk/"
    while address:
        page = robin.get(address).context["page"]
        met += [row.pk for row in page.rows]
        address = page.next_page
    assert met == list(Case.objects.in_order().values_list("pk", flat=True))
    assert len(met) == 57


@pytest.mark.parametrize("after", ["", "x", "1-2", "1-2-3-4", "9" * 30 + "-1-1", "999999999999999999-5-1", "-1-1-1"])
def test_a_place_that_is_none_is_answered(desk, browser_of, after):
    desk.held()
    assert browser_of(desk.robin).get("/desk/", {"after": after}).status_code == 200


def test_filters_leave_what_they_say(desk, browser_of):
    concern, reported, held = some_cases(desk)
    robin = browser_of(desk.robin)
    decides(robin, reported, "escalate")
    ask_for_second_opinion(case=held, by=desk.lee, now=timezone.now())
    claim_case(case=held, by=desk.robin, now=timezone.now())
    elsewhere = a_group(host=desk.hazel)
    expected = {
        "": {concern.pk, reported.pk, held.pk}, "concerns": {concern.pk}, "waiting": {held.pk},
        "reported": {concern.pk, reported.pk}, "mine": {held.pk}, "escalated": {reported.pk}, "second": {held.pk},
        "no such filter": {concern.pk, reported.pk, held.pk},
    }  # fmt: skip
    for shown, cases in expected.items():
        assert set(listed(robin, f"?show={shown}")) == cases, shown
    counts = {each.address: each.count for each in robin.get("/desk/").context["page"].choices}
    assert counts["/desk/"] == 3
    assert counts["/desk/?show=reported"] == 2
    assert set(listed(robin, f"?group={desk.group.pk}")) == {concern.pk, reported.pk, held.pk}
    assert listed(robin, f"?group={elsewhere.pk}") == []  # not theirs to ask about
    assert listed(robin, "?group=999999999999999999") == []


def test_what_was_judged_does_not_wait_though_its_case_is_open_again(desk, browser_of):
    case, robin = desk.held(), browser_of(desk.robin)
    decides(robin, case, "warn", scope=str(desk.group.pk), words="Please be gentle.", guideline="no_details")
    assert listed(robin, "?show=waiting") == [case.pk]
    decides(robin, case, "decline", guideline="no_details")
    robin.post(f"/desk/decisions/{Decision.objects.get(outcome='warn').pk}/undo/", {"words": ""})
    assert (listed(robin), listed(robin, "?show=waiting")) == ([case.pk], [])


def test_what_was_handed_on_is_not_seen_again_today(desk, browser_of):
    case, robin = desk.held(), browser_of(desk.robin)
    robin.post(f"/desk/cases/{case.pk}/claim/", {"do": "take"})
    assert robin.post(f"/desk/cases/{case.pk}/claim/", {"do": "hand_on"})["Location"] == "/desk/"
    assert listed(robin) == []
    assert listed(browser_of(desk.lee)) == [case.pk]
    assert "has it until" not in browser_of(desk.lee).get("/desk/").content.decode()
    hand_on_case(case=case, by=desk.robin, until=timezone.now() - timedelta(seconds=1), now=timezone.now())
    assert listed(robin) == [case.pk]


def test_a_parked_case_is_listed_once_its_day_has_come(desk, browser_of):
    case, robin = desk.held(), browser_of(desk.robin)
    Case.objects.filter(pk=case.pk).update(state="parked", wakes_at=timezone.now() + timedelta(hours=1))
    assert listed(robin) == []
    Case.objects.filter(pk=case.pk).update(wakes_at=timezone.now() - timedelta(seconds=1))
    assert listed(robin) == [case.pk]


def test_moderators_see_what_stands_in_their_groups_and_nothing_else(desk, browser_of):
    case = desk.held()
    other = a_group(host=a_person())
    stranger = a_person()
    joins(stranger, other, role="moderator")
    trained(stranger, timezone.now())
    client = browser_of(stranger)
    assert listed(client) == []
    assert client.get(f"/desk/cases/{case.pk}/").status_code == 404
    assert listed(browser_of(desk.with_role("Saffron", "moderator"))) == [case.pk]
    assert listed(browser_of(desk.with_role("Sorrel", "moderator", other))) == []


def test_without_training_the_desk_says_what_to_do(desk, browser_of):
    desk.held()
    Moderator.objects.filter(person=desk.robin).delete()
    before = footprint()
    answer = browser_of(desk.robin).get("/desk/")
    assert answer.status_code == 403
    assert "once a lead has confirmed your training" in answer.content.decode()
    assert footprint() == before


def test_staff_without_a_role_read_what_to_do(desk, browser_of):
    answer = browser_of(a_person(is_staff=True)).get("/desk/")
    assert answer.status_code == 403
    assert "You have no role at the desk" in answer.content.decode()


def test_the_way_to_the_desk_is_shown_to_whoever_has_one(desk, browser_of, queries):
    for person, is_shown in ((desk.robin, True), (desk.annis, False)):
        assert ('href="/desk/"' in browser_of(person).get("/groups/").content.decode()) is is_shown


# The next one


def test_the_next_one_is_the_first_that_is_free_and_can_be_decided(desk, browser_of):
    concern, reported, held = some_cases(desk)
    claim_case(case=concern, by=desk.lee, now=timezone.now())
    desk.reported(held.subject, by=desk.robin)  # their own report
    last = desk.held("Another one.")
    robin = browser_of(desk.robin)
    assert robin.post("/desk/next/")["Location"] == f"/desk/cases/{reported.pk}/"
    assert robin.post("/desk/next/")["Location"] == f"/desk/cases/{last.pk}/"
    before = footprint()
    answer = robin.post("/desk/next/", follow=True)
    assert "Nothing here is free for you now." in answer.content.decode()
    assert footprint() == before


def test_the_next_one_keeps_to_what_was_shown(desk, browser_of):
    _concern, _reported, held = some_cases(desk)
    robin = browser_of(desk.robin)
    assert robin.post("/desk/next/", {"show": "waiting"})["Location"] == f"/desk/cases/{held.pk}/"


def test_what_waits_for_the_safeguarding_lead_is_nobody_elses_next(desk, browser_of):
    case = desk.reported(desk.post_by(desk.annis))
    decides(browser_of(desk.robin), case, "escalate")
    assert browser_of(desk.lee).post("/desk/next/")["Location"] == "/desk/"
    lead = browser_of(desk.with_role("Saffron", "safeguarding"))
    assert lead.post("/desk/next/")["Location"] == f"/desk/cases/{case.pk}/"


# Figures


def test_the_figure_is_renewed_without_the_page(desk, browser_of):
    some_cases(desk)
    answer = browser_of(desk.robin).get("/desk/late/")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    figure, as_of = answer.content.decode().split("\n")
    assert figure == "2 late, 3 waiting."
    assert as_of.startswith("As of ")


def test_how_many_hard_things_one_opened_is_said_to_oneself(desk, browser_of):
    robin = browser_of(desk.robin)
    assert "You have opened 0 hard things today." in robin.get("/desk/").content.decode()
    HardDay.objects.create(person=desk.robin, day=timezone.localdate(timezone.now()), count=8)
    HardDay.objects.create(person=desk.lee, day=timezone.localdate(timezone.now()), count=3)
    html = robin.get("/desk/").content.decode()
    assert "You have opened 8 hard things today." in html
    assert "That is enough for one day." in html


def test_an_empty_desk_says_how_it_fills(desk, browser_of):
    html = browser_of(desk.robin).get("/desk/").content.decode()
    assert "Nothing waits." in html
    assert "None late, 0 waiting." in html
