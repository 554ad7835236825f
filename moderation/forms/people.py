"""The shape of what is said about the people of the desk: roles, hours, limits, due times."""

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.names import skeleton
from forum.kernel.forms import WordsField
from forum.kernel.moments import MIDNIGHT
from moderation.actions.hours import LONGEST_DUE, SHORTEST_DUE
from moderation.actions.wellbeing import MOST_A_DAY
from moderation.models import DeskRole, Severity

WHOLE_FORUM = "forum"


class RoleForm(forms.Form):
    """Who gets which role, and where."""

    name = WordsField(
        label=_("Their name here"),
        max_length=40,
        help_text=_("As it stands beside what they write, with nothing left out."),
    )
    kind = forms.ChoiceField(
        label=_("What they do"),
        widget=forms.RadioSelect,
        choices=[
            (DeskRole.Kind.MODERATOR, _("Site moderator: decides what waits and what is reported")),
            (
                DeskRole.Kind.SAFEGUARDING,
                _("Safeguarding lead: decides what is passed on because somebody may be in danger"),
            ),
            (DeskRole.Kind.LEAD, _("Lead: looks after the moderators, and reads the log")),
        ],
    )
    scope = forms.ChoiceField(label=_("Where"), help_text=_("In a group, with all that stands inside it."))

    def __init__(self, *arguments: Any, groups: Iterable[tuple[int, str]], **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        scope = self.fields["scope"]
        assert isinstance(scope, forms.ChoiceField)
        scope.choices = [(WHOLE_FORUM, _("In the whole forum")), *((str(pk), name) for pk, name in groups)]

    def clean_name(self) -> Person:
        """The person with exactly this name."""
        found = Person.objects.filter(name_key=skeleton(self.cleaned_data["name"]), is_active=True).first()
        if found is None:
            raise ValidationError(_("Nobody here has this name. Please look at how it is spelt."), code="nobody")
        return found

    @property
    def group_id(self) -> int | None:
        scope = self.cleaned_data["scope"]
        return None if scope == WHOLE_FORUM else int(scope)


class DutyForm(forms.Form):
    """Weekly hours."""

    weekday = forms.TypedChoiceField(label=_("Day"), coerce=int, choices=list(WEEKDAYS.items()))
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time", "class": "short"}))
    ends = forms.TimeField(
        label=_("Until"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "short"}),
        help_text=_("00:00 is midnight. For hours past midnight, give the next day hours as well."),
    )

    def clean_ends(self) -> time:
        """Midnight is the end of the day that is meant."""
        ends: time = self.cleaned_data["ends"]
        return MIDNIGHT if ends == time(0) else ends

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "starts" in cleaned and "ends" in cleaned and cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", _("The end is not after the start. Past midnight, give the next day hours as well."))
        return cleaned


class HolidayForm(forms.Form):
    """A day on which nobody is on duty."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date", "class": "short"}))
    name = WordsField(label=_("What day it is"), max_length=60, help_text=_("Everybody reads it beside the hours."))


class DueTimesForm(forms.Form):
    """Within how many minutes a case of each severity is to be decided."""

    def __init__(self, *arguments: Any, minutes: Mapping[Severity, int], **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        for severity in sorted(Severity, reverse=True):
            self.fields[f"due_{severity.value}"] = forms.IntegerField(
                label=severity.label, min_value=SHORTEST_DUE, max_value=LONGEST_DUE, initial=minutes[severity]
            )

    @property
    def minutes(self) -> dict[Severity, int]:
        return {severity: self.cleaned_data[f"due_{severity.value}"] for severity in Severity}


class LimitForm(forms.Form):
    """After how many hard things a day the desk suggests to stop."""

    hard_things_a_day = forms.IntegerField(
        label=_("Suggest that I stop after this many hard things a day"), min_value=1, max_value=MOST_A_DAY
    )
