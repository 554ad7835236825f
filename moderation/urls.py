"""The desk, reports, and statements. See README, "Addresses"."""

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
