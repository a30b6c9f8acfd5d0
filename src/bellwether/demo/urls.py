"""The addresses of the demo: there in a demo only."""

from __future__ import annotations

from django.urls import path

from bellwether.demo import views

__all__ = ["urlpatterns"]

app_name = "demo"
urlpatterns = [
    path("", views.front, name="front"),
    path("step-in/", views.step_in, name="step-in"),
]
