"""Addresses of one's own profile."""

from django.urls import path

from forum.people import views

app_name = "people"

urlpatterns = [
    path("me/profile/", views.profile, name="profile"),
    path("me/profile/<slug:kind>/", views.tell, name="tell"),
]
