"""Who stands at the desk: roles, who gives them, training, and the second factor that comes with all of it."""

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.models import Person
from forum.groups.actions import give_role, leave_group, remove_member
from forum.kernel.verdicts import NotAllowed
from moderation.actions import claim_case, confirm_training, end_desk_role, give_desk_role, withdraw_training
from moderation.models import Case, DeskRole, LogEntry, Moderator
from moderation.rules import has_desk, may_open_desk
from moderation.team import people_led_by
from tests.factories import a_group, a_person, a_thread, joins
from tests.moderation.team import a_case, a_lead, a_moderator, browser_of, fresh, role_of, somebody_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("staff", True), ("a lead", True), ("a lead of the group", False), ("a safeguarding lead", False),
        ("a site moderator", False), ("a host", False), ("a lead without training", False), ("a member", False),
    ],
)  # fmt: skip
def test_only_staff_and_trained_leads_of_the_whole_forum_give_and_end_roles(who, may, now):
    group, teasel = a_group(), a_person("Teasel")
    by = {
        "staff": lambda: a_person(is_staff=True),
        "a lead": lambda: a_lead(now=now),
        "a lead of the group": lambda: a_lead(of=group, now=now),
        "a safeguarding lead": lambda: somebody_with("safeguarding", now=now),
        "a site moderator": lambda: somebody_with("moderator", now=now),
        "a host": lambda: a_moderator(of=group, role="host", now=now),
        "a lead without training": lambda: somebody_with("lead", now=now, is_trained=False),
        "a member": a_person,
    }[who]()
    standing = somebody_with("moderator", "Betony", now=now)
    before = LogEntry.objects.count()
    if may:
        role = give_desk_role(person=teasel, kind="moderator", group_id=group.pk, by=by, now=now)
        end_desk_role(role=role_of(standing), by=by, now=now)
        said = list(LogEntry.objects.filter(pk__gt=before).order_by("pk").values_list("action", "by", "subject_id"))
        assert said == [("give_role", by.pk, teasel.pk), ("take_role", by.pk, standing.pk)]
        assert LogEntry.objects.get(pk=before + 1).detail == {"role": role.pk, "kind": "moderator"}
        assert not has_desk(standing)
        return
    with pytest.raises(NotAllowed):
        give_desk_role(person=teasel, kind="moderator", group_id=group.pk, by=by, now=now)
    with pytest.raises(NotAllowed):
        end_desk_role(role=role_of(standing), by=by, now=now)
    assert not has_desk(teasel)
    assert has_desk(standing)
    assert LogEntry.objects.count() == before


@pytest.mark.parametrize("by", ["a lead", "staff"])
def test_nobody_gives_themselves_a_role_or_confirms_their_own_training(by, now):
    person = a_lead(now=now) if by == "a lead" else a_person(is_staff=True)
    before = DeskRole.objects.count()
    with pytest.raises(NotAllowed, match="themselves"):
        give_desk_role(person=person, kind="safeguarding", group_id=None, by=person, now=now)
    with pytest.raises(NotAllowed, match="Somebody else"):
        confirm_training(person=person, by=person, now=now)
    assert DeskRole.objects.count() == before
    other = Moderator.objects.create(person=a_person(), trained_at=now, training_confirmed_by=a_person())
    with pytest.raises(IntegrityError), transaction.atomic():
        Moderator.objects.filter(pk=other.pk).update(training_confirmed_by=other.person)


def test_a_role_given_twice_is_given_once_and_put_down_by_its_own_person(now):
    staff, teasel = a_person(is_staff=True), a_person()
    first = give_desk_role(person=teasel, kind="moderator", group_id=None, by=staff, now=now)
    assert give_desk_role(person=teasel, kind="moderator", group_id=None, by=staff, now=now) == first
    end_desk_role(role=first, by=teasel, now=now)
    end_desk_role(role=first, by=teasel, now=now)
    assert list(LogEntry.objects.order_by("pk").values_list("action", flat=True)) == ["give_role", "take_role"]
    again = give_desk_role(person=teasel, kind="moderator", group_id=None, by=staff, now=now)
    assert again != first  # the ended row stays: it says who could do what, when


def test_no_role_is_given_in_a_group_that_is_not_there_nor_to_who_has_left(now):
    staff = a_person(is_staff=True)
    with pytest.raises(NotAllowed):
        give_desk_role(person=a_person(), kind="lead", group_id=987_654, by=staff, now=now)
    with pytest.raises(NotAllowed, match="left"):
        give_desk_role(person=a_person(is_active=False), kind="lead", group_id=None, by=staff, now=now)
    assert not DeskRole.objects.exists()


