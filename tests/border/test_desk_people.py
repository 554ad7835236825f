"""The border of the pages about the people of the desk: each address as ten kinds of people. Source: README, M-14, M-17 and M-18.

`table.txt` asks every address as nine kinds of members, to none of whom the desk is open. Here stand those to whom it is.
"""

import re

import pytest
from django.db import transaction
from django.urls import get_resolver

from accounts.models import Boundary
from moderation.actions import act_at_once, add_duty, report, set_holiday, write_note
from moderation.actions.decide import Choice, Sentence
from moderation.models import Case, DeskRole, Duty, Holiday, Moderator, Note, Sanction
from tests.border.world import bytes_of
from tests.factories import a_group, a_person, a_thread, joins
from tests.moderation.team import a_lead, a_moderator, a_post, browser_of, somebody_with

pytestmark = pytest.mark.django_db

KINDS = (
    "anonymous", "a member", "the author", "the reporter", "a moderator elsewhere", "a moderator here",
    "one not trained", "a site moderator", "a lead", "a safeguarding lead", "staff",
)  # fmt: skip

# Address, method, then the answers in the order of KINDS; `>` leads on, `>in` to the log-in page.
TABLE = """
    published_hours         GET   200 200 200 200 200 200 200 200 200 200 200
    team                    GET   >in 404 404 404 >   >   403 >   200 >   200
    give_role               GET   >in 404 404 404 403 403 403 403 200 403 200
    give_role               POST  403 404 404 404 403 403 403 403 >   403 >
    colleague               GET   >in 404 404 404 404 404 403 404 200 404 200
    training                POST  403 404 404 404 404 404 403 404 >   404 >
    end_role                POST  403 404 404 404 404 404 403 404 >   404 >
    hours                   GET   >in 404 404 404 200 200 403 200 200 200 404
    hours                   POST  403 404 404 404 >   >   403 >   >   >   404
    hours_of                GET   >in 404 404 404 404 404 403 404 200 404 404
    hours_of                POST  403 404 404 404 404 404 403 404 >   404 404
    end_hours               POST  403 404 404 404 403 403 403 403 >   403 404
    holiday                 POST  403 404 404 404 403 403 403 403 >   403 404
    end_holiday             POST  403 404 404 404 403 403 403 403 >   403 404
    due_times               POST  403 404 404 404 403 403 403 403 422 403 404
    rest                    POST  403 404 404 404 >   >   403 >   >   >   404
    limit                   POST  403 404 404 404 422 422 403 422 422 422 404
    hand_over               GET   >in 404 404 404 200 200 403 200 200 200 404
    hand_over               POST  403 404 404 404 >   >   403 >   >   >   404
    replace_note            GET   >in 404 404 404 404 200 403 403 403 403 404
    replace_note            POST  403 404 404 404 404 >   403 403 403 403 404
    record                  GET   >in 404 404 404 404 200 403 200 200 200 404
    notes                   GET   >in 404 404 404 404 200 403 200 200 200 404
    notes                   POST  403 404 404 404 404 >   403 >   >   >   404
    lift                    GET   >in 404 404 404 404 200 403 200 200 200 404
    lift                    POST  403 404 404 404 404 >   403 >   >   >   404
    log                     GET   >in 404 404 404 403 403 403 403 200 403 200
"""  # fmt: skip
ROWS = [line.split() for line in TABLE.strip().splitlines()]
WORDS = {
    "name": "Yarrow", "kind": "moderator", "scope": "forum", "training": "confirmed", "weekday": "1", "starts": "09:00",
    "ends": "10:00", "day": "2026-12-25", "words": "Some words", "tier": "1",
}  # fmt: skip


