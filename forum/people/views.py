"""One's own profile. A person's page itself is in `forum.home`: it shows what they wrote too."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from forum.groups.models import Group
from forum.groups.queries import groups_of
from forum.kernel.verdicts import NotAllowed
from forum.people.actions import tell_about_oneself
from forum.people.forms import TellForm
from forum.people.models import Audience, ProfileField
from forum.people.pages import own_profile, own_words
from moderation.views.care import with_care


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Everything one may tell about oneself, and who sees it."""
    return render(request, "people/profile.html", {"fields": own_profile(_asker(request), now=timezone.now())})


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, kind: str) -> HttpResponse:
    """Tell one thing, change it or take it away, and choose who sees it."""
    if kind not in ProfileField.Kind.values:
        raise Http404
    by = _asker(request)
    own_groups = list(Group.objects.visible_to(by).filter(pk__in=groups_of(by)).order_by("name", "pk"))
    field, words = own_words(by, kind)
    initial = {
        "words": words,
        "audience": field.audience if field else Audience.ME,
        "groups": [str(pk) for pk in field.groups.values_list("pk", flat=True)] if field else [],
    }
    form = TellForm(
        request.POST if request.method == "POST" else None, kind=kind, own_groups=own_groups, initial=initial
    )
    if request.method == "POST" and form.is_valid() and not _asks(form, words):
        try:
            _tell(form, kind, by, request)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return with_care(request, form.noticed.cards, onward="/me/profile/")
    return render(request, "people/tell.html", {"form": form, "label": ProfileField.Kind(kind).label})


def _asks(form: TellForm, known: str) -> bool:
    """Is there something to be asked first? Not of what nobody else will see."""
    return form.asks(known=known) and form.cleaned_data["audience"] != Audience.ME


def _tell(form: TellForm, kind: str, by: Person, request: HttpRequest) -> None:
    words = form.cleaned_data["words"]
    field = tell_about_oneself(
        kind=kind,
        words=words,
        audience=form.cleaned_data["audience"],
        groups=form.chosen,
        by=by,
        now=timezone.now(),
    )
    is_shown = not words.strip() or bool(field.html)
    messages.success(
        request, _("Saved.") if is_shown else _("Saved. Only you can see this yet: a moderator reads it first.")
    )


def _asker(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
