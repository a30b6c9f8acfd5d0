"""What may be read of leave of absence: requests of a school, one request with all it takes to decide, a pupil's."""

from bellwether.registers.selectors.leave.lists import leave_of_pupil, leave_of_school
from bellwether.registers.selectors.leave.notes import leave_note
from bellwether.registers.selectors.leave.request import (
    leave_request,
    leave_request_to_change,
    leave_request_to_decide,
    school_for_leave,
    sent_letters,
)

__all__ = [
    "leave_note",
    "leave_of_pupil",
    "leave_of_school",
    "leave_request",
    "leave_request_to_change",
    "leave_request_to_decide",
    "school_for_leave",
    "sent_letters",
]