class TestASecondFactorIsAskedForAsLongAsAnyRoleStands:
    def is_trusted(self, person):
        return Person.objects.get(pk=person.pk).is_trusted

    def test_a_role_at_the_desk_alone_is_enough(self, now):
        teasel = somebody_with("moderator", now=now)
        assert self.is_trusted(teasel)
        end_desk_role(role=role_of(teasel), by=teasel, now=now)
        assert not self.is_trusted(teasel)

    def test_leaving_a_group_does_not_take_away_what_a_desk_role_asks(self, now):
        group = a_group()
        teasel = a_moderator(of=group, now=now)
        give_desk_role(person=teasel, kind="moderator", group_id=None, by=a_person(is_staff=True), now=now)
        leave_group(group=group, by=teasel, now=now)
        assert self.is_trusted(teasel)
        end_desk_role(role=role_of(teasel), by=teasel, now=now)
        assert not self.is_trusted(teasel)

    def test_ending_a_desk_role_does_not_take_away_what_a_group_asks(self, now):
        host = a_person()
        group = a_group(host=host)
        teasel = a_moderator(of=group, now=now)
        give_desk_role(person=teasel, kind="moderator", group_id=None, by=a_person(is_staff=True), now=now)
        end_desk_role(role=role_of(teasel), by=teasel, now=now)
        assert self.is_trusted(teasel)
        membership = group.memberships.get(person=teasel)
        give_role(membership=membership, role="member", by=host, now=now)
        assert not self.is_trusted(teasel)
        remove_member(membership=membership, by=host, now=now)
        assert not self.is_trusted(teasel)

    def test_whoever_was_given_a_role_is_led_to_set_one_up(self, settings, now):
        settings.SECOND_FACTOR_REQUIRED = True
        teasel = somebody_with("moderator", now=now)
        assert browser_of(teasel).get("/desk/hours/")["Location"] == "/accounts/2fa/"


class TestTraining:
    def test_the_desk_opens_when_somebody_else_has_confirmed_it_and_closes_again(self, now):
        betony, teasel = a_lead("Betony", now=now), somebody_with("moderator", "Teasel", now=now, is_trained=False)
        browser = browser_of(teasel)
        assert "confirmed your training" in browser.get("/desk/hours/").content.decode()
        page = browser_of(betony).get("/desk/people/").content.decode()
        assert page.index("Waiting for their training") < page.index("Teasel") < page.index("At the desk")
        browser_of(betony).post(f"/desk/people/{teasel.pk}/training/", {"training": "confirmed"})
        assert Moderator.objects.get(person=teasel).training_confirmed_by == betony
        assert browser.get("/desk/hours/").status_code == 200
        browser_of(betony).post(f"/desk/people/{teasel.pk}/training/", {"training": "withdrawn"})
        assert browser.get("/desk/hours/").status_code == 403
        actions = LogEntry.objects.filter(by=betony).exclude(action="look").order_by("pk")
        assert list(actions.values_list("action", flat=True)) == ["confirm_training", "withdraw_training"]

    def test_staff_confirm_it_where_there_is_no_lead(self, now):
        group = a_group()
        host = a_moderator("Hazel", of=group, role="host", now=now, is_trained=False)
        browser = browser_of(a_person(is_staff=True))
        assert "Hazel" in browser.get("/desk/people/").content.decode()
        browser.post(f"/desk/people/{host.pk}/training/", {"training": "confirmed"})
        assert may_open_desk(host)
        assert browser.get("/desk/hours/").status_code == 404  # staff alone have no desk

    def test_a_lead_of_a_group_sees_and_confirms_those_of_their_groups_and_no_other(self, now):
        network = a_group()
        inside, elsewhere = a_group(under=network), a_group()
        lead = a_lead(of=network, now=now)
        here = a_moderator("Teasel", of=inside, now=now, is_trained=False)
        there = a_moderator("Yarrow", of=elsewhere, now=now, is_trained=False)
        everywhere = somebody_with("moderator", "Betony", now=now, is_trained=False)
        joins(everywhere, inside, role="moderator")
        assert set(people_led_by(lead).filter(name__in=("Teasel", "Yarrow", "Betony"))) == {here}
        confirm_training(person=here, by=lead, now=now)
        for other in (there, everywhere):
            with pytest.raises(NotAllowed):
                confirm_training(person=other, by=lead, now=now)
            assert browser_of(lead).post(f"/desk/people/{other.pk}/training/").status_code == 404
        page = browser_of(lead).get("/desk/people/").content.decode()
        assert "Yarrow" not in page
        assert "Give somebody a role" not in page
        assert browser_of(lead).get("/desk/people/give/").status_code == 403

    def test_a_lead_of_a_group_does_not_close_a_desk_that_others_opened(self, now):
        network = a_group()
        lead, teasel = a_lead(of=network, now=now), a_moderator(of=network, now=now)
        with pytest.raises(NotAllowed):
            withdraw_training(person=teasel, by=lead, now=now)
        assert may_open_desk(teasel)

    def test_nobody_is_confirmed_who_has_no_role(self, now):
        with pytest.raises(NotAllowed):
            confirm_training(person=a_person(), by=a_person(is_staff=True), now=now)
        assert not Moderator.objects.exists()

    @pytest.mark.parametrize("how", ["role ended", "training taken back"])
    def test_what_somebody_had_taken_on_is_free_when_their_desk_closes(self, how, now):
        group, lead = a_group(), a_lead(now=now)
        teasel = somebody_with("moderator", now=now)
        case = a_case(a_thread(of=group, by=a_person_in(group)).posts.get(), now=now)
        claim_case(case=case, by=teasel, now=now)
        if how == "role ended":
            end_desk_role(role=role_of(teasel), by=lead, now=now)
        else:
            withdraw_training(person=teasel, by=lead, now=now)
        claim_case(case=case, by=lead, now=now)
        assert Case.objects.get().claimed_by == lead


