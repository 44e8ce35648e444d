"""Where each address of the house leads."""

from django.urls import URLPattern, URLResolver, include, path

from samarkand.platform.api import house_api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", house_api.urls()),
    path("", include("samarkand.platform.web.urls")),
]
