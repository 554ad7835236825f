"""The desk, reports, and statements. See README, "Addresses"."""

from django.urls import URLPattern, path

from moderation.views import batch, cases, deciding, desk

app_name = "desk"

urlpatterns: list[URLPattern] = [
    path("desk/", desk.desk, name="desk"),
    path("desk/late/", desk.late, name="late"),
    path("desk/next/", desk.next_case, name="next"),
    path("desk/batch/", batch.batch, name="batch"),
    path("desk/take/<str:kind>/<number:pk>/", desk.take, name="take"),
    path("desk/cases/<number:pk>/", cases.case, name="case"),
    path("desk/cases/<number:pk>/claim/", cases.claim, name="claim"),
    path("desk/cases/<number:pk>/look/", cases.look, name="look"),
    path("desk/cases/<number:pk>/note/", cases.note, name="note"),
    path("desk/cases/<number:pk>/decide/<str:outcome>/", deciding.decide, name="decide"),
    path("desk/decisions/<number:pk>/undo/", deciding.undo, name="undo"),
]
