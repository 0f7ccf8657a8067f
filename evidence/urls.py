"""Evidence: adding, mapping, sending, handing out."""

from django.urls import path

from evidence.views import (
    adding,
    discussing,
    files,
    mapping,
    observing,
    uploads,
    viewing,
    witnesses,
    writing,
)

app_name = "evidence"
urlpatterns = [
    path("enrolments/<int:pk>/evidence/add/", adding.evidence_add, name="evidence-add"),
    path("enrolments/<int:pk>/evidence/write/", writing.evidence_write, name="evidence-write"),
    path(
        "enrolments/<int:pk>/evidence/write/<str:kind>/",
        writing.record_write,
        name="record-write",
    ),
    path(
        "enrolments/<int:pk>/evidence/record/<str:kind>/",
        observing.observation_record,
        name="observation-record",
    ),
    path(
        "enrolments/<int:pk>/evidence/discussion/",
        discussing.discussion_add,
        name="discussion-add",
    ),
    path("enrolments/<int:pk>/witnesses/", witnesses.testimony_list, name="testimony-list"),
    path("enrolments/<int:pk>/witnesses/ask/", witnesses.testimony_ask, name="testimony-ask"),
    path("witnesses/<int:pk>/again/", witnesses.testimony_again, name="testimony-again"),
    path(
        "witnesses/<int:pk>/take-back/",
        witnesses.testimony_take_back,
        name="testimony-take-back",
    ),
    path("testimonies/<str:secret>/", witnesses.testimony_give, name="testimony-give"),
    path("testimonies/<str:secret>/draft/", witnesses.testimony_draft, name="testimony-draft"),
    path("enrolments/<int:pk>/evidence/submit/", mapping.evidence_submit, name="evidence-submit"),
    path("enrolments/<int:pk>/uploads/", uploads.upload_begin, name="upload-begin"),
    path("uploads/<slug:token>/", uploads.upload_continue, name="upload-continue"),
    path("uploads/<slug:token>/finish/", uploads.upload_finish, name="upload-finish"),
    path("uploads/<slug:token>/forget/", uploads.upload_forget, name="upload-forget"),
    path("artefacts/<int:pk>/row/", adding.artefact_row, name="artefact-row"),
    path("artefacts/<int:pk>/map/", mapping.artefact_map, name="artefact-map"),
    path("artefacts/<int:pk>/rewrite/", writing.record_rewrite, name="record-rewrite"),
    path("artefacts/<int:pk>/details/", writing.details_change, name="details-change"),
    path("artefacts/<int:pk>/replace/", adding.file_replace, name="file-replace"),
    path("artefacts/<int:pk>/withdraw/", mapping.artefact_withdraw, name="artefact-withdraw"),
    path("artefacts/<int:pk>/restore/", mapping.artefact_restore, name="artefact-restore"),
    path("artefacts/<int:pk>/original/", files.original_download, name="original-download"),
    path("artefacts/<int:pk>/pages/<int:page>/", files.page_image, name="page-image"),
    path("artefacts/<int:pk>/recording/", files.recording_play, name="recording-play"),
    path("artefacts/<int:pk>/words/", viewing.words_read, name="words-read"),
    path(
        "artefacts/<int:pk>/versions/<int:number>/words/",
        viewing.version_words_read,
        name="version-words-read",
    ),
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
