"""The desk, reports, and statements. See README, "Addresses"."""

from django.urls import path

from moderation.views import hours, log, notes, people, record

app_name = "desk"

urlpatterns = [
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
]
