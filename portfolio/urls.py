"""Home, portfolios, learners, bundles."""

from django.urls import path

from portfolio.health import healthz
from portfolio.views import artefacts, bundles, home, learners, portfolios

app_name = "portfolio"
urlpatterns = [
    path("", home.home, name="home"),
    path("healthz/", healthz, name="healthz"),
    path("enrolments/<int:pk>/portfolio/", portfolios.portfolio_view, name="portfolio-view"),
    path("enrolments/<int:pk>/history/", portfolios.history_view, name="history-view"),
    path("artefacts/<int:pk>/", artefacts.artefact_view, name="artefact-view"),
    path("centres/<int:pk>/learners/", learners.learner_list, name="learner-list"),
    path("enrolments/<int:pk>/bundles/", bundles.bundle_list, name="bundle-list"),
    path("enrolments/<int:pk>/bundles/request/", bundles.bundle_request, name="bundle-request"),
    path("bundles/<int:pk>/", bundles.bundle_view, name="bundle-view"),
    path("bundles/<int:pk>/cancel/", bundles.bundle_cancel, name="bundle-cancel"),
    path("bundles/<int:pk>/download/<slug:kind>/", bundles.bundle_download, name="bundle-download"),
]
