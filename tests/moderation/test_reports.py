"""Telling a moderator: what one can read, in a few plain steps, and nobody ever learns who did. Source: README, M-5."""

import re
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import Boundary
from forum.groups.actions import change_line
from forum.groups.models import Membership
from forum.people.actions import tell_about_oneself
from forum.threads.actions import edit_post, withdraw_post
from moderation.actions import act_at_once
from moderation.actions.decide import Choice
from moderation.models import Case, LogEntry, Report, Revision
from moderation.rules import (
    MOST_REPORTS,
    MOST_REPORTS_WITHOUT_ACCOUNT,
    MOST_REPORTS_WITHOUT_ACCOUNT_OF_ONE_THING,
)
from tests.factories import a_group, a_person, a_reply, a_thread, joins

pytestmark = pytest.mark.django_db


@pytest.fixture
def teasel(room):
    """A member who tells a moderator of what Ann wrote."""
    person = a_person("Teaselzq")
    joins(person, room.group)
    return person


@pytest.fixture
def as_teasel(teasel):
    return signed_in(teasel)


@pytest.fixture
def open_post(now):
    """A post in a group that anybody reads."""
    group = a_group("Brambles", reading="public")
    thread = a_thread(of=group, by=Membership.objects.get(group=group).person)
    return a_reply(to=thread, by=joins(a_person(), group).person, body="Send me your savings.")


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def hidden_fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def filled(client, post, reason="guidelines", query=""):
    """The fields of the second page, as a browser has them."""
    page = client.get(f"/posts/{post.pk}/report/?reason={reason}{query}")
    assert page.status_code == 200
    return hidden_fields(page.content.decode())


def told(client, post, reason="guidelines", words="It names a ward.", **rest):
    fields = filled(client, post, reason)
    return client.post(f"/posts/{post.pk}/report/", {**fields, "words": words, **rest})


def test_two_pages_lead_from_a_post_to_a_receipt(room, as_teasel, teasel):
    thread = as_teasel.get(f"/threads/{room.thread.pk}/").content.decode()
    link = f"/posts/{room.post.pk}/report/?seen={room.post.revision_id}"
    assert link in thread
    reasons = as_teasel.get(link).content.decode()
    chosen = re.search(rf'href="({re.escape(link.split("?")[0])}\?reason=personal_details[^"]*)"', reasons).group(1)
    page = as_teasel.get(chosen.replace("&amp;", "&")).content.decode()
    answer = as_teasel.post(link.split("?")[0], {**hidden_fields(page), "words": "It names a ward."})
    made = Report.objects.get()
    assert answer["Location"] == f"/reports/{made.receipt}/"
    assert (made.reporter, made.subject, made.reason, made.words) == (
        teasel, room.post, "personal_details", "It names a ward.",
    )  # fmt: skip
    assert made.revision == room.post.revision
    assert made.case.severity == 4
    receipt = as_teasel.get(answer["Location"]).content.decode()
    for words in ("Thank you. We have it.", "within 2 hours", "It names a ward.", "never told who you are"):
        assert words in receipt
    assert LogEntry.objects.filter(action="report", by=teasel).count() == 1


def test_all_six_reasons_can_be_chosen_and_the_most_urgent_comes_first(room, as_teasel):
    page = as_teasel.get(f"/posts/{room.post.pk}/report/").content.decode()
    offered = re.findall(r"\?reason=(\w+)", page)
    assert offered[0] == "worried"
    assert sorted(offered) == sorted(Report.Reason.values)


@pytest.mark.parametrize("reason", Report.Reason.values)
def test_each_reason_asks_one_question_of_its_own_and_needs_no_words(room, as_teasel, reason):
    page = as_teasel.get(f"/posts/{room.post.pk}/report/?reason={reason}").content.decode()
    assert page.count("<h1>") == 1
    assert told(as_teasel, room.post, reason, words="").status_code == 302


def test_worry_is_met_gently_and_is_a_concern_apart(room, as_teasel):
    page = as_teasel.get(f"/posts/{room.post.pk}/report/?reason=worried").content.decode()
    for words in ("You do not have to be sure", "never held against", "ring 999", "/help/now/"):
        assert words in page
    told(as_teasel, room.post, "worried", words="")
    case = Case.objects.get()
    assert (case.subject, case.about, case.severity) == (room.ann, room.ann, 5)
    assert case.reports.get().subject == room.post
    assert not Case.objects.of(room.post).exists()


# The version that was seen.


def test_the_report_keeps_the_version_that_was_seen_though_it_was_changed_meanwhile(room, as_teasel):
    seen = room.post.revision
    fields = filled(as_teasel, room.post, query=f"&seen={seen.pk}")
    edit_post(post=room.post, title="", body="Nothing of it.", seen_revision=seen.pk, by=room.ann, now=room.now)
    as_teasel.post(f"/posts/{room.post.pk}/report/", {**fields, "words": ""})
    assert Report.objects.get().revision == seen


