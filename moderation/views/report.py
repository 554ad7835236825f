"""The report: a page, and the same figures as a file."""

import csv
import re
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from moderation.pages.chart import chart_of
from moderation.pages.report import ReportPage, last_whole_month, report_page
from moderation.views.finding import for_the_forum

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@require_safe
@for_the_forum
def report(request: HttpRequest) -> HttpResponse:
    """Twelve whole months: what came, what was decided, how long it took, what was asked again."""
    page = _page(request)
    return render(request, "desk/report.html", {"page": page, "chart": chart_of(page), "until": page.months[-1]})


@require_safe
@for_the_forum
def report_figures(request: HttpRequest) -> HttpResponse:
    """The same figures, one a line, with nothing told that the page does not tell."""
    page = _page(request)
    until = page.months[-1]
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="report-until-{until:%Y-%m}.csv"'
    lines = csv.writer(answer)
    lines.writerow([_("table"), _("what"), _("month"), _("figure")])
    for table in page.tables:
        for row in table.rows:
            for month, figure in zip(page.months, row.figures, strict=True):
                lines.writerow([table.title, row.label, f"{month:%Y-%m}", figure])
    for month, waits in zip(page.months, page.waits, strict=True):
        for label, wait in ((_("Half took at most"), waits.median_said), (_("19 in 20 took at most"), waits.late_said)):
            lines.writerow([_("How long it took"), label, f"{month:%Y-%m}", wait])
    return answer


def _page(request: HttpRequest) -> ReportPage:
    now = timezone.now()
    return report_page(until=_month_in(request, last_whole_month(now)), now=now)


def _month_in(request: HttpRequest, newest: date) -> date:
    """The month in `?until=2026-10`; the newest where there is none that is over."""
    found = _MONTH.fullmatch(request.GET.get("until", ""))
    return min(date(int(found[1]), int(found[2]), 1), newest) if found else newest