class Desk:
    """A closed group with a reported post, a pause, notes, and hours; and everybody who might knock."""

    def __init__(self, now):
        group, elsewhere = a_group("Scans"), a_group("Harbour")
        author, reporter, member = a_person("zqauthor"), a_person("zqreporter"), a_person("Yarrow")
        for person in (author, reporter, member):
            joins(person, group)
        here = a_moderator("zqhere", of=group, now=now)
        lead = a_lead("Betony", now=now)
        colleague = somebody_with("moderator", "zqcolleague", now=now)
        self.people = {
            "anonymous": None, "a member": member, "the author": author, "the reporter": reporter,
            "a moderator elsewhere": a_moderator("Wren", of=elsewhere, now=now), "a moderator here": here,
            "one not trained": somebody_with("moderator", "Newling", now=now, is_trained=False),
            "a site moderator": somebody_with("moderator", "Siskin", now=now), "a lead": lead,
            "a safeguarding lead": somebody_with("safeguarding", "Sorrel", now=now), "staff": a_person(is_staff=True),
        }  # fmt: skip
        post = a_post(to=a_thread(of=group, by=member), by=author, now=now)
        sentence = Sentence(kind="pause", group_id=group.pk, days=3)
        choice = Choice(outcome="pause", guideline="law", words="zqstatement", sentence=sentence)
        act_at_once(subject=post, about=author, choice=choice, by=here, now=now)
        report(subject=post, revision=post.revision, reason="selling", words="zqtold", by=reporter, now=now)
        case = Case.objects.not_closed().get()
        note = write_note(words="zqnoteoncase", tier=1, case=case, by=here, now=now)
        write_note(words="zqnoteabout", tier=1, about=author, by=here, now=now)
        write_note(words="zqhandover", tier=1, group_id=group.pk, by=here, now=now)
        write_note(words="zqforleads", tier=2, about=author, by=lead, now=now)
        duty = add_duty(
            person=colleague, weekday=0, starts=now.time().replace(hour=9), ends=now.time(), by=colleague, now=now
        )
        holiday = set_holiday(day=now.date(), name="A day", by=lead, now=now)
        self.numbers = {
            "lift": Sanction.objects.get().pk, "replace_note": note.pk,
            "record": author.pk, "notes": author.pk, "colleague": colleague.pk, "training": colleague.pk,
            "hours_of": colleague.pk, "end_hours": duty.pk, "end_holiday": holiday.pk,
            "end_role": DeskRole.objects.get(person=colleague).pk,
        }  # fmt: skip
        self.author, self.here = author, here

    def path(self, name):
        routes = {pattern.name: str(pattern.pattern) for pattern in own_addresses()}
        return "/" + re.sub(r"<number:pk>", str(self.numbers.get(name, "")), routes[name])


def own_addresses():
    desk = next(each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "desk")
    return desk.url_patterns


@pytest.fixture
def desk(now, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return Desk(now)


def spoken(answer):
    if answer.status_code not in (301, 302, 303):
        return str(answer.status_code)
    return ">in" if answer["Location"].startswith("/accounts/login/") else ">"


@pytest.mark.parametrize("kind", KINDS)
def test_each_address_answers_each_kind_as_the_table_says(desk, kind):
    browser, wrong = browser_of(desk.people[kind]), []
    for name, method, *answers in ROWS:
        with transaction.atomic():
            path = desk.path(name)
            answer = spoken(browser.get(path) if method == "GET" else browser.post(path, WORDS))
            transaction.set_rollback(True)
        if answer != answers[KINDS.index(kind)]:
            wrong.append(f"{name} {method}: {answer}, not {answers[KINDS.index(kind)]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "kind", ["anonymous", "a member", "the author", "the reporter", "a moderator elsewhere", "one not trained"]
)
def test_no_page_about_the_people_of_the_desk_tells_them_anything(desk, kind):
    """Fault 16. The author does not read notes, who reported or who decided; moderators elsewhere do not read of Scans."""
    browser, told = browser_of(desk.people[kind]), set()
    own = {"the author": "zqauthor", "the reporter": "zqreporter"}.get(kind)
    for name, method, *_answers in ROWS:
        if method == "GET":
            told |= {
                f"{word} at {name}"
                for word in re.findall(r"zq\w+", bytes_of(browser.get(desk.path(name))))
                if word != own
            }
    assert not told - {"zqcolleague at hours"}  # moderators everywhere know who is on duty when


def test_what_may_be_read_is_found_by_somebody(desk):
    """Otherwise the walk above would prove nothing."""
    seen = ""
    for kind in ("a moderator here", "a lead"):
        browser = browser_of(desk.people[kind])
        seen += "".join(bytes_of(browser.get(desk.path(name))) for name, method, *_rest in ROWS if method == "GET")
    for word in (
        "zqnoteoncase",
        "zqnoteabout",
        "zqhandover",
        "zqforleads",
        "zqauthor",
        "zqhere",
        "zqcolleague",
        "zqstatement",
    ):
        assert word in seen


def test_refusals_change_nothing(desk):
    """Whoever is answered 403 or 404 has left everything as it was."""
    tables = (DeskRole, Moderator, Duty, Holiday, Note, Sanction)
    before = [list(model.objects.order_by("pk").values()) for model in tables]
    for kind in ("anonymous", "a member", "the author", "the reporter", "one not trained"):
        browser = browser_of(desk.people[kind])
        for name, method, *_answers in ROWS:
            if method == "POST":
                assert browser.post(desk.path(name), WORDS).status_code in (403, 404)
    assert [list(model.objects.order_by("pk").values()) for model in tables] == before


def test_a_moderator_here_who_is_kept_apart_from_the_author_sees_no_record(desk, now):
    Boundary.objects.create(setter=desk.author, other=desk.here, kind="apart", set_at=now)
    browser = browser_of(desk.here)
    assert browser.get(desk.path("record")).status_code == 404
    assert browser.get(desk.path("lift")).status_code == 404
