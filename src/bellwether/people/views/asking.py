"""Pages that ask something and write what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_http_methods

from bellwether.organisations.answering import answer, posted
from bellwether.people.asking import family, pupil, school

if TYPE_CHECKING:
    from django.http import HttpResponse

    from bellwether.accounts.requests import ActorRequest

asks = require_http_methods(["GET", "HEAD", "POST"])


@asks
def admit(request: ActorRequest, school_id: int) -> HttpResponse:
    """Enter a new pupil."""
    return answer(request, school.admit(school_id, posted(request), actor=request.actor))


@asks
def make_group(request: ActorRequest, school_id: int) -> HttpResponse:
    """Make a group."""
    return answer(request, school.make_group(school_id, posted(request), actor=request.actor))


@asks
def contacts(request: ActorRequest, school_id: int) -> HttpResponse:
    """Whose contacts are too few or too old."""
    return answer(request, school.contacts(school_id, posted(request), actor=request.actor))


@asks
def accept(request: ActorRequest, move_id: int) -> HttpResponse:
    """Take on a pupil who is offered."""
    return answer(request, school.accept(move_id, posted(request), actor=request.actor))


@asks
def decline(request: ActorRequest, move_id: int) -> HttpResponse:
    """Do not take on a pupil who is offered."""
    return answer(request, school.decline(move_id, posted(request), actor=request.actor))


@asks
def merge(request: ActorRequest, pupil_id: int, other_id: int) -> HttpResponse:
    """Two records that may be of one child."""
    return answer(request, school.merge(pupil_id, other_id, posted(request), actor=request.actor))


@asks
def unmerge(request: ActorRequest, merge_id: int) -> HttpResponse:
    """Take a merge apart."""
    return answer(request, family.unmerge(merge_id, posted(request), actor=request.actor))


@asks
def new_year(request: ActorRequest, school_id: int, year: int) -> HttpResponse:
    """Everything that a new year brings."""
    return answer(request, school.new_year(school_id, year, posted(request), actor=request.actor))


@asks
def name(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """Other names."""
    return answer(request, pupil.name(pupil_id, posted(request), actor=request.actor))


@asks
def upn(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """Another number."""
    return answer(request, pupil.upn(pupil_id, posted(request), actor=request.actor))


@asks
def details(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """Sex or date of birth were wrong."""
    return answer(request, pupil.details(pupil_id, posted(request), actor=request.actor))


@asks
def home(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """Where the pupil lives."""
    return answer(request, pupil.home(pupil_id, posted(request), actor=request.actor))


@asks
def put_in_group(request: ActorRequest, pupil_id: int, enrolment_id: int) -> HttpResponse:
    """A place in a group."""
    return answer(request, pupil.put_in_group(pupil_id, enrolment_id, posted(request), actor=request.actor))


@asks
def leave(request: ActorRequest, pupil_id: int, enrolment_id: int) -> HttpResponse:
    """Delete a name from the register."""
    return answer(request, pupil.leave(pupil_id, enrolment_id, posted(request), actor=request.actor))


@asks
def offer(request: ActorRequest, pupil_id: int, enrolment_id: int) -> HttpResponse:
    """Offer a pupil to another school."""
    return answer(request, pupil.offer(pupil_id, enrolment_id, posted(request), actor=request.actor))


@asks
def enrol(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """Enter a known pupil on a register."""
    return answer(request, pupil.enrol(pupil_id, posted(request), actor=request.actor))


@asks
def leave_group(request: ActorRequest, pupil_id: int, group_id: int) -> HttpResponse:
    """Take a pupil out of a group."""
    return answer(request, pupil.leave_group(pupil_id, group_id, posted(request), actor=request.actor))


@asks
def rename_group(request: ActorRequest, group_id: int) -> HttpResponse:
    """Another name for a group."""
    return answer(request, school.rename_group(group_id, posted(request), actor=request.actor))


@asks
def fill_group(request: ActorRequest, group_id: int) -> HttpResponse:
    """Put several pupils into a group."""
    return answer(request, school.fill_group(group_id, posted(request), actor=request.actor))


@asks
def withdraw_death(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """A death was recorded by mistake."""
    return answer(request, pupil.withdraw_death(pupil_id, posted(request), actor=request.actor))


@asks
def died(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """Record a death."""
    return answer(request, pupil.died(pupil_id, posted(request), actor=request.actor))


@asks
def add_parent(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """A parent or contact who is in no record yet."""
    return answer(request, family.add_parent(pupil_id, posted(request), actor=request.actor))


@asks
def link_parent(request: ActorRequest, pupil_id: int, parent_id: int) -> HttpResponse:
    """A parent who is known already."""
    return answer(request, family.link_parent(pupil_id, parent_id, posted(request), actor=request.actor))


@asks
def change_link(request: ActorRequest, pupil_id: int, link_id: int) -> HttpResponse:
    """How a parent is reached, and what they are to the pupil."""
    return answer(request, family.change_link(pupil_id, link_id, posted(request), actor=request.actor))


@asks
def end_link(request: ActorRequest, pupil_id: int, link_id: int) -> HttpResponse:
    """Somebody is no longer of the family."""
    return answer(request, family.end_link(pupil_id, link_id, posted(request), actor=request.actor))


@asks
def order(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """In which order contacts are called."""
    return answer(request, family.order(pupil_id, posted(request), actor=request.actor))


@asks
def confirm(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """The family says that its details are right."""
    return answer(request, family.confirm(pupil_id, posted(request), actor=request.actor))


@asks
def safe_contact(request: ActorRequest, pupil_id: int, link_id: int) -> HttpResponse:
    """How somebody must not be reached."""
    question = family.safe_contact(pupil_id, link_id, posted(request), actor=request.actor, now=request.now)
    return answer(request, question)


@asks
def merge_parents(request: ActorRequest, pupil_id: int, kept_id: int, merged_id: int) -> HttpResponse:
    """Two records of one parent."""
    return answer(request, family.merge_parents(pupil_id, kept_id, merged_id, posted(request), actor=request.actor))


@asks
def add_characteristic(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """Something about the pupil."""
    return answer(request, family.add_characteristic(pupil_id, posted(request), actor=request.actor))


@asks
def correct_characteristic(request: ActorRequest, characteristic_id: int) -> HttpResponse:
    """What was written was wrong, or has ended."""
    return answer(request, family.correct_characteristic(characteristic_id, posted(request), actor=request.actor))


@asks
def add_professional(request: ActorRequest, pupil_id: int) -> HttpResponse:
    """Somebody works with the child."""
    return answer(request, family.add_professional(pupil_id, posted(request), actor=request.actor))


@asks
def end_professional(request: ActorRequest, pupil_id: int, link_id: int) -> HttpResponse:
    """Somebody works with the child no longer."""
    question = family.end_professional(pupil_id, link_id, posted(request), actor=request.actor, now=request.now)
    return answer(request, question)
