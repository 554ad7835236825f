"""Who announces for a charity, as staff say it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.names import skeleton
from forum.kernel.forms import WordsField


class OrganiserForm(forms.Form):
    """Somebody by the name that they have here, and the charity."""

    use_required_attribute = False

    name = WordsField(
        label=_("Their name here"), max_length=40, help_text=_("As it stands beside what they write."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Please type the name of the person.")},
    )  # fmt: skip
    charity = WordsField(
        label=_("For which charity?"), max_length=120, help_text=_("It is shown with what they announce."),
        error_messages={"required": _("Please say for which charity.")},
    )  # fmt: skip

    def clean_name(self) -> Person:
        found = Person.objects.filter(name_key=skeleton(self.cleaned_data["name"]), is_active=True).first()
        if found is None:
            raise forms.ValidationError(
                _("Nobody here goes by this name. Please type it as it stands beside their words.")
            )
        return found
