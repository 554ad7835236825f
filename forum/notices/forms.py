"""How one is told, and when not by mail."""

from collections.abc import Iterator
from datetime import datetime, time
from itertools import chain
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from forum.kernel.moments import zone_named
from forum.notices.actions.choosing import When
from forum.notices.models import Kind, Manner, Way
from forum.notices.rules.breaks import begins_at, may_take_break
from forum.notices.rules.ways import ALWAYS_STANDS

_CHOOSE = _("Please choose one of these.")
# By room, in the order of the page; those at the end are shown to whoever hosts or moderates somewhere.
_ROOMS: dict[Any, tuple[Kind, ...]] = {
    _("What people write"): (Kind.REPLIES, Kind.NAMED, Kind.QUOTED, Kind.REACTED),
    _("Meetups that you come to or wait for"): (
        Kind.REMINDER, Kind.CHANGED, Kind.POSTPONED, Kind.CANCELLED, Kind.MESSAGE, Kind.OFFERED, Kind.LAPSED, Kind.HANDED,
    ),
    _("Your groups"): (Kind.LET_IN, Kind.DECLINED, Kind.ROLE),
    _("What moderators decide"): (Kind.STATEMENT, Kind.IN_APPEAL, Kind.APPEAL, Kind.ANSWERED, Kind.SHOWN),
}  # fmt: skip
_AT_WORK = {_("What you host or moderate"): (Kind.ASKED, Kind.WAITING, Kind.URGENT)}
_HOW = {
    Way.MAIL: _("At once by e-mail"),
    Way.DAILY: _("In the daily mail"),
    Way.WEEKLY: _("In the weekly mail"),
    Way.SITE: _("On the site only"),
    Way.NONE: _("Not at all"),
}
# Of replies it is the most that a group or a thread may ask for.
_HOW_OF_REPLIES = {
    Way.MAIL: _("As I chose for each group"),
    Way.DAILY: _("In the daily mail at most"),
    Way.WEEKLY: _("In the weekly mail at most"),
    Way.SITE: _("On the site only"),
    Way.NONE: _("Not at all"),
}
_HINTS = {
    Kind.REPLIES: _("Where you chose nothing: in the daily mail, of threads that you began or wrote in lately."),
    Kind.NAMED: _("With @ and your name."),
    Kind.REACTED: _("One for each post, however many answer it."),
    Kind.OFFERED: _("It is kept for a day or so."),
    Kind.CANCELLED: _("Without it you might set out in vain."),
    Kind.STATEMENT: _("It always stands on the site."),
    Kind.APPEAL: _("It always stands on the site."),
    Kind.IN_APPEAL: _("It always stands on the site."),
    Kind.WAITING: _("One until you have looked, however much waits."),
    Kind.URGENT: _("Somebody may need help soon. One for each, also where another one waits."),
}
_ASKED = {
    Kind.REPLIES: _("New replies and threads"),
    Kind.NAMED: _("Somebody names you"),
    Kind.QUOTED: _("Somebody quotes you"),
    Kind.REACTED: _("A kind word about your post"),
    Kind.ASKED: _("Somebody asks to be let in"),
    Kind.LET_IN: _("You were let into a group"),
    Kind.DECLINED: _("You were not let into a group"),
    Kind.ROLE: _("Your role in a group"),
    Kind.SHOWN: _("What you wrote stands on its page"),
    Kind.STATEMENT: _("A moderator wrote to you"),
    Kind.ANSWERED: _("Your report was answered"),
    Kind.APPEAL: _("What was looked at again is decided"),
    Kind.IN_APPEAL: _("A moderator writes about what is looked at again"),
    Kind.WAITING: _("Something waits at the desk"),
    Kind.URGENT: _("Somebody is worried about a person"),
    Kind.OFFERED: _("A place is kept for you"),
    Kind.LAPSED: _("An offer of a place has ended"),
    Kind.CHANGED: _("A meetup has changed"),
    Kind.POSTPONED: _("A meetup is postponed"),
    Kind.CANCELLED: _("A meetup is cancelled"),
    Kind.MESSAGE: _("Its organiser wrote"),
    Kind.REMINDER: _("A meetup is near"),
    Kind.HANDED: _("You organise a meetup now"),
}


_GATHERED = {
    Way.DAILY: _("The daily mail, with everything that stands in it"),
    Way.WEEKLY: _("The weekly mail, with everything that stands in it"),
}


def asked_as(kind: str) -> str:
    """Say which mail is meant, as a heading does. :param kind: a code of `Kind`, or the way of a mail that gathers."""
    return str(_GATHERED[Way(kind)] if kind in _GATHERED else _ASKED[Kind(kind)])


def _time_field(label: Any, *, required: bool = False) -> forms.TimeField:
    wrong = _("Please give the time like 22:30.")
    return forms.TimeField(
        label=label, required=required, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": wrong, "required": wrong},
    )  # fmt: skip


