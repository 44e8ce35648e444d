"""Django's settings for pages: what they may load, how people sign in, how the back office looks."""

from typing import Any

from csp.constants import NONE, SELF
from django.urls import reverse_lazy

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],  # the square code of a second factor
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation reached the address already
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_TOTP_ISSUER = "Samarkand"
SIMPLE_HISTORY_REVERT_DISABLED = True

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Samarkand",
    "SITE_HEADER": "Samarkand",
    "SITE_SUBHEADER": "Back office",
    "SITE_URL": reverse_lazy("home"),
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "COLORS": {
        "primary": {
            "50": "#eef8fb",
            "100": "#d5edf5",
            "200": "#afdcec",
            "300": "#7ac3de",
            "400": "#3fa3c7",
            "500": "#1a88ae",
            "600": "#0b6e8f",
            "700": "#0c5974",
            "800": "#114a60",
            "900": "#133e51",
            "950": "#082837",
        }
    },
}
