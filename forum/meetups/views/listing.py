"""Finding meetups: the list, a month, and one's own."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum.groups.views.finding import signed_in
from forum.meetups.distances import BANDS
from forum.meetups.models import Audience, Kind
from forum.meetups.pages.filters import wanted_by
from forum.meetups.pages.listing import list_page
from forum.meetups.pages.mine import mine_page
from forum.meetups.pages.month import month_page

_CHOICES = {"kinds": Kind.choices, "audiences": Audience.choices, "bands": BANDS}


@login_not_required
@require_safe
def meetups(request: HttpRequest) -> HttpResponse:
    """What is to come, by date: near one's town, or as asked for."""
    wanted = wanted_by(request.GET)
    page = list_page(request.user, wanted, after=request.GET.get("after", ""), now=timezone.now())
    return render(request, "meetups/list.html", {"page": page, **_CHOICES})


@login_not_required
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """The days of one month, with what takes place on each."""
    wanted = wanted_by(request.GET)
    page = month_page(request.user, wanted, asked=request.GET.get("month", ""), now=timezone.now())
    return render(request, "meetups/month.html", {"page": page, **_CHOICES})


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What one comes to, waits for and organises, and what was in the last thirty days."""
    return render(request, "meetups/mine.html", {"page": mine_page(signed_in(request), now=timezone.now())})
