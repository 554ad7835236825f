"""People, what they agreed to, and whom they are kept apart from."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.names import skeleton
from accounts.queries import BoundaryQuerySet, ConsentQuerySet, PersonQuerySet
from forum.kernel import content_notes
from forum.kernel.personal import Fate, Personal


class Situation(models.TextChoices):
    """What brings a person here. Declared by themselves, checked by nobody, changed in one step."""

    SECONDARY = "secondary", _("I am living with secondary cancer")
    OTHER_CANCER = "other_cancer", _("I have or had cancer, and it has not spread")
    FRIEND_OR_FAMILY = "friend_or_family", _("Someone close to me has secondary cancer")
    BEREAVED = "bereaved", _("Someone close to me has died")
    WORKS_IN_CARE = "works_in_care", _("I work in care")


class PersonManager(BaseUserManager["Person"].from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **rest: Any) -> "Person":
        """Make an account; without a password it can be entered by e-mailed code only."""
        rest.setdefault("name_key", skeleton(rest.get("name", "")))
        person = self.model(email=email.strip().lower(), **rest)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """An account. Everything that says who somebody is hangs on this row and is taken from it when they leave."""

    class Theme(models.TextChoices):
        DEVICE = "", _("As my device does")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class TextSize(models.TextChoices):
        DEVICE = "", _("As my device does")
        LARGER = "larger", _("Larger")
        LARGEST = "largest", _("Largest")

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name to be known by"), max_length=40)
    name_key = models.CharField(max_length=80, editable=False)  # what the name looks like, for "too like another's"
    situation = models.CharField(max_length=20, choices=Situation, default=Situation.SECONDARY)
    zone = models.CharField(_("time zone"), max_length=64, default="Europe/London")
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.DEVICE, blank=True)
    text_size = models.CharField(max_length=10, choices=TextSize, default=TextSize.DEVICE, blank=True)
    has_wide_lines = models.BooleanField(_("more space between lines"), default=False)
    has_less_motion = models.BooleanField(_("no movement"), default=False)
    folded_notes = models.CharField(max_length=content_notes.LONGEST, blank=True, default="")  # content notes, as codes
    hidden_notes = models.CharField(max_length=content_notes.LONGEST, blank=True, default="")
    is_staff = models.BooleanField(default=False)
    is_trusted = models.BooleanField(default=False)  # moderates somewhere: a second factor is asked for
    # Moderators decided something about them that may hold now: then, and only then, the sanctions themselves are asked.
    has_sanctions = models.BooleanField(default=False)
    has_news = models.BooleanField(default=False)  # they were told something that they have not looked at
    has_consented = models.BooleanField(default=True)  # a standing consent to keep health information
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="addresses_in_small_letters"),
            models.UniqueConstraint(fields=["name_key"], name="no_two_names_that_look_alike"),
        ]

    def __str__(self) -> str:
        return self.name


class HeldName(models.Model):
    """A name that nobody gets until it ends, as if an account had it.

    Somebody asked for it in a sign-up that made no account, because the address has one already: otherwise one
    could find out, by asking for the same name twice, whether an address has an account here. Or somebody is
    known by another name now: otherwise whoever took it would be taken for them.
    """

    name_key = models.CharField(max_length=80, unique=True)
    ends_at = models.DateTimeField()


class Consent(models.Model):
    """One statement that a person agreed to, in the version that they read, and when they took it back."""

    class Kind(models.TextChoices):
        TERMS = "terms", _("The terms and the guidelines")
        HEALTH = "health", _("Keeping health information")
        ADULT = "adult", _("Being 18 or over")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    version = models.CharField(max_length=20)  # the day from which its text stands, as 2026-11-23
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ConsentQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.KEEP, on_anonymising=Fate.KEEP, exported=("kind", "version", "given_at", "withdrawn_at")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=models.Q(withdrawn_at=None), name="one_standing_consent_of_a_kind"
            )
        ]

    @property
    def text_of(self) -> date:
        return date.fromisoformat(self.version)


class Boundary(models.Model):
    """One person's wish not to meet another here. Nobody is told."""

    class Kind(models.TextChoices):
        BLOCK = "block", _("Blocked: neither of you sees the other")
        APART = "apart", _("Kept apart: they never see you here")

    setter = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    set_at = models.DateTimeField()

    objects = BoundaryQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("other", "kind", "set_at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["setter", "other"], name="one_boundary_between_two"),
            models.CheckConstraint(condition=~models.Q(setter=models.F("other")), name="no_boundary_to_oneself"),
        ]
        indexes = [models.Index(fields=["other", "kind"], name="boundary_by_other")]
