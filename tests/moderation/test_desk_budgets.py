"""What the desk costs: the same for ten cases as for five thousand, with the index that was made for it."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from forum.threads.models import Post
from moderation.library.constants import MODERATION_STATUS_APPROVED, MODERATION_STATUS_PENDING
from moderation.models import Case, Finding, Report, Revision
from moderation.pages.filters import SHOWN, Filters, counts_for, listed
from moderation.pages.listing import CASES_A_PAGE
from tests.factories import a_person
from tests.moderation.conftest import seen_on_page

pytestmark = pytest.mark.django_db

BUDGET = 15


def many_cases(desk, how_many):
    """Held and reported posts of one group, each with its version, its finding, and every tenth with a report.

    For every fiftieth there is a concern about somebody besides, which arose in one of these posts.
    """
    post_type, now = ContentType.objects.get_for_model(Post), timezone.now()
    posts = Post.objects.bulk_create(
        Post(thread=desk.thread, author=desk.annis, written_at=now) for _each in range(how_many)
    )
    versions = Revision.objects.bulk_create(
        Revision(target_type=post_type, target_id=post.pk, author=desk.annis, body=f"Words {post.pk}", created_at=now)
        for post in posts
    )
    cases = Case.objects.bulk_create(
        Case(
            subject_type=post_type, subject_id=post.pk, about=desk.annis, severity=1 + post.pk % 4, opened_at=now,
            due_at=now + timedelta(seconds=post.pk * 7919 % 90_000 - 20_000),
        )
        for post in posts
    )  # fmt: skip
    Finding.objects.bulk_create(
        Finding(case=case, revision=version, check_code="first_posts", found_at=now)
        for case, version in zip(cases, versions, strict=True)
    )
    Report.objects.bulk_create(
        Report(
            case=case, reporter=desk.bracken, subject_type=post_type, subject_id=case.subject_id, reason="guidelines",
            receipt=f"00000000-0000-4000-8000-{case.pk:012}", reported_at=now,
        )
        for case in cases[::10]
    )  # fmt: skip
    for case in cases[::50]:
        desk.reported(Post(pk=case.subject_id, author=a_person()), "worried")
    _as_the_engine_knows_them()
    return cases


def _as_the_engine_knows_them():
    """What was not published waits there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO moderation_moderatedobject"
            " (content_type_id, object_pk, created, updated, state, status, changed_object)"
            " SELECT %s, id, created_at, created_at, 1, CASE WHEN published THEN %s ELSE %s END, '[]'"
            " FROM review_revision WHERE id NOT IN (SELECT object_pk FROM moderation_moderatedobject)",
            [
                ContentType.objects.get_for_model(Revision).pk,
                MODERATION_STATUS_APPROVED,
                MODERATION_STATUS_PENDING,
            ],
        )


def many_moderated_objects(how_many):
    """Rows of the review engine, as years of posts leave them; its copies of the words are of no matter here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO moderation_moderatedobject"
            " (content_type_id, object_pk, created, updated, state, status, changed_object)"
            " WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)"
            " SELECT %s, 10000000 + n, %s, %s, 1, %s, '[]' FROM numbers",
            [
                how_many,
                ContentType.objects.get_for_model(Revision).pk,
                *[timezone.now()] * 2,
                MODERATION_STATUS_APPROVED,
            ],
        )


def analysed():
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def cost_of(client, queries, address):
    with queries() as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    assert asked.writes == []
    return asked.count


def costs_at_desk(desk, client, queries):
    """What each page of the list, its live figure, the next case and a decision cost in queries."""
    addresses = ["/desk/", "/desk/late/", "/desk/?after=1-1-1", f"/desk/?group={desk.group.pk}"]
    addresses += [f"/desk/?show={name}" for name in SHOWN if name]
    client.get("/desk/")  # what is looked up once in a process
    costs = {address: cost_of(client, queries, address) for address in addresses}
    with queries() as asked:
        assert client.post("/desk/next/")["Location"] != "/desk/"
    costs["next"] = asked.count
    Case.objects.update(claimed_by=None, claim_ends_at=None)
    case = desk.held()
    sent = {"seen": seen_on_page(client, case), "step": "confirm"}
    with queries() as asked:
        assert client.post(f"/desk/cases/{case.pk}/decide/approve/", sent).status_code == 302
    return {**costs, "decision": asked.count}


def test_the_desk_costs_the_same_for_ten_cases_as_for_five_thousand_among_two_hundred_thousand(
    desk, browser_of, queries
):
    robin = browser_of(desk.robin)
    many_cases(desk, 10)
    few = costs_at_desk(desk, robin, queries)
    many_cases(desk, 5_000)
    Case.objects.filter(pk__in=[case.pk for case in many_cases(desk, 500)]).update(
        state="closed", closed_at=timezone.now()
    )
    many_moderated_objects(200_000)
    analysed()
    many = costs_at_desk(desk, robin, queries)
    assert many == few
    assert max(cost for what, cost in many.items() if what.startswith("/desk/")) <= BUDGET
    answer = robin.get("/desk/")
    assert len(answer.context["page"].rows) == CASES_A_PAGE
    assert len(answer.content) < 60_000
    now = timezone.now()
    for person in (desk.robin, desk.with_role("Saffron", "moderator")):
        cases = listed(Filters(), person, now)
        for found in (cases, cases.free_for(person, now, is_safeguarding=False)):
            assert "the_desk_in_order" in found.in_order()[: CASES_A_PAGE + 1].explain()
        waiting = listed(Filters(shown="waiting"), person, now).in_order()[: CASES_A_PAGE + 1]
        for deed in (lambda waiting=waiting: list(waiting), lambda person=person: counts_for(person, now)):
            assert "review_engine_by_thing" in plan_of(queries, deed)


def plan_of(queries, deed):
    """How the database finds what the last query of a deed asks for."""
    with queries() as asked:
        deed()
    with connection.cursor() as cursor:
        begin = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
        cursor.execute(begin + asked.statements[-1])
        return "\n".join(str(row) for row in cursor.fetchall())


def test_a_case_costs_the_same_with_many_reports_as_with_few(desk, browser_of, queries):
    robin, post, costs = browser_of(desk.robin), desk.post_by(desk.annis), []
    case = desk.reported(post)
    for how_many in (2, 30):
        for number in range(how_many):
            Report.objects.create(
                case=case, subject=post, revision=post.revision, reason="guidelines", words="x", reported_at=desk.now,
                receipt=f"00000000-0000-4000-{how_many:04}-{number:012}",
            )  # fmt: skip
        robin.get(f"/desk/cases/{case.pk}/")
        costs.append(cost_of(robin, queries, f"/desk/cases/{case.pk}/"))
    assert costs[0] == costs[1]
    assert costs[1] <= 30
