"""What is told of moderation: nobody twice of one decision, and those who can take something on that it waits."""

import pytest

from accounts.actions import set_boundary
from forum.groups.actions import change_line
from forum.notices.actions import send_due, tell_due
from forum.notices.listeners.desk import tell_who_can_take_it
from forum.notices.models import Delivery, Notice
from forum.threads.actions import edit_post
from forum.threads.models import Post
from moderation.actions import (
    claim_case,
    decide,
    decide_appeal,
    make_appeal,
    read_statement,
    rest_for_today,
    undo_decision,
    write_in_appeal,
)
from moderation.actions.decide import Choice
from moderation.events import CaseOpened
from moderation.models import Case, Moderator, Report, Revision
from tests.factories import a_group, a_person, a_reply, joins
from tests.moderation.rooms import Room, has_role, trained
from tests.threads.desk import decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(db, now, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return Room(now)


def told(person, *, but=()):
    kinds = [each.kind for each in Notice.objects.visible_to(person).order_by("pk")]
    return [kind for kind in kinds if kind not in but]


def why_not(person, kind):
    return [each.skipped_because for each in Notice.objects.filter(recipient=person, kind=kind).order_by("pk")]


def tell(room):
    tell_due(now=room.later(minutes=5))


def mails_to(person, mailoutbox):
    return [mail for mail in mailoutbox if mail.to == [person.email]]


def held(room, by=None, body="Words that wait, zqheld"):
    """A post that a moderator reads first."""
    room.group.holds_first = True
    room.group.save()
    room.thread.refresh_from_db()
    post = a_reply(to=room.thread, by=by or room.ann, body=body, now=room.now)
    room.group.holds_first = False
    room.group.save()
    return post


def _approve(subject, room):
    case = Case.objects.of(subject).not_closed().get()
    newest = Revision.objects.of(subject).newest_first().first()
    decide(
        case=case, choice=Choice(outcome="approve"), seen_version=case.version, seen_revision=newest.pk, by=room.robin,
        now=room.now,
    )  # fmt: skip


def _untrain(person):
    Moderator.objects.filter(person=person).delete()


# What was decided, to whom it concerns.


def test_whoever_is_decided_about_is_told_once_and_the_mail_says_nothing_of_it(client, room, mailoutbox):
    statement = room.paused()
    tell(room)
    send_due(now=room.later(minutes=6))
    assert told(room.ann, but={"replies"}) == ["statement"]
    (mail,) = mails_to(room.ann, mailoutbox)
    said = mail.message().as_string()
    for unsaid in ("Living with secondary", "pause", "Robinzq", "Numbers stay off", "zqwords", statement.title):
        assert unsaid not in said
    client.force_login(room.ann)
    assert f'href="/statements/{statement.pk}/"' in client.get("/notices/").content.decode()


def test_a_statement_that_was_read_meanwhile_is_not_told(room):
    read_statement(statement=room.warned(), by=room.ann, now=room.now)
    tell(room)
    assert why_not(room.ann, "statement") == ["read"]


def test_whoever_reported_is_told_that_it_was_answered_and_nobody_else_learns_who(client, room, mailoutbox):
    reporter = joins(a_person("Fernzq"), room.group).person
    told_of = room.reported(by=reporter)
    decided(room.post, "hide", by=room.robin, now=room.now)
    tell(room)
    send_due(now=room.later(minutes=6))
    assert told(reporter, but={"replies"}) == ["answered"]
    client.force_login(reporter)
    assert f'href="/reports/{told_of.receipt}/"' in client.get("/notices/").content.decode()
    assert told(room.ann, but={"replies"}) == ["statement"]
    assert not [mail for mail in mailoutbox if "Fernzq" in mail.message().as_string()]
    client.force_login(room.ann)
    assert "Fernzq" not in client.get("/notices/").content.decode()


def test_a_report_without_an_account_is_answered_on_its_receipt_only(room):
    room.reported(by=None, reason="illegal")
    decided(room.post, "no_action", by=room.robin, now=room.now)
    assert Report.objects.get().answered_at is not None
    assert not Notice.objects.filter(kind="answered").exists()


@pytest.mark.parametrize("is_overturned", [True, False])
def test_whoever_appealed_is_told_once_what_came_of_it(room, is_overturned):
    appeal = make_appeal(statement=room.paused(), words="It was the ward.", by=room.ann, now=room.now)
    decide_appeal(
        appeal=appeal, is_overturned=is_overturned, words="We looked.", seen_version=appeal.version, by=room.lee,
        now=room.later(minutes=1),
    )  # fmt: skip
    tell(room)
    assert told(room.ann, but={"replies"}) == ["statement", "statement"]


def test_whoever_appealed_is_told_once_that_a_moderator_wrote_until_they_have_looked(client, room):
    statement = room.paused()
    appeal = make_appeal(statement=statement, words="It was the ward.", by=room.ann, now=room.now)
    for number in range(3):
        at = room.later(minutes=number)
        write_in_appeal(appeal=appeal, words=f"Which ward, {number}?", by=room.lee, now=at)
    write_in_appeal(appeal=appeal, words="Between us.", is_private=True, by=room.robin, now=room.later(minutes=4))
    tell(room)
    assert told(room.ann, but={"replies", "statement"}) == ["in_appeal"]
    client.force_login(room.ann)
    assert f'href="/statements/{statement.pk}/appeal/"' in client.get("/notices/").content.decode()
    write_in_appeal(appeal=appeal, words="Thank you.", by=room.lee, now=room.later(minutes=5))
    tell(room)
    assert told(room.ann, but={"replies", "statement"}) == ["in_appeal", "in_appeal"]


def test_what_a_moderator_wrote_in_an_appeal_is_not_told_once_it_is_decided(room):
    appeal = make_appeal(statement=room.paused(), words="It was the ward.", by=room.ann, now=room.now)
    write_in_appeal(appeal=appeal, words="Which ward?", by=room.lee, now=room.later(minutes=1))
    appeal.refresh_from_db()
    decide_appeal(
        appeal=appeal, is_overturned=True, words="We looked.", seen_version=appeal.version, by=room.lee,
        now=room.later(minutes=2),
    )  # fmt: skip
    tell(room)
    assert told(room.ann, but={"replies"}) == ["statement", "statement"]
    assert Notice.objects.get(kind="in_appeal").skipped_because == "moved_on"


def test_a_case_that_opens_again_waits_for_somebody_and_is_told_as_a_new_one_is(client, room):
    room.reported(by=joins(a_person("Fern"), room.group).person)
    tell(room)
    client.force_login(room.lee)
    client.get("/desk/")
    decision = decided(room.post, "hide", by=room.robin, now=room.later(minutes=10))
    undo_decision(decision=decision, words="A slip.", by=room.robin, now=room.later(minutes=20))
    tell_due(now=room.later(minutes=21))
    assert told(room.lee, but={"replies"}) == ["waiting", "waiting"]


def test_whoever_can_decide_is_told_that_the_appellant_wrote(client, room):
    appeal = make_appeal(statement=room.paused(), words="It was the ward.", by=room.ann, now=room.now)
    tell(room)
    client.force_login(room.lee)
    client.get("/desk/")
    assert told(room.lee, but={"replies"}) == ["waiting"]
    write_in_appeal(appeal=appeal, words="The third floor.", by=room.ann, now=room.later(minutes=30))
    tell_due(now=room.later(minutes=31))
    assert told(room.lee, but={"replies"}) == ["waiting", "waiting"]
    assert "waiting" not in told(room.robin)  # who decided first


def test_an_appeal_against_what_was_taken_back_already_is_told_as_answered(client, room):
    statement = room.paused()
    appeal = make_appeal(statement=statement, words="It was the ward.", by=room.ann, now=room.now)
    undo_decision(decision=statement.decision, words="A slip.", by=room.robin, now=room.later(minutes=1))
    appeal.refresh_from_db()
    decide_appeal(
        appeal=appeal, is_overturned=True, words="", seen_version=appeal.version, by=room.lee, now=room.later(minutes=2)
    )
    tell(room)
    assert told(room.ann, but={"replies"}) == ["statement", "statement", "appeal"]
    client.force_login(room.ann)
    page = client.get("/notices/").content.decode()
    assert f'href="/statements/{statement.pk}/appeal/"' in page
    assert client.get(f"/statements/{statement.pk}/appeal/").status_code == 200


def test_whoever_wrote_what_waited_is_told_that_it_stands_on_its_page(client, room):
    post = held(room)
    tell(room)
    assert told(room.ann, but={"replies"}) == []
    decided(post, "approve", by=room.robin, now=room.now)
    tell(room)
    assert told(room.ann, but={"replies"}) == ["shown"]
    client.force_login(room.ann)
    assert f'href="/posts/{post.pk}/"' in client.get("/notices/").content.decode()


def test_an_author_is_told_of_each_version_that_waited_and_was_shown(room):
    post = held(room)
    decided(post, "approve", by=room.robin, now=room.now)
    room.group.holds_first = True
    room.group.save()
    post = Post.objects.get(pk=post.pk)
    edit_post(post=post, title="", body="Better", seen_revision=post.revision_id, by=room.ann, now=room.now)
    decided(Post.objects.get(pk=post.pk), "approve", by=room.robin, now=room.now)
    tell(room)
    assert told(room.ann, but={"replies"}) == ["shown", "shown"]


@pytest.mark.parametrize("outcome", ["decline", "return"])
def test_the_author_is_told_the_outcome_also_where_it_is_not_shown(room, outcome):
    decided(held(room), outcome, by=room.robin, now=room.now, words="Not like this.")
    tell(room)
    assert told(room.ann, but={"replies"}) == ["statement"]


def test_an_approval_with_words_is_told_once(room):
    decided(held(room), "approve", by=room.robin, now=room.now, words="Thank you for this.")
    tell(room)
    assert told(room.ann, but={"replies"}) == ["statement"]


def test_what_was_shown_and_is_hidden_again_is_not_told_as_shown(room):
    post = held(room)
    decided(post, "approve", by=room.robin, now=room.now)
    decided(Post.objects.get(pk=post.pk), "hide", by=room.robin, now=room.now)
    tell(room)
    assert told(room.ann, but={"replies"}) == ["statement"]
    assert why_not(room.ann, "shown") == ["not_seen"]


def test_a_line_that_waited_is_told_too_and_leads_to_ones_own_page(client, room, mailoutbox):
    room.group.holds_first = True
    room.group.save()
    change_line(membership=room.membership, line="bone, since spring", by=room.ann, now=room.now)
    _approve(room.membership, room)
    tell(room)
    assert told(room.ann, but={"replies"}) == ["shown"]
    client.force_login(room.ann)
    assert f'href="/people/{room.ann.pk}/"' in client.get("/notices/").content.decode()


# What waits, to those who can take it.


def test_those_who_moderate_here_are_told_once_and_nobody_else(room):
    elsewhere = a_person()
    joins(elsewhere, a_group("Elsewhere"), role="moderator")
    trained(elsewhere, room.now)
    untrained = joins(a_person(), room.group, role="moderator").person
    site = has_role(a_person(), "moderator", room.now)
    held(room)
    held(room, body="More words that wait")
    tell(room)
    for moderator in (room.robin, room.lee, room.host, site):
        assert told(moderator, but={"replies"}) == ["waiting"]
    for other in (elsewhere, untrained, room.ann):
        assert told(other, but={"replies"}) == []


def test_looking_at_the_desk_is_having_read_and_a_second_look_writes_nothing(client, room, queries):
    held(room)
    tell(room)
    client.force_login(room.robin)
    client.get("/desk/", headers={"purpose": "prefetch"})
    assert Notice.objects.visible_to(room.robin).unread().filter(kind="waiting").exists()
    client.get("/desk/")
    assert not Notice.objects.visible_to(room.robin).unread().filter(kind="waiting").exists()
    with queries() as asked:
        client.get("/desk/")
    assert not asked.writes
    room.now = room.later(minutes=10)
    held(room)
    tell(room)
    assert told(room.robin, but={"replies"}) == ["waiting", "waiting"]
    assert told(room.lee, but={"replies"}) == ["waiting"]


def test_nothing_is_told_of_what_was_decided_or_taken_on_meanwhile(room):
    post = held(room)
    case = Case.objects.of(post).get()
    claim_case(case=case, by=room.robin, now=room.later(minutes=4))
    tell(room)
    assert why_not(room.robin, "waiting") == why_not(room.lee, "waiting") == ["over"]
    post = held(room, body="Other words")
    decided(post, "approve", by=room.robin, now=room.now)
    tell(room)
    assert why_not(room.lee, "waiting") == ["over", "over"]


def test_nobody_is_told_of_a_case_about_themselves_or_of_somebody_hidden_from_them(room):
    post = held(room, by=room.lee)
    set_boundary(other=room.robin, kind="apart", by=room.lee, now=room.now)
    tell(room)
    assert not Notice.objects.filter(recipient=room.lee, kind="waiting").exists()
    assert why_not(room.robin, "waiting") == ["not_seen"]
    assert told(room.host, but={"replies"}) == ["waiting"]
    assert Case.objects.of(post).exists()


def test_who_rests_today_is_told_nothing(room):
    held(room)
    rest_for_today(by=room.robin, now=room.now)
    tell(room)
    assert why_not(room.robin, "waiting") == ["away"]
    assert told(room.lee, but={"replies"}) == ["waiting"]


def test_a_worry_is_told_by_mail_at_once_whatever_was_told_before(client, room, mailoutbox):
    held(room)
    tell(room)
    elsewhere = a_person()
    joins(elsewhere, a_group("Elsewhere"), role="moderator")
    trained(elsewhere, room.now)
    reporter = joins(a_person("Fernzq"), room.group).person
    room.reported(by=reporter, reason="worried")
    other = a_reply(to=room.thread, by=reporter, body="So am I", now=room.now)
    room.post = other
    room.reported(by=room.ann, reason="worried")
    tell(room)
    send_due(now=room.later(minutes=6))
    assert told(room.robin, but={"replies"}) == ["waiting", "urgent", "urgent"]
    assert told(elsewhere, but={"replies"}) == []
    mails = mails_to(room.robin, mailoutbox)
    assert [mail.subject for mail in mails] == ["Something cannot wait long"] * 2
    for unsaid in ("Annis", "Fernzq", "worried", "zqreportedwords", "Living with secondary"):
        assert unsaid not in "".join(mail.message().as_string() for mail in mails)
    assert not Delivery.objects.filter(recipient=room.robin, notice__kind="waiting").exists()
    client.force_login(room.robin)
    case = Case.objects.filter(severity=5).first()
    assert f'href="/desk/cases/{case.pk}/"' in client.get("/notices/").content.decode()
    assert client.get(f"/desk/cases/{case.pk}/").status_code == 200


def test_somebody_worried_about_is_not_told_although_they_moderate(room):
    reporter = joins(a_person(), room.group).person
    room.post = a_reply(to=room.thread, by=room.lee, body="I cannot go on", now=room.now)
    room.reported(by=reporter, reason="worried")
    tell(room)
    assert not Notice.objects.filter(recipient=room.lee, kind="urgent").exists()
    assert told(room.robin, but={"replies"}) == ["urgent"]


def test_an_appeal_is_told_to_those_who_can_answer_it(room):
    make_appeal(statement=room.paused(), words="It was the ward.", by=room.ann, now=room.later(minutes=1))
    tell(room)
    assert told(room.lee, but={"replies"}) == ["waiting"]
    assert told(room.robin, but={"replies"}) == []


def test_an_appeal_that_nobody_else_can_answer_is_told_to_the_safeguarding_lead(room):
    lead = has_role(a_person(), "safeguarding", room.now, group=a_group("Far away"))
    for moderator in (room.lee, room.host):
        _untrain(moderator)
    make_appeal(statement=room.paused(), words="It was the ward.", by=room.ann, now=room.later(minutes=1))
    tell(room)
    assert told(lead, but={"replies"}) == ["waiting"]


def test_what_waits_is_gone_from_the_page_of_somebody_who_moderates_no_more(client, room):
    held(room)
    tell(room)
    _untrain(room.lee)
    client.force_login(room.lee)
    assert "at the desk" not in client.get("/notices/").content.decode()


def test_reporting_costs_the_same_however_many_moderate(room, queries):
    def asked(moderators):
        for _each in range(moderators):
            trained(joins(a_person(), room.group, role="moderator").person, room.now)
        case = Case.objects.of(held(room)).get()
        Notice.objects.all().delete()
        with queries() as counted:
            tell_who_can_take_it(CaseOpened(case_id=case.pk, at=room.now))
        assert Notice.objects.filter(kind="waiting").count() > moderators
        return counted.count

    assert asked(2) == asked(20) <= 6
