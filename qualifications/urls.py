"""The specification library."""

from django.urls import path

from qualifications import views

app_name = "qualifications"
urlpatterns = [
    path("specifications/", views.specification_list, name="specification-list"),
    path("specifications/<int:pk>/", views.specification_view, name="specification-view"),
]
