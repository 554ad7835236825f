"""The author never learns who reported, nor who decided, nor what moderators tell each other. README, M-5, M-8 and M-9.

Everybody whose name must not be read has one that stands nowhere else; a walk through every address that the author
can open, and what they can take along, seeks them in every byte.
"""

import json
import re
import zipfile
from io import BytesIO

import pytest
from django.test import Client

from forum.groups.actions import change_line
from forum.threads.actions import edit_post
from moderation.actions import act_at_once, decide_appeal, make_appeal, report, write_in_appeal
from moderation.actions.decide import Choice, Sentence
from moderation.models import Note, Report, Statement
from tests.border.world import addresses, bytes_of, plain
from tests.factories import PASSWORD, a_person, joins
from tests.moderation.rooms import has_role

pytestmark = pytest.mark.django_db

SECRETS = re.compile(r"zqreporter|zqdecider|zqsecond|zqprivate|zqreported|zqnote")


@pytest.fixture
def story(room):
    """A member reports, a moderator from outside decides, another one answers the appeal; everybody writes notes."""
    reporter = a_person("Zqreporter")
    joins(reporter, room.group)
    decider, second = (has_role(a_person(name), "lead", room.now) for name in ("Zqdecider", "Zqsecond"))
    change_line(membership=room.membership, line="a line", by=room.ann, now=room.now)
    for subject, revision in ((room.post, room.post.revision), (room.membership, None)):
        for reason in ("guidelines", "worried"):
            report(subject=subject, revision=revision, reason=reason, words="zqreported", by=reporter, now=room.now)
    sentence = Sentence(kind="hold_first", group_id=room.group.pk, days=3)
    choice = Choice(outcome="hold_first", guideline="kindness", words="Please be kind.", sentence=sentence)
    decision = act_at_once(subject=room.post, about=room.ann, choice=choice, by=decider, now=room.now)
    Note.objects.create(author=decider, case=decision.case, about=room.ann, words="zqnote", written_at=room.now)
    room.ann.refresh_from_db()
    statement = Statement.objects.get(decision=decision)
    appeal = make_appeal(statement=statement, words="It was kind.", by=room.ann, now=room.now)
    write_in_appeal(appeal=appeal, words="zqprivate", is_private=True, by=decider, now=room.now)
    write_in_appeal(appeal=appeal, words="We look at it.", by=second, now=room.now)
    room.statement, room.appeal, room.second, room.reporter, room.decider = statement, appeal, second, reporter, decider
    return room


def walk(client, room):
    """Every address that the author can open, with everything of theirs in it."""
    numbers = {
        "threads": room.thread.pk, "posts": room.post.pk, "people": room.ann.pk, "statements": room.statement.pk,
        "appeals": room.appeal.pk, "members": room.membership.pk,
    }  # fmt: skip
    seen = {}
    for address in addresses():
        if address.name in ("account_logout", "accounts:leave"):
            continue
        route = re.sub(r"groups/<slug:slug>", f"groups/{room.group.slug}", plain(address.route))
        route = re.sub(r"([a-z]+)/<number:\w+>", lambda m: f"{m.group(1)}/{numbers.get(m.group(1), 1)}", route)
        if "<" not in route:
            answer = client.get("/" + route, follow=True)
            seen["/" + route] = answer.status_code, bytes_of(answer)
    return seen


def secrets_in(seen) -> dict[str, list[str]]:
    return {address: found for address, (_status, text) in seen.items() if (found := SECRETS.findall(text.lower()))}


