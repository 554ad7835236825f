"""The pages on which members ask again, and moderators answer. Source: README, M-9."""

import re

import pytest
from django.test import Client

from accounts.models import Boundary
from moderation.actions import act_at_once, decide_appeal, make_appeal, undo_decision, write_in_appeal
from moderation.actions.decide import Choice
from moderation.models import Appeal, AppealMessage, LogEntry, Moderator, Sanction, Statement
from tests.factories import a_group, a_person, a_reply
from tests.moderation.rooms import Room, has_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def form_of(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([\w-]+)"(?: value="([^"]*)")?', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


@pytest.fixture
def as_ann(room):
    return signed_in(room.ann)


@pytest.fixture
def as_lee(room):
    return signed_in(room.lee)


def asks(client, statement, words="It was the number of the ward.", **rest):
    return client.post(f"/statements/{statement.pk}/appeal/", {"words": words, **rest})


@pytest.fixture
def appeal(room):
    return make_appeal(statement=room.paused(), words="zqfirst words", by=room.ann, now=room.now)


def test_a_member_asks_on_one_page_and_reads_there_what_comes_of_it(room, as_ann, as_lee):
    statement = room.paused()
    page = as_ann.get(f"/statements/{statement.pk}/appeal/").content.decode()
    assert "What would you like somebody else to know?" in page
    assert page.count("<h1>") == 1
    answer = asks(as_ann, statement, on_behalf_of="her partner")
    assert answer["Location"] == f"/statements/{statement.pk}/appeal/"
    page = as_ann.get(answer["Location"]).content.decode()
    assert "It was the number of the ward." in page
    assert "Written for you by: her partner" in page
    appeal = Appeal.objects.get()
    form = form_of(as_lee.get(f"/desk/appeals/{appeal.pk}/").content.decode())
    said = {"version": form["version"], "words": "You were right.", "answer": "overturned"}
    assert as_lee.post(f"/desk/appeals/{appeal.pk}/decide/", said)["Location"] == "/desk/appeals/"
    assert "Moderators wrote to you 2 times." in as_ann.get("/").content.decode()
    page = as_ann.get(answer["Location"]).content.decode()
    reply = Statement.objects.get(decision__outcome="undo")
    assert f'href="/statements/{reply.pk}/"' in page
    assert "You were right." in as_ann.get(f"/statements/{reply.pk}/").content.decode()
    assert 'name="words"' not in page


@pytest.mark.parametrize(("words", "status"), [("", 422), ("   \n", 422), ("zq" * 2501, 422), ("zq" * 2500, 302)])
def test_up_to_five_thousand_signs_are_sent_and_more_stay_in_the_box(room, as_ann, words, status):
    statement = room.paused()
    answer = asks(as_ann, statement, words)
    assert answer.status_code == status
    assert Appeal.objects.exists() is (status == 302)
    if status == 422:
        assert words.strip() in answer.content.decode()


def test_what_took_nothing_cannot_be_asked_about(room, as_ann):
    choice = Choice(outcome="no_action", words="A friendly word.")
    decision = act_at_once(subject=room.post, about=room.ann, choice=choice, by=room.robin, now=room.now)
    address = f"/statements/{decision.statement.pk}/"
    assert "appeal/" not in as_ann.get(address).content.decode()
    assert as_ann.get(f"{address}appeal/").status_code == 403
    answer = as_ann.post(f"{address}appeal/", {"words": "zqkept"})
    assert answer.status_code == 403
    assert "zqkept" in answer.content.decode()


def test_asked_twice_from_two_tabs_makes_one_appeal_and_keeps_the_other_words(room, as_ann):
    statement = room.paused()
    asks(as_ann, statement, "zqone")
    assert asks(as_ann, statement, "zqone").status_code == 302
    second = asks(as_ann, statement, "zqtwo other words")
    page = second.content.decode()
    assert second.status_code == 409
    assert "zqtwo other words" in page
    assert "not sent yet" in page
    assert Appeal.objects.get().messages.count() == 1
    as_ann.post(f"/statements/{statement.pk}/appeal/messages/", {"words": "zqtwo other words"})
    assert Appeal.objects.get().messages.count() == 2


def test_a_message_to_an_appeal_that_was_answered_meanwhile_is_not_lost(room, as_ann, appeal):
    decide_appeal(appeal=appeal, is_overturned=True, words="", seen_version=1, by=room.lee, now=room.now)
    statement = Statement.objects.get(decision=appeal.decision)
    answer = as_ann.post(f"/statements/{statement.pk}/appeal/messages/", {"words": "zqtoo late"})
    assert answer.status_code == 403
    assert "zqtoo late" in answer.content.decode()
    assert AppealMessage.objects.count() == 1


def test_words_of_a_session_that_ended_are_kept(room, as_ann):
    statement = room.paused()
    fields = form_of(as_ann.get(f"/statements/{statement.pk}/appeal/").content.decode())
    as_ann.logout()
    answer = as_ann.post(f"/statements/{statement.pk}/appeal/", {**fields, "words": "zqwords of mine"})
    assert answer.status_code == 403
    assert "zqwords of mine" in answer.content.decode()
    as_ann.force_login(room.ann)
    assert not Appeal.objects.exists()


def test_taking_it_back_is_said_plainly_first_and_is_for_good(room, as_ann, appeal):
    address = f"/statements/{appeal.decision.statement.pk}/appeal/"
    assert "you cannot ask about it again" in as_ann.get(address).content.decode()
    as_ann.post(f"{address}withdraw/")
    page = as_ann.get(address).content.decode()
    assert "You took it back." in page
    assert 'name="words"' not in page
    assert as_ann.post(f"{address}messages/", {"words": "zqmore"}).status_code == 403


def test_an_answer_that_came_first_is_said_instead(room, as_ann, appeal):
    decide_appeal(appeal=appeal, is_overturned=True, words="", seen_version=1, by=room.lee, now=room.now)
    answer = as_ann.post(f"/statements/{appeal.decision.statement.pk}/appeal/withdraw/", follow=True)
    assert "It was answered just now" in answer.content.decode()
    appeal.refresh_from_db()
    assert appeal.state == "overturned"


def test_where_it_goes_to_the_safeguarding_lead_both_sides_read_that(now, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    room = Room(now, moderators=("Robinzq",))
    room.group.memberships.filter(person=room.host).update(role="member")
    lead = has_role(a_person(), "safeguarding", now)
    statement = room.paused()
    asks(signed_in(room.ann), statement)
    assert "it went to the safeguarding lead" in signed_in(room.ann).get(
        f"/statements/{statement.pk}/appeal/"
    ).content.decode()  # fmt: skip
    assert "it goes to the safeguarding lead" in signed_in(lead).get(
        f"/desk/appeals/{Appeal.objects.get().pk}/"
    ).content.decode()  # fmt: skip


# The desk.


def test_the_desk_lists_what_waits_oldest_first_and_says_what_is_not_ones_own_to_answer(room, as_lee, queries):
    for _ in range(27):
        make_appeal(statement=room.paused(), words="zq", by=room.ann, now=room.now)
    as_lee.get("/desk/appeals/")
    with queries() as asked:
        first = as_lee.get("/desk/appeals/").content.decode()
    assert asked.count <= 10, "\n".join(asked.statements)
    newer = re.search(r'href="(/desk/appeals/\?after=\d+)"', first).group(1)
    shown = re.findall(r'href="/desk/appeals/(\d+)/"', first + as_lee.get(newer).content.decode())
    assert shown == [str(pk) for pk in Appeal.objects.order_by("pk").values_list("pk", flat=True)]
    assert "somebody else answers" not in first
    assert "You had a part in the first decision, so somebody else answers." in signed_in(room.robin).get(
        "/desk/appeals/"
    ).content.decode()  # fmt: skip


def test_an_answered_or_withdrawn_one_is_not_among_those_that_wait(room, as_lee, appeal):
    decide_appeal(appeal=appeal, is_overturned=True, words="", seen_version=1, by=room.lee, now=room.now)
    assert f"/desk/appeals/{appeal.pk}/" not in as_lee.get("/desk/appeals/").content.decode()
    assert as_lee.get(f"/desk/appeals/{appeal.pk}/").status_code == 200


@pytest.mark.parametrize("address", ["", "words/", "messages/", "decide/"])
def test_the_appeal_is_not_there_for_whoever_does_not_see_the_case(room, as_ann, appeal, address):
    stranger, elsewhere = a_person(), has_role(a_person(), "moderator", room.now, group=a_group())
    apart = room.lee
    Boundary.objects.create(setter=room.ann, other=apart, kind="apart", set_at=room.now)
    for person in (stranger, elsewhere, apart, room.ann):
        client = signed_in(person)
        path = f"/desk/appeals/{appeal.pk}/{address}"
        assert {client.get(path).status_code, client.post(path).status_code} <= {404, 405}
    appeal.refresh_from_db()
    assert appeal.version == 1


def test_a_moderator_whose_training_is_not_confirmed_reads_why(room, appeal):
    Moderator.objects.filter(person=room.lee).delete()
    answer = signed_in(room.lee).get("/desk/appeals/")
    assert answer.status_code == 403
    assert "training" in answer.content.decode()


def test_the_words_that_were_judged_are_shown_on_asking_and_that_is_written_down(room, as_lee, appeal):
    address = f"/desk/appeals/{appeal.pk}/"
    assert "zqwords" not in as_lee.get(address).content.decode()
    assert not LogEntry.objects.filter(action="look").exists()
    assert "zqwords" in as_lee.post(f"{address}words/").content.decode()
    look = LogEntry.objects.get(action="look")
    assert (look.by_id, look.detail["what"], look.group_id) == (room.lee.pk, "hidden_words", room.group.pk)


def test_looking_at_an_appeal_writes_nothing(room, as_lee, appeal, queries):
    as_lee.get(f"/desk/appeals/{appeal.pk}/")
    with queries() as asked:
        as_lee.get(f"/desk/appeals/{appeal.pk}/")
    assert not asked.writes


def test_the_first_decider_reads_why_they_do_not_answer_and_tells_the_others(room, appeal):
    client, address = signed_in(room.robin), f"/desk/appeals/{appeal.pk}/"
    page = client.get(address).content.decode()
    assert "You had a part in the first decision" in page
    assert 'value="overturned"' not in page
    assert 'value="appellant"' not in page
    answer = client.post(f"{address}decide/", {"words": "zqmine", "version": 1, "answer": "upheld"})
    assert answer.status_code == 403
    assert "zqmine" in answer.content.decode()
    answer = client.post(f"{address}messages/", {"message-words": "zqpublic", "to": "appellant"})
    assert answer.status_code == 403
    assert "zqpublic" in answer.content.decode()
    client.post(f"{address}messages/", {"message-words": "I had not seen the ward.", "to": "moderators"})
    assert AppealMessage.objects.get(author=room.robin).is_private
    appeal.refresh_from_db()
    assert appeal.state == "open"


def test_a_message_goes_to_moderators_only_unless_it_is_said_otherwise(room, as_lee, appeal):
    as_lee.post(f"/desk/appeals/{appeal.pk}/messages/", {"message-words": "zqfor moderators"})
    as_lee.post(f"/desk/appeals/{appeal.pk}/messages/", {"message-words": "zqfor her", "to": "appellant"})
    page = signed_in(room.ann).get(f"/statements/{appeal.decision.statement.pk}/appeal/").content.decode()
    assert "zqfor moderators" not in page
    assert "zqfor her" in page
    assert "Leezq" not in page
    assert "A moderator" in page


def test_an_answer_to_a_page_that_was_overtaken_keeps_its_words_and_decides_nothing(room, as_lee, appeal):
    form = form_of(as_lee.get(f"/desk/appeals/{appeal.pk}/").content.decode())
    write_in_appeal(appeal=appeal, words="zqone thing more", by=room.ann, now=room.now)
    said = {"version": form["version"], "words": "zqtyped", "answer": "upheld"}
    answer = as_lee.post(f"/desk/appeals/{appeal.pk}/decide/", said)
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("zqtyped", "zqone thing more", "Nothing was decided"):
        assert words in page
    appeal.refresh_from_db()
    assert appeal.state == "open"
    as_lee.post(f"/desk/appeals/{appeal.pk}/decide/", {**said, "version": form_of(page)["version"]})
    appeal.refresh_from_db()
    assert appeal.state == "upheld"


def test_the_second_moderator_to_answer_reads_that_it_was_done_and_keeps_their_words(room, as_lee, appeal):
    decide_appeal(appeal=appeal, is_overturned=True, words="", seen_version=1, by=room.host, now=room.now)
    said = {"version": 1, "words": "zqtyped", "answer": "upheld"}
    answer = as_lee.post(f"/desk/appeals/{appeal.pk}/decide/", said)
    assert answer.status_code == 409
    assert "zqtyped" in answer.content.decode()
    assert Sanction.objects.get().lifted_at


@pytest.mark.parametrize("sent", [{}, {"answer": "burn", "version": 1}, {"answer": "upheld"}, {"version": "x" * 40}])
def test_an_answer_that_is_none_decides_nothing(room, as_lee, appeal, sent):
    assert as_lee.post(f"/desk/appeals/{appeal.pk}/decide/", sent).status_code == 422
    appeal.refresh_from_db()
    assert appeal.state == "open"


def test_what_is_written_on_either_side_is_text_and_never_markup(room, as_ann, as_lee, appeal):
    write_in_appeal(appeal=appeal, words="<script>1</script>", by=room.ann, now=room.now)
    write_in_appeal(appeal=appeal, words="<img src=x>", by=room.lee, now=room.now)
    for client, address in (
        (as_ann, f"/statements/{appeal.decision.statement.pk}/appeal/"),
        (as_lee, f"/desk/appeals/{appeal.pk}/"),
    ):
        page = client.get(address).content.decode()
        assert "<script>1" not in page
        assert "<img" not in page


def test_a_decision_that_was_taken_back_meanwhile_leaves_the_question_open_and_says_so(room, as_ann, as_lee, appeal):
    undo_decision(decision=appeal.decision, words="", by=room.host, now=room.now)
    assert f"/desk/appeals/{appeal.pk}/" in as_lee.get("/desk/appeals/").content.decode()
    said = {"version": 1, "words": "It is settled.", "answer": "upheld"}
    answer = as_lee.post(f"/desk/appeals/{appeal.pk}/decide/", said)
    assert answer.status_code == 403
    as_lee.post(f"/desk/appeals/{appeal.pk}/decide/", {**said, "answer": "overturned"})
    page = as_ann.get(f"/statements/{appeal.decision.statement.pk}/appeal/").content.decode()
    assert "A decision about your post was taken back" in page


def test_the_desk_never_says_who_asked_for_they_may_have_written_without_their_name(room, as_lee):
    room.group.allows_unnamed = True
    room.group.save()
    room.post = a_reply(to=room.thread, by=room.ann, body="Without my name", is_unnamed=True)
    appeal = make_appeal(statement=room.paused(), words="zq", by=room.ann, now=room.now)
    write_in_appeal(appeal=appeal, words="zq more", by=room.ann, now=room.now)
    for address in ("/desk/appeals/", f"/desk/appeals/{appeal.pk}/"):
        assert "Annis" not in as_lee.get(address).content.decode()
    assert "Annis" not in as_lee.post(f"/desk/appeals/{appeal.pk}/words/").content.decode()
