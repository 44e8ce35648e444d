"""Every address of the house, and those of what looks after it."""

from django.urls import URLPattern, URLResolver, include, path

from samarkand.platform.operation import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health.live, name="live"),
    path("health/ready/", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("", include("samarkand.platform.urls")),
]
