"""The addresses of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from bellwether.exchange import views

if TYPE_CHECKING:
    from django.urls import URLPattern

__all__ = ["urlpatterns"]

app_name = "exchange"
urlpatterns: list[URLPattern] = [
    path("", views.imports, name="imports"),
    path("<int:school_id>/", views.school, name="school"),
    path("<int:school_id>/marks/", views.bring_marks, name="bring-marks"),
    path("<int:school_id>/people/", views.bring_people, name="bring-people"),
    path("<int:school_id>/people/<slug:name>.csv", views.people_template, name="people-template"),
    path("<int:school_id>/folder/", views.folder, name="folder"),
    path("import/<int:import_id>/", views.stage, name="stage"),
    path("import/<int:import_id>/apply/", views.apply, name="apply"),
    path("import/<int:import_id>/cancel/", views.cancel, name="cancel"),
    path("import/<int:import_id>/again/", views.again, name="again"),
    path("import/<int:import_id>/<slug:name>/", views.list_page, name="list"),
    path("import/<int:import_id>/<slug:name>.csv", views.list_file, name="list-file"),
]
