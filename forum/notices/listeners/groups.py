"""What is told when somebody asks to be let into a group, and when what they are in it changes."""

from accounts.models import Person
from forum.groups.events import JoinDecided, JoinRequested, RequestsRead, RoleGiven
from forum.groups.models import JoinRequest, Membership, Role
from forum.kernel.events import listen
from forum.notices.actions.telling import note_list_seen
from forum.notices.actions.writing import write_that_somebody_asks, write_to
from forum.notices.models import Kind


@listen(JoinRequested)
def tell_who_can_answer(event: JoinRequested) -> None:
    """The hosts are told that somebody asks; where none of them can see it, staff."""
    asked = JoinRequest.objects.filter(pk=event.request_id)
    if asked.filter(JoinRequest.objects.seen_by_no_host()).exists():
        people = Person.objects.filter(is_staff=True, is_active=True).values_list("pk", flat=True)
    else:
        hosts = Membership.objects.filter(group=event.group_id, role=Role.HOST).in_force()
        people = hosts.values_list("person", flat=True)
    write_that_somebody_asks(people, request_id=event.request_id, group_id=event.group_id, now=event.at)


@listen(JoinDecided)
def tell_what_was_decided(event: JoinDecided) -> None:
    """Whoever asked is told whether they were let in."""
    write_to(
        [event.person_id], kind=Kind.LET_IN if event.is_let_in else Kind.DECLINED, group_id=event.group_id,
        sequence=int(event.at.timestamp()), now=event.at,
    )  # fmt: skip


@listen(RoleGiven)
def tell_of_role(event: RoleGiven) -> None:
    """Whoever has another role is told, unless they gave it to themselves."""
    if event.by_id != event.person_id:
        write_to(
            [event.person_id], kind=Kind.ROLE, group_id=event.group_id, sequence=int(event.at.timestamp()), now=event.at
        )


@listen(RequestsRead)
def note_that_requests_were_seen(event: RequestsRead) -> None:
    """Whoever looked at who asks needs not be told of them."""
    note_list_seen(
        person=Person.objects.get(pk=event.person_id), kinds=[Kind.ASKED], group=event.group_id, now=event.at
    )
