"""Learners and their enrolments."""

from django.urls import path

from learners import views

app_name = "learners"
urlpatterns = [
    path("centres/<int:pk>/learners/add/", views.learner_add, name="learner-add"),
    path("learners/<int:pk>/enrol/", views.enrolment_add, name="enrolment-add"),
    path("enrolments/<int:pk>/", views.enrolment_view, name="enrolment-view"),
    path("enrolments/<int:pk>/units/", views.units_choose, name="units-choose"),
    path("enrolments/<int:pk>/allocate/", views.allocation_add, name="allocation-add"),
    path("enrolments/<int:pk>/pause/", views.enrolment_pause, name="enrolment-pause"),
    path("enrolments/<int:pk>/resume/", views.enrolment_resume, name="enrolment-resume"),
    path("enrolments/<int:pk>/withdraw/", views.enrolment_withdraw, name="enrolment-withdraw"),
    path("members/<int:pk>/end/", views.membership_end, name="membership-end"),
    path("allocations/<int:pk>/end/", views.allocation_end, name="allocation-end"),
]
