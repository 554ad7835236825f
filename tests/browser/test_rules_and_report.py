"""Rules and the report in a real browser: from writing to using a rule without scripts, and what stands in the way of nobody."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from playwright.sync_api import expect

from moderation.actions import read_on, try_version, write_version
from moderation.checks import live_rules
from moderation.models import LogEntry, Rule, RuleTrial
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins
from tests.moderation.rule_people import a_rule_in_use, a_version, phrases, rule_people
from tests.moderation.test_report import Past, noon

# What these pages look like is the same on either database: once is enough.
pytestmark = pytest.mark.sqlite


@pytest.fixture
def people():
    ContentType.objects.clear_cache()
    return rule_people()


@pytest.fixture
def room():
    group, ann = a_group(), a_person("Annis")
    joins(ann, group)
    thread = a_thread(of=group, by=ann, body="A leaflet promised a miracle and a very" + "long" * 30 + "word")
    for number in range(24):
        a_reply(to=thread, by=ann, body=f"A miracle, the {number}th of its kind")
    return thread


def test_a_rule_is_written_tried_and_put_into_use_by_two_people_without_scripts(page_as, people, room):
    writer = page_as(people.writer, width=360, scripts=False)
    writer.goto("/desk/rules/")
    writer.get_by_role("link", name="Write a rule").click()
    writer.get_by_label("Name of the rule").fill("Miracles")
    writer.get_by_role("radio", name="Phrases").check()
    writer.locator("#id_phrases").fill("(miracle")
    writer.get_by_role("radio", name="The post is shown, and a moderator looks at it.").check()
    writer.get_by_label("Why moderators look").select_option("medical_claim")
    writer.get_by_label("In one sentence").fill("Somebody promises a miracle.")
    writer.get_by_role("button", name="Keep it, to be tried").click()
    writer.get_by_role("link", name="do not pair").click()
    expect(writer.locator("#id_phrases")).to_have_value("(miracle")
    writer.locator("#id_phrases").fill("(miracle|wonder)")
    writer.get_by_role("button", name="Keep it, to be tried").click()
    expect(writer.get_by_text("A lead puts a rule into use.")).to_be_visible()
    writer.get_by_role("button", name="Try it").click()
    expect(writer.get_by_role("heading", name="It has read everything")).to_be_visible()
    expect(writer.get_by_text("25 of 25 texts read")).to_be_visible()

    lead = page_as(people.lead, scripts=False)
    lead.goto("/desk/rules/")
    lead.get_by_role("link", name="Miracles").click()
    lead.get_by_role("link", name="look at it").click()
    lead.get_by_role("link", name="Read what it matched").click()
    expect(lead.get_by_role("article")).to_have_count(20)
    lead.get_by_role("link", name="More", exact=True).click()
    expect(lead.get_by_role("article")).to_have_count(5)
    assert LogEntry.objects.filter(action="look", by=people.lead).count() == 2
    lead.get_by_role("link", name="Miracles").click()
    lead.get_by_role("button", name="Put version 1 into use").click()
    expect(lead.get_by_text("It is in use from now on.")).to_be_visible()
    assert [found.words for found in live_rules().match("a wonder")] == ["wonder"]


def test_progress_moves_by_itself_and_disturbs_nobody_who_is_on_a_button(page_as, people, room, settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr("moderation.actions.trials.BATCH", 10)
    trial = try_version(version=a_version(people, phrases("miracle")), wanted=None, by=people.writer, now=WHEN)
    page = page_as(people.lead)
    page.clock.install()
    page.goto(reverse("desk:trial", args=[trial.pk]))
    expect(page.get_by_role("heading", name="It waits for its turn")).to_be_visible()
    read_on(trial_id=trial.pk, now=WHEN)
    page.clock.run_for(5_000)
    expect(page.get_by_text("10 of 25 texts read")).to_be_visible()
    page.get_by_role("button", name="Stop it").focus()
    read_on(trial_id=trial.pk, now=WHEN)
    page.clock.run_for(9_000)
    expect(page.get_by_text("10 of 25 texts read")).to_be_visible()
    expect(page.get_by_role("button", name="Stop it")).to_be_focused()
    page.locator("h1").click()
    page.evaluate("document.activeElement.blur()")
    read_on(trial_id=trial.pk, now=WHEN)
    page.clock.run_for(5_000)
    expect(page.get_by_role("status")).to_have_text("It has read everything")
    expect(page.get_by_role("heading", name="It has read everything")).to_be_visible()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(30_000)
    assert asked == []


def every_page(people, room) -> list[str]:
    """The pages of rules and the report, each with something on it."""
    a_rule_in_use(people, phrases("miracle", unless=["no"], says="A miracle."))
    pattern = {
        "kind": "pattern",
        "action": "hold",
        "reason": "harm",
        "pattern": r"\bx{3,}" + "y?" * 60,
        "says": "An x.",
    }
    hard = a_version(people, pattern, name="Something with x")
    for reason in ("harm", "concern"):
        version = write_version(
            rule=hard.rule, definition=phrases("miracle", reason=reason), by=people.writer, now=WHEN
        )
    done = try_version(version=version, wanted=None, by=people.writer, now=WHEN)
    going = try_version(version=hard, wanted=None, by=people.writer, now=WHEN)
    RuleTrial.objects.filter(pk=going.pk).update(state="running", to_read=1000, have_read=10)
    past = Past()
    for month in range(1, 11):
        past.decided("approve", noon(month), month)
        past.decided("hide", noon(month), 3, guideline="kindness")
        past.reported("selling", noon(month), 9)
    rules = [reverse("desk:rule", args=[rule.pk]) for rule in Rule.objects.all()]
    return [
        "/desk/rules/", "/desk/rules/new/", "/desk/rules/starter/", "/desk/rules/test/", *rules, f"{rules[0]}new/",
        f"/desk/rules/trials/{done.pk}/", f"/desk/rules/trials/{going.pk}/", f"/desk/rules/trials/{done.pk}/words/",
        "/desk/report/?until=2026-10",
    ]  # fmt: skip


def test_every_page_of_rules_and_the_report_can_be_used_by_everybody(page_as, axe_clean, fits, people, room):
    paths = every_page(people, room)
    page = page_as(people.lead)
    faults = []
    for path in paths:
        page.goto(path)
        for summary in page.locator("main summary").all():
            summary.click()
        for width, scheme in ((360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            try:
                axe_clean(page)
            except AssertionError as found:
                faults.append(f"{path} at {width}px, {scheme}: {found}"[:1500])
        page.set_viewport_size({"width": 320, "height": 800})
        try:
            fits(page)
        except AssertionError as found:
            faults.append(str(found))
    assert not faults, "\n\n".join(faults)
