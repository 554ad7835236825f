"""How notices are found."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import Boundary, Person
from forum.groups.models import Group, JoinRequest, Membership
from forum.meetups.models import Meetup, Message
from forum.threads.models import Post, Reaction, Thread
from moderation.models import Appeal, Moderator, Report, Statement
from moderation.queries import is_at_desk

if TYPE_CHECKING:
    from accounts.queries import Viewer
    from forum.notices.models import Delivery, Notice

LONGEST_SENDING = timedelta(minutes=15)  # no mail is handed over for nearly as long


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """One's own that were told, about what one may see now. Source: README, S-7, E-11 and N-6."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(recipient=viewer.pk, told_at__isnull=False).about_what_is_seen_by(viewer)

    def about_what_is_seen_by(self, viewer: Person) -> Self:
        """Those whose thread, post, group, statement, meetup and so on their recipient, `viewer`, may see at this moment.

        A notice of a post is one of its words: where they are gone or hidden, so is it. One of replies stands as long as
        any reply is new to them; one of reactions, as long as somebody whom they see has one there; one of a request, as
        long as somebody waits whom they can let in; one of joining or of a role, as long as they are in the group; one of the desk, as long as it is open to them.
        """
        people_hidden = Boundary.objects.hidden_from(viewer)
        shown = Post.objects.filter(state="published").seen_by(viewer)
        new = shown.filter(thread=OuterRef("thread"), number__gte=OuterRef("sequence")).exclude(author=viewer.pk)
        reacted = Reaction.objects.filter(post=OuterRef("post")).exclude(person=viewer.pk)
        joined = Membership.objects.filter(person=viewer.pk, group=OuterRef("group")).in_force()
        trained = Moderator.objects.filter(person=viewer.pk)
        asking = JoinRequest.objects.visible_to(viewer).filter(state="waiting", group=OuterRef("group"))
        seen = {
            "thread": Thread.objects.visible_to(viewer),
            "post": Post.objects.filter(state="published").visible_to(viewer),  # it may stand in another thread by now
            "group": Group.objects.visible_to(viewer),
            "statement": Statement.objects.visible_to(viewer),
            "report": Report.objects.filter(reporter=viewer.pk),
            "appeal": Appeal.objects.filter(appellant=viewer.pk),
            "meetup": Meetup.objects.visible_to(viewer),
            "message": Message.objects.visible_to(viewer),
        }
        found = self
        for name, things in seen.items():
            found = found.filter(Q(**{name: None}) | Exists(things.filter(pk=OuterRef(name))))
        return found.filter(
            ~Q(kind="replies") | Exists(new),
            ~Q(kind="reacted") | Exists(reacted.exclude(person__in=people_hidden)),
            ~Q(kind="asked") | Exists(asking.exclude(person=viewer.pk)),
            ~Q(kind__in=("let_in", "role")) | Exists(joined),
            ~Q(kind__in=("waiting", "urgent")) | Q(Exists(trained), is_at_desk(viewer)),
        )

    def to_tell(self, now: datetime) -> Self:
        """Those that are due and were neither told nor skipped, nor seen before. :param now: aware UTC."""
        return self.filter(told_at=None, skipped_because="", read_at=None, due_at__lte=now).order_by("due_at", "pk")

    def unread(self) -> Self:
        """Those that their recipient has not looked at."""
        return self.filter(read_at=None)

    def not_mailed_but_in(self, delivery: "Delivery") -> Self:
        """Those that stand in no other mail than this one."""
        return self.filter(Q(mailed_in=None) | Q(mailed_in=delivery))


class OwnQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """One's own."""
        return self.filter(person=viewer.pk or 0)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def to_send(self, now: datetime) -> Self:
        """Those that are due and that nobody has taken. :param now: aware UTC."""
        return self.filter(state="pending", due_at__lte=now).order_by("due_at", "pk")

    def to_look_at(self, now: datetime) -> Self:
        """For the operator's eye: those given up, and those of which nobody knows whether they went."""
        stuck = models.Q(state="sending", claimed_at__lte=now - LONGEST_SENDING)
        return self.filter(models.Q(state="failed") | stuck).order_by("pk")


def followers_of(*, thread_id: int, group_id: int, number: int, lately: int) -> tuple[str, list[int]]:
    """Return SQL, and its values, that gives `person_id` of everybody who is told of a reply in a thread.

    Those who chose each reply or once a day for the thread, or for its group and nothing else for the thread; and those
    who chose nothing, and began it or wrote one of the `lately` posts before this one. Source: README, N-7.
    """
    values = {"thread": thread_id, "group": group_id, "after": number - lately, "number": number}
    names = ("thread", "group", "thread", "thread", "after", "number", "thread", "thread", "group")
    return _FOLLOWERS, [values[name] for name in names]


_FOLLOWERS = """
SELECT person_id FROM threads_subscription WHERE thread_id = %s AND level IN ('each', 'daily')
UNION
SELECT whole.person_id FROM threads_subscription whole
WHERE whole.group_id = %s AND whole.thread_id IS NULL AND whole.level IN ('each', 'daily')
  AND NOT EXISTS (SELECT 1 FROM threads_subscription one
                  WHERE one.thread_id = %s AND one.person_id = whole.person_id)
UNION
SELECT wrote.author_id FROM (
  SELECT author_id FROM threads_post
  WHERE thread_id = %s AND number > %s AND number < %s AND state = 'published'
  UNION SELECT starter_id FROM threads_thread WHERE id = %s) wrote
WHERE NOT EXISTS (SELECT 1 FROM threads_subscription any_
                  WHERE any_.person_id = wrote.author_id
                    AND (any_.thread_id = %s OR (any_.thread_id IS NULL AND any_.group_id = %s)))"""
