"""The shape of what organisers say about a venue."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forum.kernel.forms import WordsField
from forum.meetups.models import Venue, VenueFact
from forum.meetups.pages.places import LONGEST, first_half_of_postcode, town_at, towns_named
from forum.meetups.text import folded

CHOOSE = _("Please choose one.")


class VenueForm(forms.Form):
    """Where people meet. The town is looked up by its name; where several have it, which one is asked."""

    use_required_attribute = False

    name = WordsField(
        label=_("What is the place called?"), max_length=120,
        help_text=_("Such as “St Mark’s hall”. Only those who are coming see it."),
        error_messages={"required": _("Please say what the place is called.")},
    )  # fmt: skip
    town = WordsField(
        label=_("In which town?"), max_length=LONGEST, help_text=_("Everybody who sees the meetup sees this."),
        error_messages={"required": _("Please say in which town it is.")},
    )  # fmt: skip
    which = forms.ChoiceField(label=_("Which of these towns?"), required=False, widget=forms.RadioSelect)
    area = WordsField(
        label=_("Which part of town?"), max_length=80, required=False,
        help_text=_("Such as “city centre”. Everybody who sees the meetup sees this, too."),
    )  # fmt: skip
    address = WordsField(
        label=_("Address"), max_length=500, lines=3, required=False,
        help_text=_("Only those who are coming see it. If you do not know it yet, leave it empty."),
    )  # fmt: skip
    postcode = WordsField(
        label=_("Postcode"), max_length=10, required=False, help_text=_("Only those who are coming see it.")
    )
    arrival = WordsField(
        label=_("How does one find the door?"), max_length=1_000, lines=3, required=False,
        help_text=_("Which entrance, which bell, where the lift is. Only those who are coming see it."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        typed = str((self.data if self.is_bound else self.initial).get("town") or "").replace("\x00", "")
        self._towns = towns_named(typed)
        alike = [each for each in self._towns if folded(each.name) == folded(typed)] or self._towns
        self._only = alike[0] if len(alike) == 1 else None
        field = self.fields["which"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(each.pk), str(each)) for each in self._towns]
        if self._only is not None or not self.is_bound or not self._towns:
            del self.fields["which"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("town"):
            return cleaned
        if not self._towns:
            self.add_error("town", self._not_found(cleaned["town"]))
        elif "which" in self.fields and not cleaned.get("which") and "which" not in self.errors:
            self.add_error("which", gettext("There are several. Please say which one it is."))
        return cleaned

    @staticmethod
    def _not_found(typed: str) -> str:
        if first_half_of_postcode(typed):
            return gettext("Please type the name of the town. There is a place for the postcode below.")
        return gettext("No town of this name is known here. Please try the next larger one.")

    @property
    def town_id(self) -> int:
        """The town that was meant. Only of a valid form."""
        chosen = self._only or town_at(self.cleaned_data["which"])
        assert chosen is not None
        return chosen.pk

    @property
    def parts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name].strip() for name in Venue.PARTS}


class FactForm(forms.Form):
    """One thing that somebody has seen for themselves."""

    use_required_attribute = False

    answer = forms.ChoiceField(
        choices=VenueFact.Answer.choices, widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )  # fmt: skip
    metres = forms.IntegerField(
        label=_("How many metres from there to the door?"), required=False, min_value=0, max_value=5_000,
        error_messages={
            "invalid": _("Please give a whole number, or leave it empty."),
            "min_value": _("Please give a whole number, or leave it empty."),
            "max_value": _("That is far. Please look at the number again."),
        },
    )  # fmt: skip

    def __init__(self, *arguments: Any, feature: str, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        self.fields["answer"].label = FACTS_ASKED[VenueFact.Feature(feature)]
        setattr(self.fields["answer"], "template_name", "forms/question.html")  # noqa: B010 (the stubs lack it)
        if feature != VenueFact.Feature.PARKING:
            del self.fields["metres"]


FACTS_ASKED = {
    VenueFact.Feature.STEP_FREE: _("Can one get in from the street without a step?"),
    VenueFact.Feature.LIFT: _("Is there a lift?"),
    VenueFact.Feature.TOILET: _("Is there an accessible toilet?"),
    VenueFact.Feature.LOOP: _("Is there a hearing loop?"),
    VenueFact.Feature.PARKING: _("Can one park a car near it?"),
    VenueFact.Feature.SEATS: _("Are there seats with backs?"),
    VenueFact.Feature.QUIET: _("Is there a quiet room to go to?"),
}
