"""The addresses of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from bellwether.accounts import views

if TYPE_CHECKING:
    from django.urls import URLPattern

__all__ = ["urlpatterns"]

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("", views.own, name="own"),
    path("name/", views.own_name, name="own-name"),
    path("second-step/", views.second_factor, name="second-factor"),
    path("people/", views.people, name="people"),
    path("people/add/", views.choose_role, name="choose-role"),
    path("people/give/", views.give, name="give"),
    path("people/<int:user_id>/", views.person, name="person"),
    path("people/<int:user_id>/change/", views.change, name="change"),
    path("people/<int:user_id>/invite/", views.invite, name="invite"),
    path("people/<int:user_id>/reset/", views.reset, name="reset"),
    path("people/<int:user_id>/close/", views.close, name="close"),
    path("roles/<int:membership_id>/end/", views.end, name="end"),
]
