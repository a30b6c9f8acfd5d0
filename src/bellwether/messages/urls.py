"""The addresses of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from bellwether.messages import views

if TYPE_CHECKING:
    from django.urls import URLPattern

__all__ = ["urlpatterns"]

app_name = "messages"
urlpatterns: list[URLPattern] = [
    path("", views.outbox, name="outbox"),
    path("<int:message_id>/", views.message, name="message"),
    path("<int:message_id>/reply/", views.reply, name="reply"),
    path("<int:message_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:message_id>/try-again/", views.try_again, name="try-again"),
    path("schools/<int:school_id>/words/", views.templates, name="templates"),
    path("schools/<int:school_id>/words/<slug:key>/", views.template, name="template"),
    path("schools/<int:school_id>/words/<slug:key>/own/", views.wording, name="wording"),
]
