"""The mails that tell of meetups: what they say, and that nothing comes to whom it must not come to any more."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from types import SimpleNamespace
from uuid import uuid4

import pytest

from accounts.actions import leave_forum, set_boundary, withdraw_consent
from accounts.events import WordsChoice
from forum.groups.actions import leave_group, remove_member
from forum.groups.models import Membership
from forum.kernel.events import publish
from forum.meetups.actions import withdraw_attendance, write_message
from forum.meetups.events import PlaceOffered
from forum.meetups.models import Announcement, Attendance, Message
from forum.notices.actions import choose_how_to_be_told, send_due, tell_due
from forum.notices.actions import telling as telling_module
from forum.notices.actions.mail import mail_of
from forum.notices.models import Delivery, Notice
from forum.notices.rules.meetups import KINDS
from tests.border.meetings import FAR_AHEAD
from tests.border.test_canaries import world  # noqa: F401
from tests.factories import WHEN, a_person, joins
from tests.meetups.rows import a_meetup, a_place, a_venue, comes
from tests.meetups.sanctions import sentenced
from tests.notices.rows import SOON, cancelled, day_before, moved

pytestmark = pytest.mark.django_db

LATER = SOON + timedelta(minutes=1)


def kinds(mails):
    return [mail.subject.rpartition(": ")[2] for mail in mails]


def parts_of(mail):
    """Subject, plain text and HTML, as the bytes that leave say them."""
    read = message_from_bytes(mail.message().as_bytes(), policy=policy.default)
    text, page = (read.get_body([kind]).get_content() for kind in ("plain", "html"))
    return SimpleNamespace(
        headers=read, subject=read["Subject"], text=text, page=page, all=f"{read.items()}{text}{page}"
    )


def queued(meetup):
    """A cancellation that was told, and waits to be mailed."""
    cancelled(meetup)
    tell_due(now=SOON)
    assert Delivery.objects.get().state == "pending"


def test_a_mail_says_what_happened_when_and_about_where_and_nothing_that_anybody_wrote(meetup, ann, mailoutbox):
    queued(meetup)
    send_due(now=LATER)
    mail = parts_of(mailoutbox[0])
    assert mailoutbox[0].to == [ann.email]
    assert mail.subject == "Appointment, Monday 23 November: it is cancelled"
    for said in (mail.text, mail.page):
        assert "Monday 23 November 2026, 6.30pm, London time" in said
        assert "Sheffield, city centre" in said
        assert f"http://127.0.0.1:8000/meetups/{meetup.pk}/" in said
    for unsaid in (
        "Scans and results",
        "Monday evening",
        "Tea, cake",
        "Mushroom",
        "S10",
        "St Mark",
        "Olive",
        "blue door",
    ):
        assert unsaid not in mail.all
    assert set(re.findall(r"https?://[^/\s\"<>]+", mail.all)) == {"http://127.0.0.1:8000"}
    assert not re.search(r"<(img|script|link|style|iframe)|style=|src=", mail.page)
    assert mail.headers["Auto-Submitted"] == "auto-generated"
    assert Delivery.objects.get().sent_at == LATER


def test_each_kind_of_news_is_mailed_in_words_of_its_own_and_an_offer_says_until_when(group, meetup, ann, mailoutbox):
    beth, cleo = (joins(a_person(name), group).person for name in ("Beth", "Cleo"))
    offer = comes(beth, meetup, state="offered")
    comes(cleo, meetup, state="waiting")
    until = offer.offer_ends_at
    publish(PlaceOffered(attendance_id=offer.pk, meetup_id=meetup.pk, person_id=beth.pk, until=until, at=WHEN))
    write_message(meetup=meetup, words="Bring a mug.", form_key=uuid4(), by=meetup.organiser, now=WHEN)
    tell_due(now=SOON)
    send_due(now=LATER)
    assert sorted(kinds(mailoutbox)) == ["a place is kept for you", *["there is a message"] * 3]
    assert not [mail for mail in mailoutbox if "mug" in parts_of(mail).all]
    offered = next(parts_of(mail) for mail in mailoutbox if mail.subject.endswith("kept for you"))
    assert "until Tuesday 3 November 2026, 9am, London time" in offered.text


def test_whoever_lives_elsewhere_reads_both_clocks(meetup, ann, mailoutbox):
    ann.zone = "America/New_York"
    ann.save()
    queued(meetup)
    send_due(now=LATER)
    said = parts_of(mailoutbox[0]).text
    assert "Monday 23 November 2026, 6.30pm, London time" in said
    assert "where you are: Monday 23 November 2026, 1.30pm, New York time" in said


def leaves_the_group(ann, meetup):
    leave_group(group=meetup.group, by=ann, now=SOON)


def is_removed(ann, meetup):
    host = Membership.objects.get(group=meetup.group, role="host").person
    remove_member(membership=Membership.objects.get(group=meetup.group, person=ann), by=host, now=SOON)


def blocks(ann, meetup):
    set_boundary(other=meetup.organiser, kind="block", by=ann, now=SOON)


def is_kept_apart(ann, meetup):
    set_boundary(other=ann, kind="apart", by=meetup.organiser, now=SOON)


def is_banned(ann, meetup):
    sentenced(ann, "ban", group=None, days=None, of=meetup.group, now=SOON)


def takes_consent_back(ann, meetup):
    withdraw_consent(kind="health", by=ann, now=SOON)


def withdraws(ann, meetup):
    withdraw_attendance(meetup=meetup, by=ann, now=SOON)


def has_it_cancelled(ann, meetup):
    cancelled(meetup)


def has_it_moved(ann, meetup):
    moved(meetup, days=7)


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (leaves_the_group, "not_seen"),
        (is_removed, "not_seen"),
        (blocks, "not_seen"),
        (is_kept_apart, "not_seen"),
        (is_banned, "not_seen"),
        (takes_consent_back, "gone"),
        (withdraws, "not_coming"),
        (has_it_cancelled, "cancelled"),
        (has_it_moved, "moved_on"),
    ],
)
def test_what_ends_between_queueing_and_sending_ends_the_mail_and_says_why(meetup, ann, mailoutbox, happens, why):
    tell_due(now=day_before(meetup))
    reminder = Delivery.objects.get(notice__recipient=ann)
    assert reminder.notice.kind == "reminder"
    happens(ann, meetup)
    mailoutbox.clear()
    send_due(now=day_before(meetup) + timedelta(minutes=1))
    assert not [mail for mail in mailoutbox if "reminder" in mail.subject]
    reminder.refresh_from_db()
    assert (reminder.state, reminder.not_sent_because) == ("not_sent", why)


def test_whoever_has_left_the_forum_is_mailed_nothing_and_no_row_says_that_they_were(meetup, ann, mailoutbox):
    queued(meetup)
    leave_forum(choice=WordsChoice.KEEP, by=ann, now=SOON)
    mailoutbox.clear()
    send_due(now=LATER)
    assert not mailoutbox
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(("way", "stands_there"), [("site", True), ("none", False)])
def test_whoever_chose_no_mail_gets_none(client, meetup, ann, mailoutbox, way, stands_there):
    choose_how_to_be_told(ways={"cancelled": way}, quiet=None, by=ann, now=WHEN)
    cancelled(meetup)
    tell_due(now=SOON)
    send_due(now=LATER)
    assert not mailoutbox
    client.force_login(ann)
    assert ("Monday evening" in client.get("/notices/").content.decode()) is stands_there
    why = Notice.objects.get(kind="cancelled").skipped_because
    assert why == ("" if stands_there else "unwanted")


def test_a_choice_made_while_a_mail_waits_holds_for_it(meetup, ann, mailoutbox):
    queued(meetup)
    choose_how_to_be_told(ways={"cancelled": "site"}, quiet=None, by=ann, now=SOON)
    send_due(now=LATER)
    assert not mailoutbox
    assert Delivery.objects.get().not_sent_because == "unwanted"


def test_no_title_or_area_begins_a_header_of_its_own(group, meetup, ann, mailoutbox):
    Announcement.objects.update(discreet_title="Tea\r\nBcc: all@people.example\n\nHello\u2028X-Evil: yes")
    meetup.venue.area = "hall\r\nBcc: all@people.example"
    meetup.venue.save()
    queued(meetup)
    send_due(now=LATER)
    assert len(mailoutbox) == 1
    mail = parts_of(mailoutbox[0])
    assert not {"bcc", "x-evil"} & {name.lower() for name in mail.headers}
    assert mailoutbox[0].recipients() == [ann.email]
    assert "\n" not in mailoutbox[0].subject
    assert mail.subject.startswith("Tea Bcc:")


def test_html_in_a_title_stays_words(meetup, ann, mailoutbox):
    Announcement.objects.update(discreet_title="<b>Tea</b> & <script>")
    queued(meetup)
    send_due(now=LATER)
    assert "<b>Tea</b> & <script>" in parts_of(mailoutbox[0]).text
    assert "<script" not in parts_of(mailoutbox[0]).page


def test_telling_and_sending_cost_the_same_for_each_however_many_they_are(group, meetup, queries, monkeypatch):
    """Sight is asked for each recipient; everything else about telling is asked once for all."""

    def asked(people):
        meetup.refresh_from_db()
        Attendance.objects.all().delete()
        for number in range(people):
            comes(joins(a_person(f"Comer {people}{number}"), group).person, meetup)
        cancelled(meetup)
        with queries() as telling, monkeypatch.context() as patch:
            patch.setattr(telling_module, "why_not_told", lambda notice, now: "")
            tell_due(now=SOON)
        with queries() as sending:
            send_due(now=LATER)
        assert Delivery.objects.filter(state="sent", notice__sequence=meetup.sequence).count() == people
        return telling.count, (sending.count - 1) / people  # the last look finds nothing more

    assert asked(2) == asked(20)


def test_no_canary_is_in_any_byte_of_any_mail(world, mailoutbox, now):  # noqa: F811
    """All kinds of notices, to whoever comes; but for the area, which a mail is to say."""
    viewers = world.viewers
    for target, person in ((world.closed, viewers.people["member"]), (world.hidden, viewers.insider)):
        meetup = Notice._meta.get_field("meetup").related_model.objects.get(pk=target.numbers["meetups"])
        comes(person, meetup)
        message = Message.objects.get(meetup=meetup, state="published")
        Notice.objects.bulk_create(
            Notice(
                recipient=person, meetup=meetup, kind=kind, sequence=meetup.sequence, made_at=now, due_at=now, told_at=now,
                message=message if kind == "message" else None,
            )
            for kind in ("changed", "message", "reminder")
        )  # fmt: skip
    Delivery.objects.bulk_create(
        Delivery(recipient=notice.recipient, notice=notice, due_at=now)
        for notice in Notice.objects.exclude(meetup=None)
    )
    send_due(now=now)
    assert len(mailoutbox) == 6
    words = {canary.word for canary in world.canaries if not canary.what.startswith("venue area")}
    for mail in mailoutbox:
        raw = mail.message().as_string() + parts_of(mail).all
        assert not [word for word in words if word in raw]
        assert "zqclosedvenuearea" in raw or "zqhiddenvenuearea" in raw
        assert str(FAR_AHEAD.year) in raw


def test_an_online_meetup_is_called_so_and_its_link_stays_on_the_site(group, mailoutbox):
    olive = a_person("Olive B")
    joins(olive, group, role="organiser")
    meetup = a_meetup(of=group, by=olive, mode="online", words={"link": "https://talk.example/room"})
    comes(joins(a_person("Beth"), group).person, meetup)
    queued(meetup)
    send_due(now=LATER)
    assert "online" in parts_of(mailoutbox[0]).text
    assert "talk.example" not in parts_of(mailoutbox[0]).all


def test_a_town_whose_name_is_repeated_is_told_with_its_county(group, mailoutbox):
    olive = a_person("Olive B")
    joins(olive, group, role="organiser")
    town = a_place("Newport", county="Isle of Wight", is_name_repeated=True)
    meetup = a_meetup(of=group, by=olive, venue=a_venue(of=group, by=olive, place=town, area=""))
    comes(joins(a_person("Beth"), group).person, meetup)
    queued(meetup)
    send_due(now=LATER)
    assert "Newport, Isle of Wight" in parts_of(mailoutbox[0]).text


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_notice_is_without_words_for_its_mail_and_its_choice(client, meetup, ann, kind):
    notice = Notice.objects.create(
        recipient=ann, meetup=meetup, kind=kind, sequence=9, made_at=WHEN, due_at=WHEN, told_at=WHEN
    )
    assert mail_of(notice).subject.startswith("Appointment, Monday 23 November: ")
    client.force_login(ann)
    assert f'name="{kind}"' in client.get("/notices/settings/").content.decode()
