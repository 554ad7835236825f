"""Addresses of groups. A group's front is in `forum.home`: it shows threads too."""

from django.urls import path

from forum.groups.views import hosting, joining, listing, members

app_name = "groups"

urlpatterns = [
    path("groups/", listing.groups, name="list"),
    path("groups/new/", listing.start, name="start"),
    path("groups/<slug:slug>/join/", joining.join, name="join"),
    path("groups/<slug:slug>/leave/", joining.leave, name="leave"),
    path("groups/<slug:slug>/members/", members.members, name="members"),
    path("groups/<slug:slug>/members/<number:pk>/", members.member, name="member"),
    path("groups/<slug:slug>/members/<number:pk>/remove/", members.remove, name="remove"),
    path("groups/<slug:slug>/people/names/", members.names, name="names"),
    path("groups/<slug:slug>/line/", members.line, name="line"),
    path("groups/<slug:slug>/requests/", hosting.requests, name="requests"),
    path("groups/<slug:slug>/requests/<number:pk>/", hosting.decide, name="decide"),
    path("groups/<slug:slug>/requests/<number:pk>/withdraw/", joining.withdraw, name="withdraw"),
    path("groups/<slug:slug>/invitations/", hosting.inviting, name="inviting"),
    path("groups/<slug:slug>/invitations/<number:pk>/take-back/", hosting.take_back, name="take_back"),
    path("groups/<slug:slug>/settings/", hosting.settings, name="settings"),
    path("groups/<slug:slug>/settings/move/", hosting.move, name="move"),
    path("groups/<slug:slug>/settings/host/", hosting.step_in, name="step_in"),
    path("me/places/<number:pk>/leave/", joining.give_up, name="give_up"),
    path("me/invitations/", joining.invitations, name="invitations"),
    path("me/invitations/<number:pk>/accept/", joining.accept, name="accept"),
    path("me/invitations/<number:pk>/decline/", joining.decline, name="decline"),
]
