"""Reading the log: whole sentences, what is sought, and never what others did about the reader."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import transaction

from accounts.actions import leave_forum
from accounts.events import WordsChoice
from accounts.models import Person
from forum.threads.models import Post
from moderation import log
from moderation.actions import act_at_once, claim_case, give_desk_role, report
from moderation.actions.decide import Choice
from moderation.models import Action, Case, HardDay, LogEntry, Look
from moderation.pages.log import ON_A_PAGE
from tests.factories import a_group, a_person, a_thread, joins
from tests.moderation.team import a_case, a_lead, a_moderator, a_post, browser_of, somebody_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def group():
    return a_group("Scans and results")


@pytest.fixture
def lead(now):
    return a_lead("Betony", now=now)


def a_member_of(group, name=""):
    person = a_person(name)
    joins(person, group)
    return person


def written(now, **said):
    with transaction.atomic():
        return log.write(**{"action": log.Action.HIDE, "by": None, "now": now, **said})


def page(reader, query=""):
    return browser_of(reader).get(f"/desk/log/{query}").content.decode()


def test_each_entry_is_a_sentence(group, lead, now):
    robin, ann = a_moderator("Robin", of=group, now=now), a_member_of(group, "Annis")
    case = a_case(a_post(to=a_thread(of=group, by=ann), by=ann, now=now), now=now)
    claim_case(case=case, by=robin, now=now)
    written(now, by=robin, role="group_moderator", subject=case, group_id=group.pk, reason="no_selling")
    written(now, action=log.Action.LOOK, by=robin, subject=case, detail={"what": "reporter"})
    give_desk_role(person=ann, kind="safeguarding", group_id=group.pk, by=lead, now=now)
    text = " ".join(page(lead).split())
    link = f'<a href="/desk/cases/{case.pk}/">case {case.pk}</a>'
    assert f"Robin (moderator of the group) took on: {link}" in text
    assert f"Robin (moderator of the group) hid: {link}" in text
    assert "Scans and results · guideline 6" in text
    assert f"Robin looked at who reported: {link}" in text
    assert f'Betony (lead) gave a role: <a href="/desk/people/{ann.pk}/">Annis</a>' in text
    assert "safeguarding lead" in text
    assert "Betony (lead) looked at the log" in text


def test_every_code_that_can_be_written_is_a_sentence(lead, now):
    """Fault 17: its subject shows as "deleted", or an entry cannot be shown at all."""
    for action in Action:
        detail = {"what": "notes"} if action is Action.LOOK else {"kind": "lead"} if "role" in action else {}
        written(now, action=action, detail=detail)
    for what in Look:
        written(now, action=Action.LOOK, detail={"what": what.value})
    for gone in (Case(pk=987_654), Post(pk=987_654), HardDay(pk=987_654), Person(pk=987_654)):
        written(now, subject=gone)
    text = unescape(page(lead))
    for word in (*Action.labels, *(what.label for what in Look), "case 987654", "post number 987654"):
        assert str(word) in text
    assert "something number 987654" in text


def test_reading_is_an_entry_once_a_page(lead):
    browser = browser_of(lead)
    for expected in (1, 2):
        browser.get("/desk/log/")
        looks = LogEntry.objects.filter(action="look", by=lead)
        assert [look.detail for look in looks] == [{"what": "log"}] * expected
    assert browser_of(a_person()).get("/desk/log/").status_code == 404
    assert LogEntry.objects.filter(action="look").count() == 2


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("staff", 200), ("a lead", 200), ("a lead of a group", 200), ("a safeguarding lead", 403), ("a moderator", 403),
        ("a member", 404),
    ],
)  # fmt: skip
def test_leads_and_staff_read_it_and_nobody_else(group, who, answer, now):
    reader = {
        "staff": lambda: a_person(is_staff=True),
        "a lead": lambda: a_lead(now=now),
        "a lead of a group": lambda: a_lead(of=group, now=now),
        "a safeguarding lead": lambda: somebody_with("safeguarding", now=now),
        "a moderator": lambda: a_moderator(of=group, now=now),
        "a member": a_person,
    }[who]()
    browser = browser_of(reader)
    assert browser.get("/desk/log/").status_code == answer
    page = browser.get("/desk/people/", follow=True).content.decode()
    assert ('href="/desk/log/"' in page) is (answer == 200)


def test_a_lead_of_a_group_reads_the_entries_of_that_group_only(group, now):
    inside, elsewhere = a_group("Bone mets", under=group), a_group("Harbour")
    for each in (group, inside, elsewhere, None):
        written(now, group_id=each.pk if each else None)
    text = page(a_lead(of=group, now=now))
    assert "Bone mets" in text
    assert "Harbour" not in text  # neither as an entry nor as a group to choose


def test_a_lead_never_reads_who_reported_or_decided_about_them(group, lead, now):
    """Fault 16: the reporter or the deciding moderator becomes visible to the author, here through the log."""
    joins(lead, group)
    robin, ann = a_moderator("Robin", of=group, now=now), a_member_of(group, "Annis")
    post = a_post(to=a_thread(of=group, by=ann), by=lead, now=now)
    for reason in ("selling", "worried"):
        report(subject=post, revision=post.revision, reason=reason, words="", by=ann, now=now)
    choice = Choice(outcome="no_action")
    act_at_once(subject=post, about=lead, choice=choice, by=a_moderator("Siskin", of=group, now=now), now=now)
    browser_of(robin).get(f"/desk/people/{lead.pk}/")
    text = page(lead)
    assert "Annis" not in text
    assert "Siskin (moderator" not in text
    assert "Robin looked at" not in text
    assert "Annis reported" in page(a_person(is_staff=True)).replace("\n", " ")


def test_staff_who_write_here_too_do_not_read_what_was_done_about_them(group, now):
    staff = a_person("Staffer", is_staff=True)
    joins(staff, group)
    ann = a_member_of(group, "Annis")
    post = a_post(to=a_thread(of=group, by=ann), by=staff, now=now)
    report(subject=post, revision=post.revision, reason="selling", words="", by=ann, now=now)
    assert "Annis" not in page(staff)


class TestSeeking:
    @pytest.fixture
    def entries(self, group, lead, now):
        self.robin = a_moderator("Robin", of=group, now=now)
        self.ann = a_member_of(group, "Annis")
        self.case = a_case(a_post(to=a_thread(of=group, by=self.ann), by=self.ann, now=now), now=now)
        day = timedelta(days=1)
        written(now - 2 * day, by=self.robin, action=log.Action.HIDE, subject=self.case, group_id=group.pk)
        written(now - day, by=lead, action=log.Action.WARN, subject=self.case)
        written(now, by=None, action=log.Action.HOLD, group_id=group.pk)

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("?action=hide", {"hid"}),
            ("?person=robin", {"hid"}),
            ("?group={group}", {"hid", "held before anyone read it"}),
            ("?case={case}", {"hid", "warned"}),
            ("?since=2026-11-22&until=2026-11-22", {"warned"}),
            ("?since=2026-11-22&action=hide", set()),
            ("?until=2026-11-21", {"hid"}),
            ("?since=0001-01-01&until=9999-12-31&person=robin", {"hid"}),
        ],
    )
    def test_only_what_fits_is_shown(self, entries, group, lead, query, shown):
        text = page(lead, query.format(group=group.pk, case=self.case.pk)).split("</form>")[-1]
        did = {"hid", "warned", "held before anyone read it"}
        assert {words for words in did if f" {words}" in text} == shown

    @pytest.mark.parametrize(
        "query", ["?person=Nobody+so", "?case=x", "?since=soon", "?until=2026-11-01&since=2026-11-02", "?action=dance", "?group=7777"]
    )  # fmt: skip
    def test_what_cannot_be_sought_is_said_and_the_page_stays(self, entries, lead, query):
        answer = browser_of(lead).get(f"/desk/log/{query}")
        assert answer.status_code == 422
        assert "Please look at this again" in answer.content.decode()

    def test_it_goes_on_page_by_page_without_losing_or_repeating_any(self, lead, now):
        for number in range(ON_A_PAGE + 5):
            written(now, detail={"number": number})
        browser, path, seen = browser_of(lead), "/desk/log/?action=hide", []
        while path:
            text = browser.get(path).content.decode()
            seen.append(text.count("the forum itself hid"))
            found = text.split('rel="next"')[0].rpartition('href="')[2] if 'rel="next"' in text else ""
            path = found.split('"')[0].replace("&amp;", "&")
        assert seen == [ON_A_PAGE, 5]

    def test_it_costs_the_same_for_two_as_for_twenty(self, group, lead, now, queries):
        browser, costs = browser_of(lead), []
        for more in (1, 19):
            for _ in range(more):
                written(now, by=a_person(), subject=a_person(), group_id=group.pk)
            with queries() as asked:
                browser.get("/desk/log/")
            costs.append(asked.count)
        assert costs[0] == costs[1]
        assert costs[0] <= 20


def test_entries_stay_readable_when_their_people_have_left(group, lead, now):
    """Fault 17: whoever decided, or was decided about, shows as "deleted" and the entry says nothing any more."""
    robin, ann = a_moderator("Robin", of=group, now=now), a_member_of(group, "Annis")
    case = a_case(a_post(to=a_thread(of=group, by=ann), by=ann, now=now), now=now)
    written(now, by=robin, subject=case)
    leave_forum(choice=WordsChoice.KEEP, by=robin, now=now)
    leave_forum(choice=WordsChoice.ERASE, by=ann, now=now)
    text = page(lead)
    assert "Robin hid" in text
    assert f"case {case.pk}" in text
    assert Case.objects.filter(pk=case.pk).exists()
