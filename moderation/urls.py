"""The desk, reports, and statements. See README, "Addresses"."""

from django.urls import path

from moderation.views import appeals, desk_appeals, reports, statements

app_name = "desk"

urlpatterns = [
    path("me/reports/", reports.own_reports, name="own_reports"),
    path("reports/<uuid:receipt>/", reports.receipt, name="receipt"),
    path("me/statements/", statements.statements, name="statements"),
    path("statements/<number:pk>/", statements.statement, name="statement"),
    path("statements/<number:pk>/read/", statements.read, name="read_statement"),
    path("statements/<number:pk>/appeal/", appeals.appeal, name="appeal"),
    path("statements/<number:pk>/appeal/messages/", appeals.write, name="write_in_appeal"),
    path("statements/<number:pk>/appeal/withdraw/", appeals.withdraw, name="withdraw_appeal"),
    path("desk/appeals/", desk_appeals.appeals, name="desk_appeals"),
    path("desk/appeals/<number:pk>/", desk_appeals.appeal, name="desk_appeal"),
    path("desk/appeals/<number:pk>/words/", desk_appeals.words, name="desk_appeal_words"),
    path("desk/appeals/<number:pk>/messages/", desk_appeals.write, name="desk_appeal_message"),
    path("desk/appeals/<number:pk>/decide/", desk_appeals.decide, name="desk_appeal_decide"),
]
