"""Every address of the site. They are a contract: see README, "Addresses"."""

from django.urls import include, path, register_converter

from forum.kernel.converters import NumberConverter

register_converter(NumberConverter, "number")

urlpatterns = [
    path("", include("forum.groups.urls")),  # before home: /groups/new/ is not a group's front
    path("accounts/", include("allauth.urls")),
]
