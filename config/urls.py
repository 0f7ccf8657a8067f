"""Which page is where? Each app lists its own."""

from allauth.account import views as account
from django.conf import settings
from django.urls import include, path, re_path

from config import design_system
from core.views import site_icon

urlpatterns = [
    path("", include("portfolio.urls")),
    path("", include("accounts.urls")),
    path("", include("qualifications.urls")),
    path("", include("learners.urls")),
    path("", include("evidence.urls")),
    path("", include("assessment.urls")),
    path("favicon.ico", site_icon, name="site-icon"),
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/complete/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
if settings.DEBUG:
    urlpatterns.append(path("components/", design_system.components, name="components"))
