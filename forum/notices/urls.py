"""What somebody was told."""

from django.urls import path

from forum.notices import views

app_name = "notices"

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/<number:pk>/", views.notice, name="notice"),
    path("notices/settings/", views.settings, name="settings"),
    path("me/break/", views.take_a_break, name="break"),
    path("me/break/end/", views.come_back, name="end_break"),
    path("notices/settings/reachable/", views.reachable, name="reachable"),
    path("mail/events/", views.mail_events, name="mail_events"),
    path("notices/stop/<str:signed>/", views.stop, name="stop"),
]