def test_no_version_is_kept_that_was_never_shown_there(room, as_teasel):
    elsewhere = a_reply(to=room.thread, by=room.ann, body="Elsewhere")
    held = Revision(target=room.post, author=room.ann, body="zqheld", created_at=room.now)
    held.save()
    for other in (elsewhere.revision_id, held.pk, 987_654_321, 2**61):
        fields = filled(as_teasel, room.post, query=f"&seen={other}")
        assert fields["seen"] == str(room.post.revision_id)
        as_teasel.post(f"/posts/{room.post.pk}/report/", {**fields, "seen": other, "words": str(other)})
    assert set(Report.objects.values_list("revision", flat=True)) == {room.post.revision_id}


@pytest.mark.parametrize("seen", ["x", "-1", "0", "9" * 30, "%00", "1;2"])
def test_a_broken_version_in_the_address_changes_nothing(room, as_teasel, seen):
    assert as_teasel.get(f"/posts/{room.post.pk}/report/?reason=selling&seen={seen}").status_code in (200, 400)


def test_what_its_author_removed_can_still_be_told_of(room, as_teasel):
    fields = filled(as_teasel, room.post)
    withdraw_post(post=room.post, by=room.ann, now=room.now)
    as_teasel.post(f"/posts/{room.post.pk}/report/", {**fields, "words": ""})
    assert Report.objects.get().revision_id == int(fields["seen"])


# Once.


def test_a_form_sent_twice_makes_one_report(room, as_teasel):
    fields = {**filled(as_teasel, room.post), "words": "It names a ward."}
    answers = {as_teasel.post(f"/posts/{room.post.pk}/report/", fields)["Location"] for _ in range(2)}
    assert len(answers) == 1
    made = Report.objects.get()
    assert (made.words, made.case.version) == ("It names a ward.", 1)


def test_the_same_told_again_adds_its_words_and_makes_no_second_report(room, as_teasel):
    told(as_teasel, room.post, words="It names a ward.")
    told(as_teasel, room.post, words="And a nurse.")
    made = Report.objects.get()
    assert made.words == "It names a ward.\n\nAnd a nurse."
    assert made.case.version == 2, "whoever decides must see them"


def test_two_reasons_are_two_reports_of_one_case(room, as_teasel):
    told(as_teasel, room.post, "guidelines")
    told(as_teasel, room.post, "personal_details")
    assert (Report.objects.count(), Case.objects.count()) == (2, 1)


def test_words_sent_with_an_old_form_after_the_answer_are_a_new_report(room, as_teasel):
    fields = filled(as_teasel, room.post)
    address = f"/posts/{room.post.pk}/report/"
    as_teasel.post(address, {**fields, "words": "It names a ward."})
    act_at_once(subject=room.post, about=room.ann, choice=Choice(outcome="no_action"), by=room.lee, now=room.now)
    as_teasel.post(address, {**fields, "words": "It names a ward."})
    assert Report.objects.count() == 1
    as_teasel.post(address, {**fields, "words": "And a nurse."})
    assert Report.objects.count() == 2
    assert Report.objects.filter(answered_at=None).get().words == "And a nurse."


# Who may, of what.


def test_nobody_reports_what_is_their_own(room):
    client = signed_in(room.ann)
    assert client.get(f"/posts/{room.post.pk}/report/").status_code == 403
    assert client.get(f"/posts/{room.post.pk}/report/?reason=selling").status_code == 403
    page = client.get(f"/threads/{room.thread.pk}/").content.decode()
    assert f"/posts/{room.post.pk}/report/" not in page


@pytest.mark.parametrize("why", ["outside", "blocked", "kept apart", "held", "absent"])
def test_what_one_cannot_see_is_not_there_to_be_reported(room, teasel, as_teasel, why):
    post = room.post
    if why == "outside":
        Membership.objects.filter(person=teasel).delete()
    elif why in ("blocked", "kept apart"):
        kind = {"blocked": "block", "kept apart": "apart"}[why]
        Boundary.objects.create(setter=room.ann, other=teasel, kind=kind, set_at=room.now)
    elif why == "held":
        type(post).objects.filter(pk=post.pk).update(state="held", number=None, publication=None)
    address = "/posts/987654321/report/" if why == "absent" else f"/posts/{post.pk}/report/"
    for answer in (as_teasel.get(address), as_teasel.post(address, {"reason": "selling", "words": "zqkept"})):
        assert answer.status_code == 404
    assert not Report.objects.exists()


def test_a_person_with_an_account_need_not_be_in_the_group(open_post):
    assert told(signed_in(a_person()), open_post, "worried").status_code == 302
    assert Report.objects.get().reason == "worried"