class TellingForm(forms.Form):
    """For each kind of thing, how to be told of it; when gathered mail comes, and between which hours none."""

    sends_daily = forms.BooleanField(
        label=_("Send me the daily mail"), required=False,
        help_text=_("If not, what would stand in it stands on the site only."),
    )  # fmt: skip
    at_time = _time_field(_("At what time, the weekly mail too"), required=True)
    sends_weekly = forms.BooleanField(
        label=_("Send me the weekly mail"), required=False,
        help_text=_("If not, what would stand in it stands on the site only."),
    )  # fmt: skip
    weekday = forms.TypedChoiceField(
        label=_("The weekly mail comes on"), choices=Manner.Weekday.choices, coerce=int,
        error_messages={"required": _CHOOSE, "invalid_choice": _CHOOSE},
    )  # fmt: skip
    says_more = forms.BooleanField(
        label=_("Mails may name threads and groups"), required=False,
        help_text=_("Leave this off if others see your inbox: a title or a name may say what you live with. What people wrote never stands in a mail."),
    )  # fmt: skip
    from_time = _time_field(_("No mail from"))
    until_time = _time_field(_("until"))

    def __init__(self, *arguments: Any, is_at_work: bool, **rest: Any) -> None:
        """:param is_at_work: whoever chooses hosts or moderates somewhere."""
        super().__init__(*arguments, **rest)
        self._rooms = _ROOMS | _AT_WORK if is_at_work else _ROOMS
        for kind in self._kinds():
            self.fields[kind] = forms.ChoiceField(
                label=_ASKED[kind], help_text=_HINTS.get(kind, ""), choices=_ways_of(kind),
                error_messages={"required": _CHOOSE, "invalid_choice": _CHOOSE},
            )  # fmt: skip

    def _kinds(self) -> Iterator[Kind]:
        return chain.from_iterable(self._rooms.values())

    def rooms(self) -> Iterator[tuple[Any, list[forms.BoundField]]]:
        """Each heading, with its fields."""
        for heading, kinds in self._rooms.items():
            yield heading, [self[kind] for kind in kinds]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"from_time", "until_time"} & self.errors.keys():
            return cleaned
        first, last = cleaned.get("from_time"), cleaned.get("until_time")
        if (first is None) != (last is None):
            missing = "from_time" if first is None else "until_time"
            self.add_error(missing, _("Quiet hours need both times. Please give this one too, or leave both empty."))
        elif first is not None and first == last:
            self.add_error(
                "until_time",
                _("That would be no hours, or all of them. Please give another time, or leave both empty."),
            )
        return cleaned

    @property
    def ways(self) -> dict[str, str]:
        """By kind of notice, as a code of `Way`."""
        return {kind: self.cleaned_data[kind] for kind in self._kinds()}

    @property
    def when(self) -> When:
        """Of mail that gathers."""
        said = self.cleaned_data
        return When(
            at_time=said["at_time"], weekday=said["weekday"], says_more=said["says_more"],
            sends_daily=said["sends_daily"], sends_weekly=said["sends_weekly"],
        )  # fmt: skip

    @property
    def quiet(self) -> tuple[time, time] | None:
        first, last = self.cleaned_data["from_time"], self.cleaned_data["until_time"]
        return (first, last) if first is not None and last is not None else None


class BreakForm(forms.Form):
    """Until which day: a week or a month from today by one press, or a day of one's own. It begins where they live."""

    until = forms.DateField(
        label=_("Until another day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Please give a day like 24/12/2026.")},
    )  # fmt: skip

    def __init__(self, *arguments: Any, by: Person, now: datetime, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        self._by, self._now = by, now

    def clean_until(self) -> datetime:
        """Return the midnight at which the break ends, aware UTC."""
        today = self._now.astimezone(zone_named(self._by.zone)).date()
        on = today + _LENGTHS[length] if (length := self.data.get("length")) in _LENGTHS else self.cleaned_data["until"]
        if on is None:
            raise forms.ValidationError(_("Please give a day, or press one of the buttons above."))
        try:
            until = begins_at(on, self._by)
        except OverflowError:
            raise forms.ValidationError(_("That is more than a year from now. Please give an earlier day.")) from None
        if not (verdict := may_take_break(until, self._now)):
            raise forms.ValidationError(str(verdict.reason))
        return until


_LENGTHS = {"week": relativedelta(weeks=1), "month": relativedelta(months=1)}


def _ways_of(kind: Kind) -> list[tuple[str, Any]]:
    said = _HOW_OF_REPLIES if kind == Kind.REPLIES else _HOW
    return [(way, label) for way, label in said.items() if way != Way.NONE or kind not in ALWAYS_STANDS]
