"""Every address of the site. They are a contract: see README, "Addresses"."""

from django.urls import include, path, register_converter

from forum.kernel.converters import NumberConverter

register_converter(NumberConverter, "number")

urlpatterns = [
    path("", include("forum.groups.urls")),  # before home: /groups/new/ is not a group's front
    path("", include("forum.threads.urls")),
    path("", include("forum.meetups.urls")),
    path("", include("forum.notices.urls")),
    path("", include("forum.search.urls")),
    path("", include("forum.people.urls")),
    path("", include("moderation.urls")),
    path("me/", include("accounts.urls")),
    path("accounts/", include("accounts.beside_allauth")),
    path("accounts/", include("allauth.urls")),
    path("", include("forum.home.urls")),
]

handler400 = "forum.home.views.refusals.not_readable"
handler403 = "forum.home.views.refusals.not_allowed"
handler404 = "forum.home.views.refusals.not_here"
handler429 = "accounts.views.limits.too_many"
handler500 = "forum.home.views.refusals.broken"
