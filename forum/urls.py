"""Every address of the site. They are a contract: see README, "Addresses"."""

from django.urls import include, path, register_converter

from forum.kernel.converters import NumberConverter

register_converter(NumberConverter, "number")

urlpatterns = [
    path("accounts/", include("allauth.urls")),
]
