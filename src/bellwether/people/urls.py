"""The addresses of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from bellwether.people.views import asking, looking

if TYPE_CHECKING:
    from django.urls import URLPattern

__all__ = ["urlpatterns"]

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("schools/<int:school_id>/", looking.roll, name="roll"),
    path("schools/<int:school_id>/admit/", asking.admit, name="admit"),
    path("schools/<int:school_id>/groups/", looking.groups, name="groups"),
    path("schools/<int:school_id>/groups/add/", asking.make_group, name="make-group"),
    path("schools/<int:school_id>/contacts/", asking.contacts, name="contacts"),
    path("schools/<int:school_id>/moves/", looking.moves, name="moves"),
    path("schools/<int:school_id>/duplicates/", looking.duplicates, name="duplicates"),
    path("schools/<int:school_id>/new-year/<int:year>/", asking.new_year, name="new-year"),
    path("groups/<int:group_id>/", looking.group, name="group"),
    path("groups/<int:group_id>/rename/", asking.rename_group, name="rename-group"),
    path("groups/<int:group_id>/fill/", asking.fill_group, name="fill-group"),
    path("moves/<int:move_id>/accept/", asking.accept, name="accept"),
    path("moves/<int:move_id>/decline/", asking.decline, name="decline"),
    path("merges/<int:merge_id>/undo/", asking.unmerge, name="unmerge"),
    path("characteristics/<int:characteristic_id>/", asking.correct_characteristic, name="correct-characteristic"),
    path("<int:pupil_id>/", looking.pupil, name="pupil"),
    path("<int:pupil_id>/safeguarding/", looking.safeguarding, name="safeguarding"),
    path("<int:pupil_id>/name/", asking.name, name="name"),
    path("<int:pupil_id>/upn/", asking.upn, name="upn"),
    path("<int:pupil_id>/details/", asking.details, name="details"),
    path("<int:pupil_id>/home/", asking.home, name="home"),
    path("<int:pupil_id>/died/", asking.died, name="died"),
    path("<int:pupil_id>/died/mistake/", asking.withdraw_death, name="withdraw-death"),
    path("<int:pupil_id>/enrol/", asking.enrol, name="enrol"),
    path("<int:pupil_id>/groups/<int:group_id>/leave/", asking.leave_group, name="leave-group"),
    path("<int:pupil_id>/enrolments/<int:enrolment_id>/group/", asking.put_in_group, name="put-in-group"),
    path("<int:pupil_id>/enrolments/<int:enrolment_id>/leave/", asking.leave, name="leave"),
    path("<int:pupil_id>/enrolments/<int:enrolment_id>/move/", asking.offer, name="offer"),
    path("<int:pupil_id>/merge/<int:other_id>/", asking.merge, name="merge"),
    path("<int:pupil_id>/family/find/", looking.find_parent, name="find-parent"),
    path("<int:pupil_id>/family/add/", asking.add_parent, name="add-parent"),
    path("<int:pupil_id>/family/known/<int:parent_id>/", asking.link_parent, name="link-parent"),
    path("<int:pupil_id>/family/order/", asking.order, name="order"),
    path("<int:pupil_id>/family/confirm/", asking.confirm, name="confirm"),
    path("<int:pupil_id>/family/<int:link_id>/", asking.change_link, name="change-link"),
    path("<int:pupil_id>/family/<int:link_id>/end/", asking.end_link, name="end-link"),
    path("<int:pupil_id>/family/<int:link_id>/safe-contact/", asking.safe_contact, name="safe-contact"),
    path("<int:pupil_id>/family/merge/<int:kept_id>/<int:merged_id>/", asking.merge_parents, name="merge-parents"),
    path("<int:pupil_id>/characteristics/add/", asking.add_characteristic, name="add-characteristic"),
    path("<int:pupil_id>/professionals/add/", asking.add_professional, name="add-professional"),
    path("<int:pupil_id>/professionals/<int:link_id>/end/", asking.end_professional, name="end-professional"),
]