def test_without_an_account_one_tells_of_what_is_against_the_law_and_of_nothing_else(client, open_post):
    page = client.get(f"/posts/{open_post.pk}/report/").content.decode()
    assert "What is against the law here?" in page
    fields = hidden_fields(page)
    for reason in Report.Reason.values:
        client.post(f"/posts/{open_post.pk}/report/", {**fields, "reason": reason, "words": "A fraud."})
    made = Report.objects.get()
    assert (made.reason, made.reporter, made.subject, made.words) == ("illegal", None, open_post, "A fraud.")
    assert f"/posts/{open_post.pk}/report/" in client.get(f"/threads/{open_post.thread_id}/").content.decode()


def test_a_stranger_starts_no_session_and_gets_an_answer_at_an_address_that_nobody_guesses(client, open_post, queries):
    with queries() as asked:
        page = client.get(f"/posts/{open_post.pk}/report/")
    assert not asked.writes
    assert asked.count <= 4
    answer = client.post(f"/posts/{open_post.pk}/report/", {**hidden_fields(page.content.decode()), "words": "zqword"})
    receipt = client.get(answer["Location"])
    assert "zqword" in receipt.content.decode()
    assert "keep the address" in receipt.content.decode()
    assert "sessionid" not in client.cookies
    assert not Session.objects.exists()
    assert Client().get(answer["Location"]).status_code == 200, "the address is the key"
    assert client.get(f"/reports/{uuid4()}/").status_code == 404


def test_a_stranger_cannot_send_the_form_of_somebody_with_an_account(room, client, as_teasel, open_post):
    fields = filled(as_teasel, open_post)
    answer = client.post(f"/posts/{open_post.pk}/report/", {**fields, "words": "zqkept words"})
    assert answer.status_code == 403
    assert "zqkept words" in answer.content.decode()
    assert not Report.objects.exists()


def test_words_of_a_session_that_ended_are_kept_for_their_writer(room, teasel, as_teasel):
    fields = filled(as_teasel, room.post, "worried")
    as_teasel.logout()
    answer = as_teasel.post(f"/posts/{room.post.pk}/report/", {**fields, "words": "She says goodbye."})
    assert answer.status_code == 403
    assert "She says goodbye." in answer.content.decode()
    as_teasel.force_login(teasel)
    assert not Report.objects.exists()


# Limits that are counted in rows.


def test_people_without_an_account_cannot_flood_the_desk(open_post):
    thread = open_post.thread
    posts = [a_reply(to=thread, by=open_post.author) for _ in range(MOST_REPORTS_WITHOUT_ACCOUNT + 1)]
    answers = [told(Client(), post, "illegal").status_code for post in posts[:-1]]
    assert set(answers) == {302}
    assert Client().get(f"/posts/{posts[-1].pk}/report/").status_code == 403
    assert Report.objects.count() == MOST_REPORTS_WITHOUT_ACCOUNT
    Report.objects.update(reported_at=posts[-1].written_at.replace(year=2020))
    assert told(Client(), posts[-1], "illegal").status_code == 302


def test_of_one_thing_a_few_reports_without_an_account_are_enough(open_post):
    for number in range(MOST_REPORTS_WITHOUT_ACCOUNT_OF_ONE_THING):
        assert told(Client(), open_post, "illegal", words=f"{number}").status_code == 302
    answer = told(Client(), open_post, "illegal", words="zqone too many")
    assert answer.status_code == 403
    assert "zqone too many" in answer.content.decode()
    assert Report.objects.count() == MOST_REPORTS_WITHOUT_ACCOUNT_OF_ONE_THING


def test_one_person_cannot_flood_it_either_but_may_always_worry(room, teasel, as_teasel):
    posts = [a_reply(to=room.thread, by=room.ann) for _ in range(MOST_REPORTS)]
    for post in posts:
        assert told(as_teasel, post).status_code == 302
    address = f"/posts/{room.post.pk}/report/"
    assert as_teasel.get(f"{address}?reason=selling").status_code == 403
    assert told(as_teasel, room.post, "worried").status_code == 302


# Nothing is lost on the way.


def test_words_that_are_too_many_stay_in_the_box(room, as_teasel):
    answer = told(as_teasel, room.post, words="zq " * 800)
    assert answer.status_code == 422
    assert ("zq " * 800).strip() in answer.content.decode()
    assert not Report.objects.exists()


def test_a_form_without_its_key_is_shown_again_with_a_new_one(room, as_teasel):
    answer = told(as_teasel, room.post, form_key="forged")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "It names a ward." in page
    again = as_teasel.post(f"/posts/{room.post.pk}/report/", {**hidden_fields(page), "words": "It names a ward."})
    assert again.status_code == 302


