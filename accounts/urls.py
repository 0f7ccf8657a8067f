"""Drafts, the session and the permission matrix."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("drafts/<slug:key>/", views.draft_keep, name="draft-keep"),
    path("session/renew/", views.session_renew, name="session-renew"),
    path("centres/<int:pk>/staff/", views.staff_list, name="staff-list"),
    path("who-may-do-what/", views.matrix_view, name="matrix-view"),
]
