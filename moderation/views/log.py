"""Reading the log."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from moderation import actions
from moderation.forms.log import LogFilterForm
from moderation.pages.log import groups_in_log, log_page
from moderation.team import may_read_log
from moderation.views.finding import at_desk_or_staff, number_in, signed_in


@require_safe
@at_desk_or_staff
def log(request: HttpRequest) -> HttpResponse:
    """What was done at the desk, newest first; that it was read is an entry too, once a page."""
    by = signed_in(request)
    may_read_log(by).or_refuse()
    form = LogFilterForm(request.GET, groups=groups_in_log(by))
    is_readable = form.is_valid()
    entries = actions.look_at_log(by=by, now=timezone.now())
    page = log_page(entries, form.cleaned_data if is_readable else {}, before=number_in(request, "before"))
    kept = urlencode({name: request.GET[name] for name in form.fields if request.GET.get(name)})
    context = {"page": page, "form": form, "kept": kept}
    return render(request, "desk/log.html", context, status=200 if is_readable else 422)