@pytest.mark.parametrize("reason", ["", "burn", "\x00", "worried "])
def test_a_reason_that_is_none_asks_again(room, as_teasel, reason):
    address = f"/posts/{room.post.pk}/report/"
    assert as_teasel.post(address, {"reason": reason, "words": "x"}).status_code == 422
    assert not Report.objects.exists()


# The receipt, and the list.


def test_nobody_reads_the_receipt_of_somebody_else(room, as_teasel):
    address = told(as_teasel, room.post)["Location"]
    for client in (Client(), signed_in(room.ann), signed_in(room.robin), signed_in(a_person())):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("reason", "outcome", "sentence"),
    [
        ("guidelines", "no_action", "Nothing had to be changed."),
        ("guidelines", "warn", "Something was done about it."),
    ],
)
def test_whoever_reported_reads_one_sentence_of_what_came_of_it_and_no_more(room, as_teasel, reason, outcome, sentence):
    address = told(as_teasel, room.post, reason)["Location"]
    if outcome == "warn":
        room.warned()
    else:
        act_at_once(subject=room.post, about=room.ann, choice=Choice(outcome=outcome), by=room.lee, now=room.now)
    page = as_teasel.get(address).content.decode()
    assert sentence in page
    assert sentence in as_teasel.get("/me/reports/").content.decode()
    for secret in ("Robinzq", "Leezq", "Numbers stay off the page", "warn"):
        assert secret not in page


def test_the_list_is_ones_own_newest_first_and_pages_without_loss(room, teasel, as_teasel, queries):
    posts = [a_reply(to=room.thread, by=room.ann) for _ in range(23)]
    for post in posts:
        room.reported(by=teasel, subject=post, revision=post.revision, words=f"zq{post.pk}")
    room.reported(by=room.lee)
    as_teasel.get("/me/reports/")
    with queries() as asked:
        first = as_teasel.get("/me/reports/").content.decode()
    assert asked.count <= 4
    older = re.search(r'href="(/me/reports/\?before=\d+)"', first).group(1)
    second = as_teasel.get(older).content.decode()
    receipts = re.findall(r"/reports/([\w-]{36})/", first + second)
    newest_first = Report.objects.filter(reporter=teasel).order_by("-pk").values_list("receipt", flat=True)
    assert receipts == [str(receipt) for receipt in newest_first]
    assert "Older ones" not in second


# Somebody's page.


def test_a_person_is_worried_about_from_their_page(room, teasel, as_teasel):
    page = as_teasel.get(f"/people/{room.ann.pk}/").content.decode()
    assert f"/people/{room.ann.pk}/report/" in page
    choices = as_teasel.get(f"/people/{room.ann.pk}/report/").content.decode()
    assert "I am worried about this person" in choices
    page = as_teasel.get(f"/people/{room.ann.pk}/report/?what=person&reason=worried").content.decode()
    as_teasel.post(f"/people/{room.ann.pk}/report/", {**hidden_fields(page), "words": "She wrote goodbye."})
    case = Case.objects.get()
    assert (case.about, case.severity, case.reports.get().reporter) == (room.ann, 5, teasel)
    assert Case.objects.visible_to(room.robin).get() == case, "the moderators of the group where they meet see it"


def test_a_line_and_a_profile_can_be_told_of_and_only_what_one_sees(room, teasel, as_teasel):
    change_line(membership=room.membership, line="call 07700 900123", by=room.ann, now=room.now)
    tell_about_oneself(kind="about", words="I sell oils", audience="members", by=room.ann, now=room.now)
    tell_about_oneself(kind="place", words="zqsecret", audience="me", by=room.ann, now=room.now)
    address = f"/people/{room.ann.pk}/report/"
    page = as_teasel.get(address).content.decode()
    assert "zqsecret" not in page
    for what in re.findall(r"what=((?:line|field)-\d+)", page):
        words = as_teasel.get(f"{address}?what={what}&reason=selling").content.decode()
        assert as_teasel.post(address, {**hidden_fields(words), "words": ""}).status_code == 302
    assert {type(each.subject).__name__ for each in Report.objects.all()} == {"Membership", "ProfileField"}
    assert all(each.revision for each in Report.objects.all())


def test_nobody_reports_themselves_or_somebody_whom_they_cannot_see(room, teasel, as_teasel):
    assert as_teasel.get(f"/people/{teasel.pk}/report/").status_code == 404
    assert as_teasel.get(f"/people/{a_person().pk}/report/").status_code == 404
    Boundary.objects.create(setter=room.ann, other=teasel, kind="apart", set_at=room.now)
    assert as_teasel.get(f"/people/{room.ann.pk}/report/").status_code == 404
    assert as_teasel.post(f"/people/{room.ann.pk}/report/", {"what": "person", "reason": "worried"}).status_code == 404
