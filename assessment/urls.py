"""Assessment: what waits, judging, signing off."""

from django.urls import path

from assessment.views import marking, recalling, units

app_name = "assessment"
urlpatterns = [
    path("marking/", marking.work_list_view, name="work-list"),
    path("enrolments/<int:pk>/judge/", marking.enrolment_judge, name="enrolment-judge"),
    path("enrolments/<int:pk>/evidence/recall/", recalling.evidence_recall, name="evidence-recall"),
    path("enrolments/<int:pk>/units/<int:unit>/", units.unit_view, name="unit-view"),
    path("enrolments/<int:pk>/units/<int:unit>/sign/", units.unit_sign, name="unit-sign"),
    path("sign-offs/<int:pk>/declare/", units.unit_declare, name="unit-declare"),
    path("sign-offs/<int:pk>/reopen/", units.unit_reopen, name="unit-reopen"),
]
