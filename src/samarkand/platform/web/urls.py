"""Where the addresses of the pages lead."""

from django.urls import URLPattern, URLResolver, include, path

from samarkand.platform.web.back_office.pages import back_office
from samarkand.platform.web.forgotten import forgotten
from samarkand.platform.web.home import home
from samarkand.platform.web.joining import join
from samarkand.platform.web.tokens import revoke, tokens

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("invitations/<str:secret>/", join, name="join"),
    path("tokens/", tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke/", revoke, name="revoke_token"),
    path("accounts/password/reset/", forgotten, name="account_reset_password"),
    path("accounts/", include("allauth.urls")),
    path("back-office/", back_office.urls),
]
