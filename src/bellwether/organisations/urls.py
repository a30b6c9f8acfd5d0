"""The addresses of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from bellwether.organisations import views

if TYPE_CHECKING:
    from django.urls import URLPattern

__all__ = ["urlpatterns"]

app_name = "organisations"
urlpatterns: list[URLPattern] = [
    path("", views.places, name="places"),
    path("add/", views.add_school, name="add-school"),
    path("gias/", views.stage_gias, name="stage-gias"),
    path("gias/<int:import_id>/", views.gias, name="gias"),
    path("<int:school_id>/", views.school, name="school"),
    path("<int:school_id>/edit/", views.edit, name="edit"),
    path("<int:school_id>/terms/<int:year>/", views.terms, name="terms"),
    path("<int:school_id>/closures/add/", views.add_closure, name="add-closure"),
    path("closures/<int:closure_id>/withdraw/", views.withdraw_closure, name="withdraw-closure"),
    path("<int:school_id>/times/", views.times, name="times"),
    path("<int:school_id>/times/add/", views.add_times, name="add-times"),
    path("<int:school_id>/set-up/", views.set_up, name="set-up"),
    path("<int:school_id>/convert/", views.convert, name="convert"),
    path("<int:school_id>/trust/", views.trust, name="trust"),
    path("<int:school_id>/merge/", views.merge, name="merge"),
    path("<int:school_id>/close/", views.close, name="close"),
    path("policy/<str:scope>/<int:scope_id>/", views.policy, name="policy"),
    path("policy/<str:scope>/<int:scope_id>/choose/", views.choose_policy, name="choose-policy"),
    path("policy/<str:scope>/<int:scope_id>/rules/<str:rule_id>/", views.adjust, name="adjust"),
    path(
        "policy/<str:scope>/<int:scope_id>/adjustments/<int:adjustment_id>/withdraw/",
        views.withdraw_adjustment,
        name="withdraw-adjustment",
    ),
]
