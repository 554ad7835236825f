"""The desk, reports, and statements. See README, "Addresses"."""

from django.urls import URLPattern

app_name = "desk"

urlpatterns: list[URLPattern] = []