def a_person_in(group):
    person = a_person()
    joins(person, group)
    return person


class TestThePages:
    def test_a_lead_finds_somebody_by_name_and_gives_a_role_in_a_group(self, now):
        group, teasel, lead = a_group("Scans and results"), a_person("Teasel"), a_lead("Betony", now=now)
        browser = browser_of(lead)
        refused = browser.post("/desk/people/give/", {"name": "Nobody so", "kind": "moderator", "scope": "forum"})
        assert "Nobody here has this name" in refused.content.decode()
        answer = browser.post("/desk/people/give/", {"name": "teasel", "kind": "moderator", "scope": str(group.pk)})
        assert answer["Location"] == f"/desk/people/{teasel.pk}/at-the-desk/"
        assert "site moderator, in Scans and results" in browser.get(answer["Location"]).content.decode()
        browser.post(f"/desk/roles/{role_of(teasel).pk}/end/")
        assert not has_desk(teasel)

    def test_others_see_their_own_page_and_nobody_elses(self, now):
        group = a_group()
        teasel, yarrow = a_moderator("Teasel", of=group, now=now), a_moderator("Yarrow", of=group, now=now)
        browser = browser_of(teasel)
        assert browser.get("/desk/people/")["Location"] == f"/desk/people/{teasel.pk}/at-the-desk/"
        assert "You at the desk" in browser.get(f"/desk/people/{teasel.pk}/at-the-desk/").content.decode()
        assert browser.get(f"/desk/people/{yarrow.pk}/at-the-desk/").status_code == 404
        lead = a_lead(now=now)
        assert browser.post(f"/desk/roles/{role_of(lead).pk}/end/").status_code == 404
        assert has_desk(lead)

    def test_cases_that_nobody_can_decide_are_told_to_those_who_give_roles(self, now):
        group, lead = a_group(), a_lead(now=now)
        case = a_case(a_thread(of=group, by=a_person_in(group)).posts.get(), now=now)
        Case.objects.filter(pk=case.pk).update(is_escalated=True)
        assert (
            "There is no safeguarding lead, and 1 case waits" in browser_of(lead).get("/desk/people/").content.decode()
        )
        somebody_with("safeguarding", now=now)
        assert "There is no safeguarding lead" not in browser_of(lead).get("/desk/people/").content.decode()

    def test_the_list_costs_the_same_for_two_as_for_twenty(self, now, queries):
        lead, group = a_lead(now=now), a_group()
        browser = browser_of(lead)
        costs = []
        for more in (1, 9):
            for _ in range(more):
                somebody_with("moderator", of=group, now=now)
                a_moderator(of=group, now=now, is_trained=False)
            with queries() as asked:
                assert browser.get("/desk/people/").status_code == 200
            costs.append(asked.count)
        assert costs[0] == costs[1]
        assert costs[0] <= 20


class TestTheOperator:
    def test_names_the_first_lead_who_can_work_at_once(self):
        betony = a_person("Betony")
        call_command("desk_role", betony.email.upper(), "lead", "--trained", stdout=StringIO())
        assert browser_of(fresh(betony)).get("/desk/people/").status_code == 200
        assert fresh(betony).is_trusted
        assert [entry.by for entry in LogEntry.objects.filter(subject_id=betony.pk)] == [None, None]
        call_command("desk_role", betony.email, "lead", "--end", stdout=StringIO())
        assert not has_desk(betony)
        assert not fresh(betony).is_trusted
        assert LogEntry.objects.filter(action="take_role").count() == 1

    @pytest.mark.parametrize("what", ["an unproved address", "nobody"])
    def test_gives_nothing_to_an_address_that_nobody_proved(self, what):
        somebody = a_person()
        EmailAddress.objects.filter(user=somebody).update(verified=False)
        with pytest.raises(CommandError):
            call_command("desk_role", somebody.email if what != "nobody" else "no@people.example", "lead")
        assert not DeskRole.objects.exists()
