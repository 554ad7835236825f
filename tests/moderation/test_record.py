"""A person's record, who wrote without a name, and lifting a sanction. Source: README, M-12 and M-18."""

import pytest
import time_machine

from accounts.models import Boundary
from forum.kernel.verdicts import NotAllowed
from moderation import hours
from moderation.actions import act_at_once, decide, report, undo_decision, write_note
from moderation.actions.decide import Choice, Sentence
from moderation.models import Case, Decision, LogEntry, Sanction, Statement
from tests.factories import a_group, a_person, a_thread, joins
from tests.moderation.team import a_case, a_lead, a_moderator, a_post, browser_of, somebody_with

pytestmark = pytest.mark.django_db


class Desk:
    def __init__(self, now):
        self.now = now
        self.network = a_group("Brambles")
        self.group = a_group("Scans and results", under=self.network)
        self.elsewhere = a_group("Harbour")
        self.ann = a_person("Annis")
        for group in (self.group, self.elsewhere):
            joins(self.ann, group)
        self.thread = a_thread(of=self.group, by=self.member_of(self.group))
        self.robin = a_moderator("Robin", of=self.group, now=now)
        self.wren = a_moderator("Wren", of=self.elsewhere, now=now)
        self.lead = a_lead("Betony", now=now)

    def member_of(self, group):
        person = a_person()
        joins(person, group)
        return person

    def post(self, group=None, *, is_unnamed=False, by=None):
        thread = a_thread(of=group, by=self.member_of(group)) if group else self.thread
        return a_post(to=thread, by=by or self.ann, is_unnamed=is_unnamed, now=self.now)

    def paused(self, post, *, by, days=3, group_id=None):
        choice = Choice(
            outcome="pause",
            guideline="law",
            words="Please rest.",
            sentence=Sentence(kind="pause", group_id=group_id, days=days),
        )
        return act_at_once(subject=post, about=post.author, choice=choice, by=by, now=self.now)


@pytest.fixture
def desk(now, settings):
    """On that evening: a pause of three days is over three days later, on whatever day this is tried."""
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(now, tick=False):
        hours.keep_turns((), now)
        yield Desk(now)


def page_of(person, reader):
    answer = browser_of(reader).get(f"/desk/people/{person.pk}/")
    return answer.content.decode() if answer.status_code == 200 else answer.status_code


def test_it_shows_what_its_reader_may_decide_and_nothing_of_other_groups(desk, now):
    desk.paused(desk.post(), by=desk.robin, group_id=desk.group.pk)
    desk.paused(desk.post(desk.elsewhere), by=desk.wren, days=5, group_id=desk.elsewhere.pk)
    write_note(words="zqnote", tier=1, about=desk.ann, by=desk.robin, now=now)
    page = page_of(desk.ann, desk.robin)
    for words in (
        "Annis",
        "Pause · Scans and results",
        "holds now",
        "by Robin",
        "Please rest.",
        "zqnote",
        "Here since",
    ):
        assert words in page
    assert "Harbour" not in page
    assert "Wren" not in page
    for_lead = page_of(desk.ann, desk.lead)
    assert "Harbour" in for_lead
    assert "Scans and results" in for_lead


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("a moderator here", 200),
        ("a moderator elsewhere", 404),
        ("a lead", 200),
        ("themselves", 404),
        ("a member", 404),
    ],
)
def test_it_opens_to_those_who_may_see_a_case_about_the_person_and_never_to_themselves(desk, who, answer, now):
    a_case(desk.post(), now=now)
    ann = desk.ann
    if who == "themselves":
        joins(ann, desk.group, role="moderator")
        somebody_is_trained(ann, now)
    reader = {
        "a moderator here": desk.robin, "a moderator elsewhere": desk.wren, "a lead": desk.lead, "themselves": ann,
        "a member": a_person(),
    }[who]  # fmt: skip
    before = LogEntry.objects.count()
    assert browser_of(reader).get(f"/desk/people/{ann.pk}/").status_code == answer
    looks = LogEntry.objects.filter(pk__gt=before)
    if answer == 200:
        assert [(look.by, look.subject_id, look.detail) for look in looks] == [(reader, ann.pk, {"what": "history"})]
    else:
        assert not looks


