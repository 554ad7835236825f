"""Lines beside a name and words on a person's page: hidden, turned down, approved, and each put back as it was."""

import pytest

from forum.groups.actions import change_line
from forum.groups.models import Membership
from forum.kernel.verdicts import NotAllowed
from forum.people.actions import tell_about_oneself
from forum.people.models import ProfileField
from moderation.actions import act_at_once, decide, undo_decision
from moderation.actions.decide import Choice
from moderation.kinds import kind_for
from moderation.models import Case, DeskRole, Moderator, Revision
from moderation.policy import Policy
from tests.factories import WHEN, a_group, a_person, joins

pytestmark = pytest.mark.django_db


class OfALine:
    """The line beside Ann's name."""

    def __init__(self):
        self.ann = a_person("Annis")
        self.thing = joins(self.ann, a_group("Scans"))

    def write(self, words):
        change_line(membership=self.thing, line=words, by=self.ann, now=WHEN)

    def shown(self):
        return Membership.objects.get(pk=self.thing.pk).line


class OfAField:
    """What Ann says about herself."""

    def __init__(self):
        self.ann = a_person("Annis")
        self.write("")
        self.thing = ProfileField.objects.get()

    def write(self, words):
        tell_about_oneself(kind="about", words=words, audience="members", by=self.ann, now=WHEN)

    def shown(self):
        return ProfileField.objects.get().html.replace("<p>", "").replace("</p>", "")


@pytest.fixture(params=[OfALine, OfAField])
def told(request):
    return request.param()


@pytest.fixture
def held(monkeypatch):
    """Words written while this is on wait."""

    def hold(is_on=True):
        monkeypatch.undo()
        if is_on:
            monkeypatch.setattr(Policy, "is_auto_approve", lambda *_arguments: False)

    return hold


@pytest.fixture
def robin(db):
    moderator = a_person("Robinet")
    Moderator.objects.create(person=moderator, trained_at=WHEN)
    DeskRole.objects.create(person=moderator, kind="moderator", given_at=WHEN)
    return moderator


def decided(told, outcome, by, **rest):
    choice = Choice(outcome=outcome, guideline="kindness", **rest)
    case = Case.objects.of(told.thing).not_closed().first()
    if case is None:
        return act_at_once(subject=told.thing, about=told.ann, choice=choice, by=by, now=WHEN)
    newest = Revision.objects.of(told.thing).standing().newest_first().first()
    return decide(
        case=case,
        choice=choice,
        seen_version=case.version,
        seen_revision=newest.pk if newest else None,
        by=by,
        now=WHEN,
    )


def undone(decision, by):
    return [each.what for each in undo_decision(decision=decision, words="", by=by, now=WHEN)[1]]


def test_what_is_hidden_comes_back_exactly_and_its_author_does_not_bring_it_back(told, robin):
    told.write("Buy my tea")
    decision = decided(told, "hide", robin)
    assert told.shown() == ""
    told.write("Buy my lovely tea")
    assert told.shown() == ""
    assert Case.objects.not_closed().get().findings.get().check_code == "resubmitted"
    decided(told, "decline", robin)
    told.write("")
    told.write("Buy it")
    assert told.shown() == ""
    assert undone(decision, robin) == ["line" if told.thing._meta.model_name == "membership" else "words"]


def test_hiding_is_undone_unless_other_words_came(told, robin, held):
    told.write("Tea and scans")
    held()
    told.write("Tea, scans and a dog")
    decision = decided(told, "hide", robin)
    assert told.shown() == ""
    assert undone(decision, robin) == []
    assert told.shown() == "Tea and scans"


@pytest.mark.parametrize("outcome", ["decline", "return"])
def test_what_is_turned_down_leaves_what_others_see(told, robin, held, outcome):
    told.write("Tea and scans")
    held()
    told.write("Other words")
    decision = decided(told, outcome, robin)
    assert told.shown() == "Tea and scans"
    assert undone(decision, robin) == []
    decided(told, "approve", robin)
    assert told.shown() == "Other words"


@pytest.mark.parametrize("outcome", ["approve", "approve_edited"])
def test_an_approval_taken_back_shows_what_was_there_before(told, robin, held, outcome):
    told.write("Tea and scans")
    held()
    told.write("Other words")
    decision = decided(told, outcome, robin, body="Edited words")
    assert told.shown() == ("Other words" if outcome == "approve" else "Edited words")
    assert undone(decision, robin) == []
    assert told.shown() == "Tea and scans"
    decided(told, "approve", robin)
    assert told.shown() == "Other words"


def test_nothing_that_others_do_not_see_can_be_hidden(told, robin, held):
    held()
    told.write("Words that wait")
    with pytest.raises(NotAllowed):
        decided(told, "hide", robin)
    told.write("")
    assert not Case.objects.not_closed().exists()


def test_a_list_says_whose_words_they_are(told, robin, queries):
    kind = kind_for(told.thing)
    with queries() as asked:
        found = kind.settings([told.thing.pk], robin)[told.thing.pk]
    assert (found.who, asked.count) == ("Annis", 1)
    assert kind.setting(told.thing, robin, WHEN).title == found.title


def test_ann_reads_on_her_own_page_why_others_do_not_see_her_words(robin, held, client):
    told = OfAField()
    held()
    told.write("Words that wait")
    client.force_login(told.ann)
    text = client.get("/me/profile/").content.decode()
    assert "Only you can see this yet." in text
    assert "A moderator reads it as soon as somebody can." in text
    assert "Words that wait" in text
    decided(told, "decline", robin)
    text = client.get("/me/profile/").content.decode()
    assert "Your page of statements says why." in text
    assert "Words that wait" in text
