"""Real rows for tests, said as sentences: `a_reply(to=thread, by=ann)`.

They go through the verbs wherever a verb exists, so that a test never starts from rows that the forum could
not have made. `WHEN` is when everything happens unless a test says otherwise.
"""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.db.models import F

from accounts.actions.trust import renew_trust
from accounts.models import Consent, Person
from accounts.names import skeleton
from accounts.rules import VERSIONS
from forum.groups.models import Group, Membership
from forum.threads.actions import reply, start_thread
from forum.threads.models import Post, Thread

WHEN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PASSWORD = "quiet-kettle-lamp"

_numbers = count(1)


def a_person(name: str = "", *, situation: str = "secondary", is_staff: bool = False, **rest: Any) -> Person:
    """Somebody with a verified address and the password `PASSWORD`."""
    number = next(_numbers)
    name = name or f"Neighbour {number}"  # a name that no test looks for
    email = rest.pop("email", f"person{number}@people.example")
    rest.setdefault("joined_at", WHEN)
    rest.setdefault("name_key", skeleton(name))
    person: Person = Person.objects.create_user(
        email, PASSWORD, name=name, situation=situation, is_staff=is_staff, **rest
    )
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    Consent.objects.bulk_create(
        Consent(person=person, kind=kind, version=version, given_at=person.joined_at)
        for kind, version in VERSIONS.items()
    )
    return person


def a_group(
    name: str = "",
    *,
    under: Group | None = None,
    reading: str = "group",
    discovery: str = "listed",
    joining: str = "request",
    host: Person | None = None,
    **rest: Any,
) -> Group:
    """A group, closed unless said otherwise; without `host` it is hosted by somebody new."""
    number = next(_numbers)
    name = name or f"Group {number}"
    group = Group.objects.create(
        name=name,
        slug=rest.pop("slug", f"group-{number}"),
        parent=under,
        reading=reading,
        discovery=discovery,
        joining=joining,
        created_at=rest.pop("now", WHEN),
        first_posts_held=rest.pop("first_posts_held", 0),  # most tests are not about first posts
        **rest,
    )
    path = ([*_path_of(under)] if under else []) + [group]
    order = ("group", "members", "public")
    group.path = "/" + "".join(f"{each.pk}/" for each in path)
    group.effective_reading = min((each.reading for each in path), key=order.index)
    group.read_gate = next((each for each in reversed(path) if each.reading == "group"), None)
    group.know_gate = next((each for each in reversed(path) if each.discovery == "hidden"), None)
    group.save()
    joins(host or a_person(), group, role="host")
    return group


def joins(person: Person, group: Group, role: str = "member", *, line: str = "", now: datetime = WHEN) -> Membership:
    """`person` is let in to `group` and to every closed group above it; the role is for `group` alone."""
    group.refresh_from_db()
    path = _path_of(group)
    has = dict(Membership.objects.filter(person=person, group__in=path).values_list("group", "pk"))
    missing = [above for above in path[:-1] if above.reading == "group" and above.pk not in has]
    if group.pk in has:
        membership = Membership.objects.get(pk=has[group.pk])
        membership.role = role
        membership.save()
    else:
        missing.append(group)
        membership = Membership(person=person, group=group, role=role, line=line, joined_at=now)
    rows = [Membership(person=person, group=each, joined_at=now) for each in missing if each is not group]
    Membership.objects.bulk_create([*rows, membership] if membership.pk is None else rows)
    Group.objects.filter(pk__in=[each.pk for each in missing]).update(member_count=F("member_count") + 1)
    group.refresh_from_db(fields=["member_count"])
    if role != "member" or group.pk in has:
        renew_trust(person.pk)
    return membership


def a_thread(
    *,
    of: Group,
    by: Person,
    title: str = "Waiting for Thursday",
    body: str = "Does anyone else clean the oven before scan results?",
    is_unnamed: bool = False,
    now: datetime = WHEN,
) -> Thread:
    """A published thread with its first post."""
    opening = start_thread(group=of, title=title, body=body, is_unnamed=is_unnamed, form_key=uuid4(), by=by, now=now)
    return opening.thread


def a_reply(
    *,
    to: Thread,
    by: Person,
    body: str = "Twice. And the skirting boards.",
    is_unnamed: bool = False,
    now: datetime | None = None,
) -> Post:
    """A published reply; each comes a minute after the one before."""
    to.refresh_from_db()
    now = now or (to.last_posted_at or WHEN) + timedelta(minutes=1)
    post = reply(thread=to, body=body, is_unnamed=is_unnamed, form_key=uuid4(), by=by, now=now)
    to.refresh_from_db()
    return post


def numbered(thread: Thread, number: int) -> Post:
    """The post that stands at a number of a thread."""
    return Post.objects.get(thread=thread, number=number)


def _path_of(group: Group) -> list[Group]:
    return [*_path_of(group.parent), group] if group.parent else [group]