@pytest.mark.parametrize("answered", [False, True])
def test_no_page_of_the_author_names_whoever_reported_or_decided(story, answered):
    """But for the list of a group's members, in which everybody stands who is in it."""
    if answered:
        decide_appeal(
            appeal=story.appeal, is_overturned=False, words="It stays.", seen_version=3, by=story.second, now=story.now
        )
    client = Client()
    client.force_login(story.ann)
    seen = walk(client, story)
    members = f"/groups/{story.group.slug}/members/"
    found = secrets_in(seen)
    assert set(found.pop(members, [])) <= {"zqreporter"}
    assert not found
    opened = {address for address, (status, _text) in seen.items() if status == 200}
    for address in (
        "/", "/me/", "/me/statements/", "/me/reports/", f"/statements/{story.statement.pk}/",
        f"/statements/{story.statement.pk}/appeal/", f"/threads/{story.thread.pk}/", f"/posts/{story.post.pk}/history/",
        f"/people/{story.ann.pk}/",
    ):  # fmt: skip
        assert address in opened, f"the walk did not see {address}"
    assert "We look at it." in seen[f"/statements/{story.statement.pk}/appeal/"][1]


def test_the_walk_would_find_them(story):
    """A moderator opens the same addresses and does read the names: the walk can fail."""
    client = Client()
    client.force_login(story.lee)
    assert secrets_in(walk(client, story))[f"/desk/appeals/{story.appeal.pk}/"]


def test_a_statement_is_the_same_word_for_word_whether_somebody_reported_or_nobody_did(room):
    def told() -> tuple:
        sentence = Sentence(kind="hold_first", group_id=room.group.pk, days=3)
        choice = Choice(outcome="hold_first", guideline="kindness", words="Please be kind.", sentence=sentence)
        decision = act_at_once(subject=room.post, about=room.ann, choice=choice, by=room.robin, now=room.now)
        return decision.statement.title, decision.statement.paragraphs

    before = told()
    room.reported(by=room.lee)
    assert told() == before


def test_the_versions_and_the_page_of_a_post_are_the_same_before_and_after_a_report(room):
    client = Client()
    client.force_login(room.ann)
    edit_post(post=room.post, title="", body="Changed", seen_revision=room.post.revision_id, by=room.ann, now=room.now)

    def pages() -> list[str]:
        found = [f"/threads/{room.thread.pk}/", f"/posts/{room.post.pk}/history/", "/", f"/people/{room.ann.pk}/"]
        plain_pages = [client.get(address).content.decode() for address in found]
        return [re.sub(r'(csrfmiddlewaretoken|form_key)" value="[^"]*"', "", page) for page in plain_pages]

    pages()
    before = pages()
    for reason in Report.Reason.values:
        room.reported(by=room.lee, reason=reason)
    assert pages() == before


# What one takes along.


def exported(person) -> tuple[dict, str]:
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    archive = zipfile.ZipFile(BytesIO(client.post("/me/export/").content))
    return json.loads(archive.read("alongside.json")), archive.read("alongside.html").decode()


def test_the_export_has_ones_own_statements_appeals_and_sanctions_and_no_name(story, settings):
    rows, page = exported(story.ann)
    assert rows["statements"][0]["title"] == story.statement.title
    assert rows["appeals"][0]["state"] == "open"
    assert [row["words"] for row in rows["appeal messages"]] == ["It was kind."]
    assert rows["sanctions"][0]["kind"] == "hold_first"
    assert not SECRETS.findall((json.dumps(rows) + page).lower())
    for words in (
        "For a while, a moderator reads first what you write",
        "Please be kind.",
        "It was kind.",
        "Hold first",
    ):
        assert words in page
    for ugly in ("[&#x27;", "hold_first", "None", "datetime"):
        assert ugly not in page


def test_the_export_of_whoever_reported_has_what_they_told_and_nothing_of_the_author(story):
    rows, page = exported(story.reporter)
    assert {row["words"] for row in rows["reports"]} == {"zqreported"}
    assert "I am worried about this person" in page
    assert "Annis" not in json.dumps(rows) + page


def test_the_export_of_a_moderator_has_nothing_that_they_wrote_about_others(story):
    rows, page = exported(story.decider)
    said = json.dumps(rows) + page
    for words in ("zqprivate", "zqnote", "It was kind.", "Annis", "Please be kind."):
        assert words not in said
