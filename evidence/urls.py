"""Evidence: adding, mapping, sending, handing out."""

from django.urls import path

from evidence.views import adding, files, mapping

app_name = "evidence"
urlpatterns = [
    path("enrolments/<int:pk>/evidence/add/", adding.evidence_add, name="evidence-add"),
    path("enrolments/<int:pk>/evidence/write/", adding.account_write, name="account-write"),
    path("enrolments/<int:pk>/evidence/submit/", mapping.evidence_submit, name="evidence-submit"),
    path("artefacts/<int:pk>/row/", adding.artefact_row, name="artefact-row"),
    path("artefacts/<int:pk>/map/", mapping.artefact_map, name="artefact-map"),
    path("artefacts/<int:pk>/replace/", adding.file_replace, name="file-replace"),
    path("artefacts/<int:pk>/withdraw/", mapping.artefact_withdraw, name="artefact-withdraw"),
    path("artefacts/<int:pk>/restore/", mapping.artefact_restore, name="artefact-restore"),
    path("artefacts/<int:pk>/original/", files.original_download, name="original-download"),
    path("artefacts/<int:pk>/pages/<int:page>/", files.page_image, name="page-image"),
    path("artefacts/<int:pk>/recording/", files.recording_play, name="recording-play"),
    path(
        "artefacts/<int:pk>/versions/<int:number>/original/",
        files.version_download,
        name="version-download",
    ),
    path(
        "artefacts/<int:pk>/versions/<int:number>/pages/<int:page>/",
        files.version_page_image,
        name="version-page-image",
    ),
    path(
        "artefacts/<int:pk>/versions/<int:number>/recording/",
        files.version_recording_play,
        name="version-recording-play",
    ),
]
