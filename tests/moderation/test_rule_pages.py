"""The pages of rules: for those who serve the whole forum, with nothing lost that was typed and nothing kept that was not sent."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from forum.kernel.moments import exact, zone_named
from moderation.actions import agree_to_version, try_version, write_version
from moderation.matching.starter import starter_pack
from moderation.models import LogEntry, Rule, RuleTrial, RuleVersion
from moderation.pages.ruling import AROUND, HITS_A_PAGE, excerpt_of
from tests.factories import a_group, a_person, a_reply, a_thread, joins
from tests.moderation.rule_people import a_rule_in_use, a_version, at_the_desk, phrases, rule_people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def people():
    return rule_people()


@pytest.fixture
def as_writer(client, people):
    client.force_login(people.writer)
    return client


@pytest.fixture
def as_lead(client, people):
    client.force_login(people.lead)
    return client


FIELDS = {"name": "Miracles", "topic": "selling_and_cures", "kind": "phrases", "phrases": "miracle", "action": "flag",
          "reason": "medical_claim", "says": "A miracle."}  # fmt: skip


def errors_of(answer):
    """What stands beside each field, by the field."""
    found = re.findall(r'<p class="error" id="id_(\w+)_error">(.*?)</p>', answer.content.decode())
    return dict(found)


# Who sees these pages.

READ = ("rules", "new_rule", "starter_pack", "test_rules", "rule", "new_version", "trial", "trial_words")
DO = ("try_all", "try_version", "agree_to_version", "retire_version", "stop_trial")


@pytest.mark.parametrize(
    ("who", "reads", "does"),
    [
        ("nobody", 302, 403),
        ("a member", 404, 404),
        ("a moderator of a group", 404, 404),
        ("a lead of a group", 404, 404),
        ("staff", 404, 404),
        ("a site moderator", 200, 302),
        ("a lead", 200, 302),
        ("a safeguarding lead", 200, 302),
        ("a lead who is not trained yet", 403, 403),
    ],
)
def test_who_may_open_what(client, people, now, who, reads, does):
    group, inside = a_group(), a_person()
    joins(inside, group, role="moderator")
    at_the_desk("Elsewhere", "moderator", group_id=group.pk)
    viewer = {
        "nobody": lambda: None,
        "a member": a_person,
        "a moderator of a group": lambda: inside,
        "a lead of a group": lambda: at_the_desk("Local", "lead", group_id=group.pk),
        "staff": lambda: a_person(is_staff=True),
        "a site moderator": lambda: people.writer,
        "a lead": lambda: people.lead,
        "a safeguarding lead": lambda: people.safeguarding,
        "a lead who is not trained yet": lambda: at_the_desk("Untrained", "lead", is_trained=False),
    }[who]()
    if who == "a moderator of a group":
        from moderation.models import Moderator

        Moderator.objects.create(person=inside, trained_at=now)
    version = a_version(people, phrases("zqrulecanary"))
    trial = try_version(version=version, wanted=None, by=people.writer, now=now)
    if viewer:
        client.force_login(viewer)
    pks = {"rule": version.rule_id, "new_version": version.rule_id, "trial": trial.pk, "trial_words": trial.pk,
           "stop_trial": trial.pk, "try_version": version.pk, "agree_to_version": version.pk, "retire_version": version.pk}  # fmt: skip
    for name in READ:
        answer = client.get(reverse(f"desk:{name}", args=[pks[name]] if name in pks else []))
        assert answer.status_code == reads, name
        assert ("zqrulecanary" in answer.content.decode()) <= (reads == 200)
    for name in DO:
        answer = client.post(reverse(f"desk:{name}", args=[pks[name]] if name in pks else []), {"wanted": "10000"})
        expected = 403 if name == "agree_to_version" and who == "a site moderator" else does
        assert answer.status_code == (expected if who != "nobody" else 302), name


def test_the_way_to_rules_is_shown_to_those_who_may_go_there(as_lead):
    assert 'href="/desk/rules/"' in as_lead.get(reverse("desk:rules")).content.decode()


# Writing.


def test_a_rule_is_written_and_says_what_comes_next(as_writer, people):
    answer = as_writer.post(
        reverse("desk:new_rule"), FIELDS | {"phrases": "miracle\r\n\r\n  (wonder|marvel) cure \nmiracle"}, follow=True
    )
    version = RuleVersion.objects.get()
    assert version.definition["phrases"] == ["miracle", "(wonder|marvel) cure"]
    assert (version.rule.topic, version.written_by, version.definition["near"]) == (
        "selling_and_cures",
        people.writer,
        3,
    )
    page = answer.content.decode()
    assert "somebody else puts it into use" in page
    assert "A lead puts a rule into use." in page


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"phrases": "fine\n(cure|"}, "phrases", "“(cure|” do not pair"),
        ({"phrases": ".. cure"}, "phrases", "must begin and end with a word"),
        ({"phrases": ""}, "phrases", "at least one phrase"),
        ({"phrases": "\n".join(f"word{number}" for number in range(301))}, "phrases", "at most 300"),
        ({"phrases": "\n".join("(a|b|c d|e f|g h) (i|j k|l m) (n o|p q|r s) (t u|v w)" + f" x{n}" for n in range(250))}, "phrases", "too many ways"),
        ({"unless": "!!!"}, "unless", "is not a word"),
        ({"kind": "pattern", "phrases": "", "pattern": r"(a)\1"}, "pattern", "back-references"),
        ({"kind": "pattern", "phrases": "", "pattern": "((a{0,100}){0,100}){0,100}"}, "pattern", "pattern"),
        ({"kind": "pattern", "phrases": "", "pattern": "x*"}, "pattern", "match everything"),
        ({"kind": "pattern", "phrases": "", "pattern": ""}, "pattern", "write the pattern"),
        ({"kind": "pattern", "pattern": "x1"}, "phrases", "seeks something else"),
        ({"kind": "temperature", "phrases": "", "sought": ["phone"]}, "sought", "seeks something else"),
        ({"reason": ""}, "reason", "says why"),
        ({"action": "ask"}, "reason", "tells no moderator"),
        ({"action": "card", "reason": ""}, "card", "which help"),
        ({"action": "ban"}, "action", "ban"),
        ({"near": "99"}, "near", "12"),
        ({"says": ""}, "says", "required"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_beside_its_field_and_stays_typed(as_writer, changed, field, says):
    answer = as_writer.post(reverse("desk:new_rule"), FIELDS | {"says": "Kept as typed."} | changed)
    assert answer.status_code == 422
    assert says in errors_of(answer)[field]
    assert not RuleVersion.objects.exists()
    page = answer.content.decode()
    assert "Miracles" in page
    if "says" not in changed:
        assert "Kept as typed." in page


def test_a_name_that_is_taken_is_said_beside_the_name(as_writer, people):
    a_version(people, phrases("miracle"))
    answer = as_writer.post(reverse("desk:new_rule"), FIELDS)
    assert "There is a rule of this name already" in errors_of(answer)["name"]
    assert RuleVersion.objects.count() == 1


def test_a_new_version_begins_with_the_newest_one(as_writer, people):
    version = a_version(people, phrases("miracle", "wonder", unless=["no"], near=1, says="A miracle."))
    address = reverse("desk:new_version", args=[version.rule_id])
    page = as_writer.get(address).content.decode()
    assert re.search(r"<textarea[^>]*name=\"phrases\"[^>]*>\s*miracle\nwonder</textarea>", page)
    assert 'name="name"' not in page
    as_writer.post(address, FIELDS | {"phrases": "miracle\nwonder\nmarvel"})
    assert [each.number for each in version.rule.versions.order_by("number")] == [1, 2]


def test_every_starter_rule_can_be_opened_in_the_form_and_kept_as_it_is(as_writer, people):
    """Nothing of a rule is lost between what is stored and what is typed."""
    as_writer.post(reverse("desk:starter_pack"))
    for version in RuleVersion.objects.select_related("rule"):
        address = reverse("desk:new_version", args=[version.rule_id])
        form = as_writer.get(address).context["form"]
        sent = {name: form[name].value() for name in form.fields}
        answer = as_writer.post(address, {name: "" if value is None else value for name, value in sent.items()})
        assert answer.status_code == 302, errors_of(answer)
        assert version.rule.versions.count() == 1, version.rule.name


def test_the_starter_pack_is_read_with_its_examples_before_it_is_taken(as_writer):
    page = as_writer.get(reverse("desk:starter_pack")).content.decode()
    for each in starter_pack():
        assert each.must_match[0].replace("'", "&#x27;").replace('"', "&quot;") in page
    assert not Rule.objects.exists()
    answer = as_writer.post(reverse("desk:starter_pack"), follow=True)
    assert Rule.objects.count() == len(starter_pack())
    assert "Begin with the starter pack" not in answer.content.decode()
    assert "Try all 15" in answer.content.decode()


def test_all_that_was_never_tried_is_tried_by_one_press(as_writer, people, now):
    first = a_rule_in_use(people, phrases("miracle"))
    write_version(rule=first.rule, definition=phrases("wonder"), by=people.writer, now=now)
    a_version(people, phrases("marvel"), name="Marvels")
    tried = a_version(people, phrases("tonic"), name="Tonics")
    try_version(version=tried, wanted=None, by=people.writer, now=now)
    before = RuleTrial.objects.count()
    as_writer.post(reverse("desk:try_all"))
    as_writer.post(reverse("desk:try_all"))
    assert RuleTrial.objects.count() == before + 2
    assert LogEntry.objects.filter(action="try_rule").count() == before + 2


# Trying a text.


def test_a_text_is_tried_with_the_rules_in_use_and_nothing_of_it_is_kept(as_writer, people, queries):
    a_rule_in_use(people, phrases("miracle", says="A miracle."))
    a_version(people, phrases("wonder"), name="Wonders")
    with queries() as asked:
        answer = as_writer.post(reverse("desk:test_rules"), {"body": "A <b>miracle</b> and a wonder"})
    page = answer.content.decode()
    assert "1 rule matches" in page
    assert "A &lt;b&gt;<mark>miracle</mark>&lt;/b&gt;" in page
    assert "<mark>wonder" not in page
    assert not [said for said in asked.statements if "wonder" in said or said.startswith(("INSERT", "UPDATE"))]


def test_a_text_is_tried_with_one_version_alone(as_writer, people):
    a_rule_in_use(people, phrases("miracle"))
    version = a_version(people, phrases("wonder"), name="Wonders")
    page = as_writer.post(f"{reverse('desk:test_rules')}?version={version.pk}", {"body": "a miracle, a wonder"})
    assert "<mark>wonder</mark>" in page.content.decode()
    assert "<mark>miracle" not in page.content.decode()
    assert as_writer.get(f"{reverse('desk:test_rules')}?version=99999").status_code == 404


def test_a_text_in_which_nothing_is_found_says_so(as_writer):
    assert "Nothing matches" in as_writer.post(reverse("desk:test_rules"), {"body": "tea"}).content.decode()


# Trials, and who agrees.


@pytest.fixture
def waiting(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def test_a_trial_shows_how_far_it_is_without_scripts_and_can_be_stopped(as_writer, people, waiting):
    version = a_version(people, phrases("miracle"))
    answer = as_writer.post(reverse("desk:try_version", args=[version.pk]), {"wanted": "all"}, follow=True)
    page = answer.content.decode()
    assert "It waits for its turn" in page
    assert "Look again" in page
    assert "http-equiv" not in page
    RuleTrial.objects.update(state="running", to_read=12_000, have_read=3_000)
    page = as_writer.get(answer.redirect_chain[-1][0]).content.decode()
    assert "3,000 of 12,000 texts read" in page
    assert re.search(r'<progress id="how-much" value="3000" max="12000">', page)
    page = as_writer.post(reverse("desk:stop_trial", args=[RuleTrial.objects.get().pk]), follow=True).content.decode()
    assert "It was stopped" in page
    assert "Look again" not in page


def test_the_button_that_puts_a_rule_into_use_is_there_for_who_may_and_when_they_may(client, people, now):
    version = a_version(people, phrases("miracle"))
    address = reverse("desk:rule", args=[version.rule_id])
    use = reverse("desk:agree_to_version", args=[version.pk])

    def page_of(person):
        client.force_login(person)
        return client.get(address).content.decode()

    assert "tried on past posts first" in page_of(people.lead)
    assert use not in page_of(people.lead)
    assert client.post(use).status_code == 403
    try_version(version=version, wanted=None, by=people.writer, now=now)
    assert use not in page_of(people.writer)
    assert use in page_of(people.lead)
    client.post(use)
    version.rule.refresh_from_db()
    assert version.rule.live == version
    assert "in use" in page_of(people.writer)


def test_who_wrote_and_who_agreed_is_on_the_page_of_the_rule(as_lead, people, now):
    version = a_rule_in_use(people, phrases("miracle"), now=now)
    page = as_lead.get(reverse("desk:rule", args=[version.rule_id])).content.decode()
    assert "Written by Sorrel" in page
    assert "Put into use by Larkspur" in page
    assert exact(now, zone=zone_named(people.lead.zone)) in page


# What a trial matched.


@pytest.fixture
def room():
    group, ann = a_group(), a_person("Annis Wren")
    joins(ann, group)
    return a_thread(of=group, by=ann, title="A quiet week", body="Nothing but tea.")


def words_page(client, trial, after=0):
    return client.get(f"{reverse('desk:trial_words', args=[trial.pk])}{f'?after={after}' if after else ''}")


def test_looking_at_what_was_matched_is_written_down_and_names_nobody(as_lead, people, room, now):
    a_reply(to=room, by=room.starter, body="They promised a <i>miracle</i>, and I half believed it")
    trial = try_version(version=a_version(people, phrases("miracle")), wanted=None, by=people.writer, now=now)
    as_lead.get(reverse("desk:trial", args=[trial.pk]))
    assert not LogEntry.objects.filter(action="look").exists()
    page = words_page(as_lead, trial).content.decode()
    assert "promised a &lt;i&gt;<mark>miracle</mark>&lt;/i&gt;, and I half" in page
    assert "Annis" not in page
    assert "<details" not in page
    entry = LogEntry.objects.get(action="look")
    assert (entry.by, entry.subject_id, entry.detail) == (people.lead, trial.pk, {"what": "rule_hits"})
    assert "miracle" not in str(list(LogEntry.objects.values()))


def test_what_is_hard_to_read_stands_behind_a_click(as_lead, people, room, now):
    a_reply(to=room, by=room.starter, body="a miracle")
    version = a_version(people, phrases("miracle", reason="concern"))
    trial = try_version(version=version, wanted=None, by=people.writer, now=now)
    assert '<details class="fold">' in words_page(as_lead, trial).content.decode()


def test_every_match_is_met_once_on_the_way_through_the_pages(as_lead, people, room, now):
    for number in range(2 * HITS_A_PAGE + 3):
        a_reply(to=room, by=room.starter, body=f"miracle no{number:03}")
    trial = try_version(version=a_version(people, phrases("miracle")), wanted=None, by=people.writer, now=now)
    # As when people had decided about some of them.
    some = list(trial.hits.order_by("pk").values_list("pk", flat=True)[1::7])
    trial.hits.filter(pk__in=some).update(contradicts=True)
    met, after, turns = [], 0, 0
    while after is not None and turns < 9:
        answer = words_page(as_lead, trial, after)
        met += re.findall(r"no(\d{3})", answer.content.decode())
        after, turns = answer.context["page"].after, turns + 1
    assert turns == 3
    assert sorted(met) == [f"{number:03}" for number in range(2 * HITS_A_PAGE + 3)]


def test_the_page_of_matches_costs_the_same_however_many_there_are(as_lead, people, room, now, queries):
    def cost(posts):
        for _number in range(posts):
            a_reply(to=room, by=room.starter, body="miracle")
        version = a_version(people, phrases("miracle"), name=f"Miracles {posts}")
        trial = try_version(version=version, wanted=None, by=people.writer, now=now)
        words_page(as_lead, trial)
        with queries() as asked:
            words_page(as_lead, trial)
        return asked.count

    assert cost(2) == cost(19)


@pytest.mark.parametrize("name", ["rules", "rule"])
def test_lists_cost_the_same_for_two_as_for_twenty(as_lead, people, now, queries, name):
    first = a_rule_in_use(people, phrases("miracle"))
    address = reverse(f"desk:{name}", args=[first.rule_id] if name == "rule" else [])

    def cost():
        as_lead.get(address)
        with queries() as asked:
            as_lead.get(address)
        return asked.count

    few = cost()
    for number in range(18):
        version = write_version(rule=first.rule, definition=phrases(f"word{number}"), by=people.writer, now=now)
        try_version(version=version, wanted=1, by=people.writer, now=now)
        a_version(people, phrases("miracle"), name=f"Another {number}")
    agree_to_version(version=version, by=people.lead, now=now)
    assert cost() == few <= 14, connection.vendor


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("", 0, 0), ("miracle", 0, 7), ("a " * 300 + "miracle" + " b" * 300, 600, 607), ("x" * 900, 400, 410), ("short", 90, 99)],
)  # fmt: skip
def test_an_excerpt_shows_the_match_and_a_little_around_it(text, start, end):
    excerpt = excerpt_of(text, start, end)
    assert excerpt.match == text[start:end]
    assert len(excerpt.before) <= AROUND + 2
    assert len(excerpt.after) <= AROUND + 2