def somebody_is_trained(person, now):
    from moderation.models import Moderator

    Moderator.objects.create(person=person, trained_at=now)


def test_a_lead_does_not_read_their_own(desk, now):
    joins(desk.lead, desk.group)
    desk.paused(desk.post(by=desk.lead), by=desk.robin, group_id=desk.group.pk)
    assert page_of(desk.lead, desk.lead) == 404
    sanction = Sanction.objects.get()
    assert browser_of(desk.lead).get(f"/desk/sanctions/{sanction.pk}/lift/").status_code == 404


def test_somebody_who_is_kept_apart_from_its_person_does_not_open_it(desk, now):
    a_case(desk.post(), now=now)
    Boundary.objects.create(setter=desk.ann, other=desk.robin, kind="apart", set_at=now)
    assert page_of(desk.ann, desk.robin) == 404


def test_it_costs_the_same_for_few_as_for_many(desk, now, queries):
    browser = browser_of(desk.robin)
    costs = []
    for more in (1, 5):
        for _ in range(more):
            desk.paused(desk.post(), by=desk.robin, group_id=desk.group.pk)
            write_note(words="a note", tier=1, about=desk.ann, by=desk.robin, now=now)
        with queries() as asked:
            assert browser.get(f"/desk/people/{desk.ann.pk}/").status_code == 200
        costs.append(asked.count)
    assert costs[0] == costs[1]


class TestWordsWithoutAName:
    """Until a moderator asked, which is written down, no page of theirs tells who wrote them."""

    def test_no_record_is_opened_by_a_case_about_them_and_none_lists_it(self, desk, now):
        case = a_case(desk.post(is_unnamed=True), now=now)
        assert Case.objects.visible_to(desk.robin).filter(pk=case.pk).exists()
        assert page_of(desk.ann, desk.robin) == 404  # or asking for everybody's would tell whose it is
        assert browser_of(desk.robin).get(f"/desk/people/{desk.ann.pk}/notes/").status_code == 404
        named = a_case(desk.post(), now=now)
        page = page_of(desk.ann, desk.robin)
        assert f"Case {named.pk}:" in page
        assert f"Case {case.pk}:" not in page
        assert f"Case {case.pk}:" not in page_of(desk.ann, desk.lead)

    def test_a_sanction_or_a_note_of_such_a_case_does_not_tell_it_either(self, desk, now):
        desk.paused(desk.post(is_unnamed=True), by=desk.robin, group_id=desk.group.pk)
        sanction = Sanction.objects.get()
        assert "Pause" not in page_of(desk.ann, desk.lead)
        assert browser_of(desk.lead).get(f"/desk/sanctions/{sanction.pk}/lift/").status_code == 404
        note = write_note(words="zqnote", tier=1, about=desk.ann, by=desk.lead, now=now)
        assert browser_of(desk.robin).get(f"/desk/notes/{note.pk}/replace/").status_code == 404

    def test_asking_is_written_down_before_it_is_told_and_opens_the_record(self, desk, now):
        case = a_case(desk.post(is_unnamed=True), now=now)
        browser = browser_of(desk.robin)
        shown = browser.post(f"/desk/cases/{case.pk}/look/", {"what": "author"}, follow=True).content.decode()
        assert f'href="/desk/people/{desk.ann.pk}/"' in shown
        look = LogEntry.objects.get(action="look")
        assert (look.by, look.subject_type, look.subject_id) == (desk.robin, "review.case", case.pk)
        assert (look.detail, look.group_id, look.role) == ({"what": "unnamed_author"}, desk.group.pk, "group_moderator")
        assert f"Case {case.pk}:" in page_of(desk.ann, desk.robin)
        assert f"Case {case.pk}:" not in page_of(desk.ann, desk.lead)  # who has not asked is not told

    def test_nothing_is_told_where_the_look_cannot_be_written_down(self, desk, now, monkeypatch):
        from moderation.actions import looking
        from moderation.log import HeadIsLost

        def lost(**_said):
            raise HeadIsLost

        case = a_case(desk.post(is_unnamed=True), now=now)
        monkeypatch.setattr(looking, "note_look", lost)
        browser = browser_of(desk.robin)
        browser.raise_request_exception = False
        answer = browser.post(f"/desk/cases/{case.pk}/look/", {"what": "author"})
        assert answer.status_code == 500
        assert "Annis" not in answer.content.decode()

    @pytest.mark.parametrize("who", ["a moderator elsewhere", "the author", "a member"])
    def test_nobody_else_is_told(self, desk, who, now):
        case = a_case(desk.post(is_unnamed=True), now=now)
        reader = {"a moderator elsewhere": desk.wren, "the author": desk.ann, "a member": a_person()}[who]
        assert browser_of(reader).post(f"/desk/cases/{case.pk}/look/", {"what": "author"}).status_code == 404
        assert not LogEntry.objects.filter(action="look").exists()

    def test_a_look_alone_tells_nobody(self, desk, now):
        """GET does not reveal: a link in a mail, or a browser that looks ahead, must not."""
        case = a_case(desk.post(is_unnamed=True), now=now)
        assert browser_of(desk.robin).get(f"/desk/cases/{case.pk}/look/?what=author").status_code == 405


