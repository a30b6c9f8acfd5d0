"""The addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from bellwether.registers.converters import DayConverter, SessionConverter
from bellwether.registers.views import boards, desk, leave, many, offline, planning, records, taking, weeks

__all__ = ["urlpatterns"]

register_converter(DayConverter, "day")
register_converter(SessionConverter, "session")

app_name = "registers"
urlpatterns: list[URLPattern] = [
    path("", taking.mine, name="mine"),
    path("who/", offline.who, name="who"),
    path("class/<int:group_id>/<day:on>/<session:session>/", taking.take, name="take"),
    path("class/<int:group_id>/<day:on>/<session:session>/marks/", taking.submit, name="submit"),
    path("class/<int:group_id>/<day:on>/<session:session>/since/", taking.since, name="since"),
    path("class/<int:group_id>/week/<day:on>/", weeks.of_class, name="class-week"),
    path("pupil/<int:pupil_id>/week/<day:on>/", weeks.of_pupil, name="pupil-week"),
    path("pupil/<int:pupil_id>/year/", weeks.picture, name="picture"),
    path("pupil/<int:pupil_id>/<day:on>/<session:session>/", weeks.cell, name="cell"),
    path("class/<int:group_id>/plans/", planning.of_class, name="class-plans"),
    path("pupil/<int:pupil_id>/plans/", planning.of_pupil, name="pupil-plans"),
    path("school/<int:school_id>/plans/", planning.of_school, name="plans"),
    path("school/<int:school_id>/plans/new/", planning.choose, name="plan-find"),
    path("school/<int:school_id>/plans/new/<int:pupil_id>/", planning.plan_new, name="plan-new"),
    path("school/<int:school_id>/plans/<int:plan_id>/", planning.one, name="plan"),
    path("school/<int:school_id>/plans/<int:plan_id>/change/", planning.change, name="plan-change"),
    path("school/<int:school_id>/plans/<int:plan_id>/withdraw/", planning.withdraw, name="plan-withdraw"),
    path("school/<int:school_id>/part-time/", records.part_times, name="part-times"),
    path("school/<int:school_id>/part-time/new/<int:pupil_id>/", records.part_time_new, name="part-time-new"),
    path("school/<int:school_id>/part-time/<int:timetable_id>/", records.part_time, name="part-time"),
    path(
        "school/<int:school_id>/part-time/<int:timetable_id>/review/", records.part_time_review, name="part-time-review"
    ),
    path("school/<int:school_id>/part-time/<int:timetable_id>/told/", records.part_time_told, name="part-time-told"),
    path("school/<int:school_id>/study-leave/", many.study_leave, name="study-leave"),
    path("school/<int:school_id>/plans/together/", many.together, name="plan-together"),
    path("school/<int:school_id>/suspensions/", records.suspensions_of_school, name="suspensions"),
    path("school/<int:school_id>/suspensions/new/<int:pupil_id>/", records.suspension_new, name="suspension-new"),
    path("school/<int:school_id>/suspensions/<int:suspension_id>/", records.suspension_one, name="suspension"),
    *(
        path(f"school/<int:school_id>/suspensions/<int:suspension_id>/{what}/", view, name=f"suspension-{what}")
        for what, view in {
            "reason": records.suspension_reason,
            "provision": records.suspension_provision,
            "end": records.suspension_end,
            "withdraw": records.suspension_withdraw,
            "told": records.suspension_told,
        }.items()
    ),
    path("school/<int:school_id>/missing/", boards.missing, name="missing"),
    path("school/<int:school_id>/missing/remind/", boards.chase, name="chase"),
    path("school/<int:school_id>/reasons/", boards.n_list, name="n-list"),
    path("school/<int:school_id>/conflicts/", boards.conflicts, name="conflicts"),
    path("school/<int:school_id>/conflicts/<int:conflict_id>/", boards.settle, name="settle"),
    path("school/<int:school_id>/events/", boards.events, name="events"),
    path("school/<int:school_id>/events/<int:entry_id>/undo/", boards.undo_event, name="undo-event"),
    path("school/<int:school_id>/late/", desk.late_desk, name="late-desk"),
    path("school/<int:school_id>/late/<int:pupil_id>/", desk.arrive, name="arrive"),
    path("school/<int:school_id>/late/<int:pupil_id>/<day:on>/<session:session>/", desk.slip, name="slip"),
    path("school/<int:school_id>/site/", desk.site, name="site"),
    path("school/<int:school_id>/site/<int:pupil_id>/", desk.pass_gate, name="pass"),
    path("school/<int:school_id>/on-site/", desk.on_site, name="on-site"),
    path("school/<int:school_id>/leave/", leave.requests, name="leave"),
    path("pupil/<int:pupil_id>/leave/", leave.ask, name="leave-ask"),
    path("leave/<int:request_id>/", leave.one, name="leave-request"),
    path("leave/<int:request_id>/change/", leave.change, name="leave-change"),
    path("leave/<int:request_id>/withdraw/", leave.withdraw, name="leave-withdraw"),
    path("leave/<int:request_id>/decide/", leave.decide, name="leave-decide"),
    path("leave/<int:request_id>/files/", leave.add_file, name="leave-evidence"),
    path("leave/<int:request_id>/files/<int:evidence_id>/", leave.file, name="leave-file"),
    path("leave/<int:request_id>/files/<int:evidence_id>/remove/", leave.remove_file, name="leave-file-remove"),
    path("leave/<int:request_id>/letters/", leave.letters, name="leave-letters"),
    path("leave/<int:request_id>/letters/<int:letter_id>/send/", leave.send, name="leave-letter-send"),
]
