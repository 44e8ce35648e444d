"""The page for a forgotten password: a letter brings the link that sets another, if letters reach people."""

import sys

from allauth.account.views import password_reset
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render


def forgotten(request: HttpRequest) -> HttpResponseBase:
    """Ask for the address and send the letter; say that there is none where nobody would get it.

    On a terminal whoever runs the house there sees it.
    """
    if settings.LETTERS_LEAVE or sys.stdout.isatty():
        answer: HttpResponseBase = password_reset(request)
        return answer
    return render(request, "web/no_letters.html", status=503)
