"""The addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from bellwether.monitor import views

__all__ = ["urlpatterns"]

app_name = "monitor"
urlpatterns: list[URLPattern] = [
    path("", views.choose, {"to": "monitor:board"}, name="today"),
    path("ladder/", views.choose, {"to": "monitor:ladder"}, name="ladder-home"),
    path("morning/", views.choose, {"to": "monitor:morning"}, name="morning-home"),
    path("quiet/", views.choose, {"to": "monitor:quiet"}, name="quiet-home"),
    path("<int:school_id>/", views.board, name="board"),
    path("<int:school_id>/ladder/", views.ladder, name="ladder"),
    path("<int:school_id>/morning/", views.morning, name="morning"),
    path("<int:school_id>/quiet/", views.quiet, name="quiet"),
    path("<int:school_id>/message/", views.message, name="message"),
    path("<int:school_id>/tell/", views.tell, name="tell"),
    path("<int:school_id>/call/<int:pupil_id>/", views.call, name="call"),
    path("<int:school_id>/call/<int:pupil_id>/notes/", views.notes, name="notes"),
    path("<int:school_id>/call/<int:pupil_id>/quiet/", views.quiet_add, name="quiet-add"),
    path("<int:school_id>/call/<int:pupil_id>/nudge/", views.nudge, name="nudge"),
    path("<int:school_id>/contacts/<int:attempt_id>/reply/", views.reply, name="reply"),
    path("proposals/<int:proposal_id>/", views.decide, name="decide"),
    path("quiet/<int:entry_id>/end/", views.quiet_end, name="quiet-end"),
    path("nudges/<int:nudge_id>/end/", views.nudge_end, name="nudge-end"),
]
