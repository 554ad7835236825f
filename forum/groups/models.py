"""Groups, who is in them, and who asks to be."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forum.groups.queries import GroupQuerySet, InvitationQuerySet, JoinRequestQuerySet, MembershipQuerySet
from forum.kernel.personal import Fate, Personal


class Discovery(models.TextChoices):
    LISTED = "listed", _("Members of the forum can find its name and description")
    HIDDEN = "hidden", _("Nobody outside knows that it exists")


class Reading(models.TextChoices):
    PUBLIC = "public", _("Anyone can read it, signed in or not")
    MEMBERS = "members", _("Everyone with an account can read it")
    GROUP = "group", _("Only its own members can read it")


class Joining(models.TextChoices):
    OPEN = "open", _("Anyone who can find it can join")
    REQUEST = "request", _("People ask, and a host decides")
    INVITATION = "invitation", _("A host invites people")


class Audience(models.TextChoices):
    SECONDARY = "secondary", _("People living with secondary cancer")
    FRIENDS = "friends", _("Friends and family")
    EVERYONE = "everyone", _("Both")


class Role(models.TextChoices):
    MEMBER = "member", _("member")
    ORGANISER = "organiser", _("organiser")
    MODERATOR = "moderator", _("moderator")
    HOST = "host", _("host")


MOST_FIRST_POSTS = 20  # of a member that a network can have read first


class Group(models.Model):
    """A room with members. Without a parent it is a network; with one, a subgroup.

    The three switches are what a host sets. `effective_reading`, `read_gate`, `know_gate` and `path`
    follow from the switches along the path from the root and are written only by the verbs that move a
    group or change a switch; `manage.py check_sight` says whether they are true.
    """

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(max_length=60, unique=True)
    description = models.TextField(_("what it is for"), max_length=2000, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    discovery = models.CharField(max_length=10, choices=Discovery, default=Discovery.LISTED)
    reading = models.CharField(max_length=10, choices=Reading, default=Reading.GROUP)
    joining = models.CharField(max_length=10, choices=Joining, default=Joining.REQUEST)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EVERYONE)
    questions = models.JSONField(default=list)  # up to three sentences, asked of those who ask to join
    allows_unnamed = models.BooleanField(default=True)  # may members post here without their name?
    # How many of a member's first posts in a network moderators read first; asked of the root alone.
    first_posts_held = models.PositiveSmallIntegerField(default=2)
    holds_first = models.BooleanField(default=False)  # moderators read every post of this group first
    created_at = models.DateTimeField()

    path = models.CharField(
        max_length=500, editable=False, default="", db_index=True
    )  # "/3/17/": ids from the root, self included
    effective_reading = models.CharField(max_length=10, choices=Reading, default=Reading.GROUP, editable=False)
    read_gate = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    know_gate = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    member_count = models.PositiveIntegerField(default=0, editable=False)  # memberships in force

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_posts_held__lte=MOST_FIRST_POSTS), name="not_every_post_is_a_first_post"
            ),
            models.CheckConstraint(
                condition=~Q(discovery="hidden") | Q(reading="group"), name="hidden_groups_are_read_by_members_only"
            ),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="no_group_inside_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ancestor_ids(self) -> list[int]:
        """Ids of the groups above, root first."""
        return [int(part) for part in self.path.strip("/").split("/")[:-1]]

    @property
    def is_closed(self) -> bool:
        """Only members read it, by its own switch or one above."""
        return self.read_gate_id is not None


class Membership(models.Model):
    """A person in a group."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    line = models.CharField(
        _("a line about you, shown beside your name in this group only"), max_length=120, blank=True
    )
    is_in_force = models.BooleanField(default=True, editable=False)
    joined_at = models.DateTimeField()

    objects = MembershipQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("group", "role", "line", "joined_at")
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "group"], name="one_membership_in_a_group")]
        indexes = [models.Index(fields=["group", "id"], name="members_of_a_group")]


class JoinRequest(models.Model):
    """Somebody asks to be let in. The answers are erased when it is decided; the row then says only what was decided."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for a host")
        ACCEPTED = "accepted", _("let in")
        DECLINED = "declined", _("not let in")
        WITHDRAWN = "withdrawn", _("taken back")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="join_requests")
    answers = models.JSONField(default=list)  # [[question, answer], …] as they were asked
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = JoinRequestQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("group", "answers", "state", "asked_at")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "group"], condition=Q(state="waiting"), name="one_waiting_request_a_group"
            ),
            models.CheckConstraint(condition=Q(state="waiting") | Q(answers=[]), name="answers_erased_once_decided"),
        ]


class Invitation(models.Model):
    """A host asks somebody in, by e-mail address. The row is erased when it is answered."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    invited_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = InvitationQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, because="It holds somebody else's address.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "email"], name="one_invitation_an_address")]
