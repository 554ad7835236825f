"""How people and what belongs to them are found."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

if TYPE_CHECKING:
    from accounts.models import Boundary, Consent, Person

Viewer: TypeAlias = "Person | AnonymousUser"

# Rooms above say who may know of whom: each gives a queryset of person ids for a signed-in viewer.
_acquaintances: list[Callable[["Person"], QuerySet[Any, Any]]] = []


def acquainted_through(ids_for: Callable[["Person"], QuerySet[Any, Any]]) -> None:
    """Register a way in which a person may know of another; called from a room's `apps.py`."""
    _acquaintances.append(ids_for)


# Floors above say what a person is trusted with: each gives the rows by which somebody is.
_trusts: list[Callable[[int], QuerySet[Any, Any]]] = []


def trusted_through(rows_for: Callable[[int], QuerySet[Any, Any]]) -> None:
    """Register what lets a person see what is other people's, as a role does; called from an app's `apps.py`."""
    _trusts.append(rows_for)


def is_trusted_somewhere(person_id: int) -> bool:
    """Has the person any role, on any floor, by which they see what is other people's?"""
    return any(rows_for(person_id).exists() for rows_for in _trusts)


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """People whose page `viewer` may open: themselves, and those they share a room or a readable thread with.

        Never anybody that a block or *kept apart* hides from them, nor a closed account.
        Source: README, S-5 and S-6.
        """
        if not viewer.is_authenticated:
            return self.none()
        known = Q()
        for ids_for in _acquaintances:
            known |= Q(pk__in=ids_for(viewer))
        if not known:
            return self.filter(pk=viewer.pk)
        from accounts.models import Boundary

        others = Q(is_active=True) & known & ~Q(pk__in=Boundary.objects.hidden_from(viewer))
        return self.filter(Q(pk=viewer.pk) | others)

    def who_proved(self, address: str) -> Self:
        """The open account that has proved an address to be its own, if any."""
        from allauth.account.models import EmailAddress

        proved = EmailAddress.objects.filter(user=OuterRef("pk"), email=F("user__email"), verified=True)
        return self.filter(Exists(proved), email=address.strip().lower(), is_active=True)


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """One's own statements only. Source: README, C-2."""
        return self.filter(person=viewer.pk) if viewer.is_authenticated else self.none()

    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(withdrawn_at=None)


class BoundaryQuerySet(models.QuerySet["Boundary"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """The boundaries that `viewer` has set; nobody ever sees one that was set about them. Source: README, S-6."""
        return self.filter(setter=viewer.pk) if viewer.is_authenticated else self.none()

    def hidden_from(self, viewer: "Person") -> QuerySet["Boundary", Any]:
        """Ids of people of whom `viewer` sees nothing: a block works both ways, *kept apart* one way."""
        return self.filter(Q(setter=viewer.pk, kind="block") | Q(other=viewer.pk)).values_list(
            Case(When(setter=viewer.pk, then=F("other")), default=F("setter"))
        )

    def hiding_from(self, viewer: "Person") -> QuerySet["Boundary", Any]:
        """Ids of people who chose not to be seen by `viewer`.

        For words written without a name: the viewer's own block must not make them vanish,
        or blocking people one by one would tell who wrote them.
        """
        return self.filter(other=viewer.pk).values_list("setter")
