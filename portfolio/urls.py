"""Home, portfolios, learners, bundles, exports."""

from django.urls import path

from portfolio.health import healthz
from portfolio.views import (
    artefacts,
    bundles,
    exports,
    home,
    imported,
    imports,
    learners,
    portfolios,
    schema,
    system,
    verifying,
)

app_name = "portfolio"
urlpatterns = [
    path("", home.home, name="home"),
    path("healthz/", healthz, name="healthz"),
    path("system/", system.system_view, name="system-view"),
    path("enrolments/<int:pk>/portfolio/", portfolios.portfolio_view, name="portfolio-view"),
    path("enrolments/<int:pk>/history/", portfolios.history_view, name="history-view"),
    path("artefacts/<int:pk>/", artefacts.artefact_view, name="artefact-view"),
    path("centres/<int:pk>/learners/", learners.learner_list, name="learner-list"),
    path("centres/<int:pk>/exports/", exports.export_list, name="export-list"),
    path("centres/<int:pk>/exports/request/", exports.export_request, name="export-request"),
    path("exports/<int:pk>/", exports.export_view, name="export-view"),
    path("exports/<int:pk>/cancel/", exports.export_cancel, name="export-cancel"),
    path("exports/<int:pk>/try-again/", exports.export_try_again, name="export-try-again"),
    path("exports/<int:pk>/download/", exports.export_download, name="export-download"),
    path("enrolments/<int:pk>/bundles/", bundles.bundle_list, name="bundle-list"),
    path("enrolments/<int:pk>/bundles/request/", bundles.bundle_request, name="bundle-request"),
    path("bundles/<int:pk>/", bundles.bundle_view, name="bundle-view"),
    path("bundles/<int:pk>/cancel/", bundles.bundle_cancel, name="bundle-cancel"),
    path("verify/", verifying.bundle_verify, name="bundle-verify"),
    path("bundles/<int:pk>/download/<slug:kind>/", bundles.bundle_download, name="bundle-download"),
    path("centres/<int:pk>/imports/", imports.import_list, name="import-list"),
    path("centres/<int:pk>/imports/<str:token>/", imports.import_check, name="import-check"),
    path("imports/<int:pk>/", imported.imported_view, name="imported-view"),
    path("imports/<int:pk>/bundle/", imported.imported_bundle, name="imported-bundle"),
    path("imported-files/<int:pk>/", imported.file_view, name="imported-file-view"),
    path("imported-files/<int:pk>/original/", imported.file_download, name="imported-original"),
    path("imported-files/<int:pk>/pages/<int:page>/", imported.file_page, name="imported-page"),
    path("imported-files/<int:pk>/words/", imported.file_words, name="imported-words"),
    path("imported-files/<int:pk>/recording/", imported.file_play, name="imported-recording"),
    path("manifest.schema.json", schema.schema_view, name="schema-view"),
]