class TestLifting:
    def test_a_pause_is_lifted_from_the_record_and_its_person_is_told(self, desk, now):
        desk.paused(desk.post(), by=desk.robin, group_id=desk.group.pk)
        sanction = Sanction.objects.get()
        browser = browser_of(desk.lead)
        assert "Take the decision back" in browser.get(f"/desk/sanctions/{sanction.pk}/lift/").content.decode()
        answer = browser.post(f"/desk/sanctions/{sanction.pk}/lift/", {"words": "Welcome back."}, follow=True)
        assert "It is lifted" in answer.content.decode()
        sanction.refresh_from_db()
        assert sanction.lifted_at is not None
        assert "Welcome back." in Statement.objects.latest("pk").paragraphs
        again = browser.post(f"/desk/sanctions/{sanction.pk}/lift/", {}, follow=True)
        assert "This was taken back before" in again.content.decode()
        assert Decision.objects.filter(outcome="undo").count() == 1

    def test_what_holds_beyond_ones_groups_is_not_lifted_by_whoever_sees_the_case(self, desk, now):
        site = somebody_with("moderator", "Siskin", now=now)
        decision = desk.paused(desk.post(), by=site, days=60)
        sanction = Sanction.objects.get()
        page = browser_of(desk.robin).get(f"/desk/sanctions/{sanction.pk}/lift/").content.decode()
        assert "holds beyond the groups" in page
        answer = browser_of(desk.robin).post(f"/desk/sanctions/{sanction.pk}/lift/", {"words": "zq typed"})
        assert answer.status_code == 403
        assert "zq typed" in answer.content.decode()
        with pytest.raises(NotAllowed, match="beyond"):
            undo_decision(decision=decision, words="", by=desk.robin, now=now)
        sanction.refresh_from_db()
        assert sanction.lifted_at is None
        undo_decision(decision=decision, words="", by=desk.lead, now=now)

    def test_a_moderator_elsewhere_does_not_find_it(self, desk, now):
        desk.paused(desk.post(), by=desk.robin, group_id=desk.group.pk)
        path = f"/desk/sanctions/{Sanction.objects.get().pk}/lift/"
        assert browser_of(desk.wren).get(path).status_code == 404
        assert browser_of(desk.wren).post(path).status_code == 404


def test_a_concern_opens_the_record_and_is_not_held_against_anybody_there(desk, now):
    post = desk.post()
    report(subject=post, revision=post.revision, reason="worried", words="", by=desk.member_of(desk.group), now=now)
    case = Case.objects.get()
    choice = Choice(outcome="escalate")
    decide(case=case, choice=choice, seen_version=case.version, seen_revision=None, by=desk.robin, now=now)
    page = page_of(desk.ann, desk.robin)
    for telling in (
        f"Case {case.pk}",
        f"case {case.pk}",
        "about the person",
        "Concern",
        "Pass to the safeguarding lead",
    ):
        assert telling not in page
