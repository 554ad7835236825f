"""The desk, reports, and statements. See README, "Addresses"."""

from django.urls import path

from moderation.views import (
    appeals,
    batch,
    cases,
    deciding,
    desk,
    desk_appeals,
    hours,
    log,
    notes,
    people,
    record,
    reports,
    statements,
)

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
    path("about/hours/", hours.published, name="published_hours"),
    path("desk/cases/<number:pk>/notes/", notes.on_case, name="case_notes"),
    path("desk/cases/<number:pk>/who/", record.who, name="who"),
    path("desk/due-times/", hours.due_times, name="due_times"),
    path("desk/hand-over/", notes.hand_over, name="hand_over"),
    path("desk/holidays/", hours.holiday, name="holiday"),
    path("desk/holidays/<number:pk>/end/", hours.end_holiday, name="end_holiday"),
    path("desk/hours/", hours.hours, name="hours"),
    path("desk/hours/<number:pk>/end/", hours.end, name="end_hours"),
    path("desk/limit/", people.limit, name="limit"),
    path("desk/log/", log.log, name="log"),
    path("desk/notes/<number:pk>/replace/", notes.replace, name="replace_note"),
    path("desk/people/", people.team, name="team"),
    path("desk/people/give/", people.give, name="give_role"),
    path("desk/people/<number:pk>/", record.record, name="record"),
    path("desk/people/<number:pk>/at-the-desk/", people.colleague, name="colleague"),
    path("desk/people/<number:pk>/hours/", hours.hours_of, name="hours_of"),
    path("desk/people/<number:pk>/notes/", notes.about_person, name="notes"),
    path("desk/people/<number:pk>/training/", people.training, name="training"),
    path("desk/rest/", people.rest, name="rest"),
    path("desk/roles/<number:pk>/end/", people.end_role, name="end_role"),
    path("desk/sanctions/<number:pk>/lift/", record.lift, name="lift"),
from django.urls import URLPattern, path

from moderation.views import report, ruling

app_name = "desk"

urlpatterns: list[URLPattern] = [
    path("desk/report/", report.report, name="report"),
    path("desk/report/figures.csv", report.report_figures, name="report_figures"),
    path("desk/rules/", ruling.rules, name="rules"),
    path("desk/rules/new/", ruling.new_rule, name="new_rule"),
    path("desk/rules/starter/", ruling.starter_pack, name="starter_pack"),
    path("desk/rules/test/", ruling.test_rules, name="test_rules"),
    path("desk/rules/try/", ruling.try_all, name="try_all"),
    path("desk/rules/<number:pk>/", ruling.rule, name="rule"),
    path("desk/rules/<number:pk>/new/", ruling.new_version, name="new_version"),
    path("desk/rules/versions/<number:pk>/try/", ruling.try_version, name="try_version"),
    path("desk/rules/versions/<number:pk>/use/", ruling.agree_to_version, name="agree_to_version"),
    path("desk/rules/versions/<number:pk>/retire/", ruling.retire_version, name="retire_version"),
    path("desk/rules/trials/<number:pk>/", ruling.trial, name="trial"),
    path("desk/rules/trials/<number:pk>/words/", ruling.trial_words, name="trial_words"),
    path("desk/rules/trials/<number:pk>/stop/", ruling.stop_trial, name="stop_trial"),
]
