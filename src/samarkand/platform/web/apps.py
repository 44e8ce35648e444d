"""The Django application of this stage."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages: sign-in and the back office."""

    name = "samarkand.platform.web"
    label = "web"

    def ready(self) -> None:
        """Let the line of each request tell who called, by the address that is believed."""
        from django_structlog.signals import bind_extra_request_metadata

        from samarkand.platform.web.sign_in import bind_address

        bind_extra_request_metadata.connect(bind_address)
