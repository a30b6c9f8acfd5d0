"""The questions of this room: for each page with a form who may see it, what it asks, and what an answer does."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext

from bellwether.core.access import Action, OutOfReachError, may, require, require_somewhere
from bellwether.core.policy import SetBy, load_policy, preset_names, value_in_words
from bellwether.organisations import selectors, services
from bellwether.organisations.answering import Question
from bellwether.organisations.errors import PlaceRefusedError
from bellwether.organisations.facts import NewAdjustment
from bellwether.organisations.forms import (
    AdjustForm,
    ChooseForm,
    CloseForm,
    ClosureForm,
    ConvertForm,
    EditForm,
    GiasForm,
    MergeForm,
    NewSchoolForm,
    NothingForm,
    ReasonForm,
    TermsForm,
    TimesForm,
    TrustForm,
)
from bellwether.organisations.pages import gias_tables, gias_words
from bellwether.organisations.selectors.rules import plain
from bellwether.organisations.words import closure_words, span_words, year_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

    from bellwether.core.access import Actor
    from bellwether.core.policy import Declaration, Policy, Rule
    from bellwether.organisations.facts import SchoolFacts

__all__ = [
    "add_closure",
    "add_school",
    "adjust",
    "apply_gias",
    "choose_policy",
    "close",
    "convert",
    "edit",
    "merge",
    "stage_gias",
    "terms",
    "times",
    "trust",
    "withdraw_adjustment",
    "withdraw_closure",
]


def _managed(school_id: int, actor: Actor) -> SchoolFacts:
    require(actor, Action.MANAGE_ORGANISATION, selectors.reach_of_school(school_id))
    return selectors.school(school_id)


def _page_of(school_id: int) -> str:
    return reverse("organisations:school", args=[school_id])


def add_school(data: QueryDict | None, *, actor: Actor) -> Question:
    """A school that is not here yet, in an authority or a trust that the actor looks after."""
    where = require_somewhere(actor, Action.MANAGE_ORGANISATION)
    if not (where.authorities or where.trusts):
        raise OutOfReachError(Action.MANAGE_ORGANISATION)
    form = NewSchoolForm(data)

    @transaction.atomic
    def act(answers: Mapping[str, Any], now: datetime) -> str:
        authority = services.authority_of_code(
            answers["laestab"][:3], name=answers["authority_name"], actor=actor, now=now
        )
        trust_id = services.trust_of_number(answers["trust_uid"], name=answers["trust_name"], actor=actor, now=now)
        new = form.as_school(
            urn=answers["urn"], authority_id=authority, trust_id=trust_id, opened_on=answers["opened_on"]
        )
        try:
            return reverse("organisations:set-up", args=[services.make_school(new, actor=actor, now=now)])
        except OutOfReachError as error:
            raise PlaceRefusedError(
                gettext("The school must lie in an authority or a trust that you look after"), field="laestab"
            ) from error

    back = reverse("organisations:places")
    return Question(
        gettext("Add a school"), form, act, then="", back=back, button=gettext("Add the school"),
        done=gettext("The school is added. This is what it still needs."),
        words=(gettext("Most schools come from the file of GIAS. Add one here that is not in it yet."),),
    )  # fmt: skip


def edit(school_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Change what is known of a school."""
    found = _managed(school_id, actor)
    form = EditForm(data, kind=found.kind, initial=asdict(found))

    def act(_answers: Mapping[str, Any], now: datetime) -> None:
        changed = form.as_school(
            urn=found.urn, authority_id=found.authority_id, trust_id=found.trust_id, opened_on=found.opened_on
        )
        services.change_school(school_id, changed=changed, actor=actor, now=now)

    page = _page_of(school_id)
    return Question(
        gettext("Change what is known of the school"), form, act, then=page, back=page, button=gettext("Save"),
        done=gettext("Saved."), caption=found.name,
    )  # fmt: skip


def terms(school_id: int, year: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Set the terms of a year."""
    found = _managed(school_id, actor)
    form = TermsForm(data, known=selectors.terms(school_id, year))

    def act(_answers: Mapping[str, Any], now: datetime) -> None:
        services.set_terms(school_id, year=year, asked=form.terms(), actor=actor, now=now)

    page = _page_of(school_id)
    return Question(
        gettext("Terms of %(year)s") % {"year": year_words(year)}, form, act, then=f"{page}?year={year}",
        back=f"{page}?year={year}", button=gettext("Save"), done=gettext("The terms are set."), caption=found.name,
        words=(gettext("Both days count as open. Give each half-term a line of its own; weekends stay closed."),),
    )  # fmt: skip


def add_closure(school_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Close sessions."""
    reach = selectors.reach_of_school(school_id)
    may_plan = may(actor, Action.MANAGE_ORGANISATION, reach)
    require(actor, Action.MANAGE_ORGANISATION if may_plan else Action.MARK_WHOLE_SCHOOL, reach)
    found = selectors.school(school_id)
    form = ClosureForm(data, years=found.years, may_plan=may_plan)

    def act(_answers: Mapping[str, Any], now: datetime) -> None:
        services.add_closure(school_id, asked=form.as_closure(), actor=actor, now=now)

    page = _page_of(school_id)
    return Question(
        gettext("Close the school for a time"), form, act, then=page, back=page, button=gettext("Add the closure"),
        done=gettext("The closure is set. Registers follow."), caption=found.name,
    )  # fmt: skip


def withdraw_closure(closure_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Take a closure back."""
    found = selectors.closure(closure_id)
    reach = selectors.reach_of_school(found.school_id)
    may_plan = found.code == "#" or may(actor, Action.MANAGE_ORGANISATION, reach)
    require(actor, Action.MANAGE_ORGANISATION if may_plan else Action.MARK_WHOLE_SCHOOL, reach)

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.withdraw_closure(closure_id, reason=answers["reason"], actor=actor, now=now)

    page = _page_of(found.school_id)
    return Question(
        gettext("Withdraw a closure"), ReasonForm(data), act, then=page, back=page,
        button=gettext("The school was open"), done=gettext("The closure is withdrawn."), style="warning",
        words=(closure_words(found), gettext("The sessions open again, and registers can be taken for them.")),
        caption=selectors.school(found.school_id).name,
    )  # fmt: skip


def times(school_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Set when a register opens and closes."""
    found = _managed(school_id, actor)
    form = TimesForm(data, years=found.years, initial={"session": 0})
    rule = selectors.rule(school_id, "register.open-minutes-most", on=actor.on)
    limit = [
        gettext("%(text)s Rule %(rule)s: %(source)s.")
        % {"text": one.text or value_in_words(one.value, one.unit), "rule": one.id, "source": one.source}
        for one in (rule,)
        if one is not None
    ]

    def act(_answers: Mapping[str, Any], now: datetime) -> None:
        services.set_session_times(school_id, asked=form.as_times(), actor=actor, now=now)

    back = reverse("organisations:times", args=[school_id])
    return Question(
        gettext("Set the times of a session"), form, act, then=back, back=back, button=gettext("Save"),
        done=gettext("The times are set."), caption=found.name, words=tuple(limit),
    )  # fmt: skip


def convert(school_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """The school becomes another."""
    found = _managed(school_id, actor)
    form = ConvertForm(data, kind=found.kind, initial={**asdict(found), **_trust_of(found), "urn": ""})

    @transaction.atomic
    def act(answers: Mapping[str, Any], now: datetime) -> str:
        trust_id = services.trust_of_number(answers["trust_uid"], name=answers["trust_name"], actor=actor, now=now)
        new = form.as_school(
            urn=answers["urn"], authority_id=found.authority_id, trust_id=trust_id, opened_on=answers["on"]
        )
        return _page_of(services.convert_school(school_id, new=new, on=answers["on"], actor=actor, now=now))

    return Question(
        gettext("Convert the school"), form, act, then="", back=_page_of(school_id), button=gettext("Convert"),
        done=gettext("The new school carries on: pupils, groups, staff, terms, times and policy went along."),
        caption=found.name, style="warning",
        words=(gettext("The school ends the day before. A new school with a new URN begins; history reads across."),),
    )  # fmt: skip


def _trust_of(found: SchoolFacts) -> dict[str, str]:
    """The trust of a school as the forms ask for it."""
    one = selectors.trusts([found.trust_id]).get(found.trust_id) if found.trust_id else None
    return {"trust_uid": one.uid, "trust_name": one.name} if one else {}


def trust(school_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """The school belongs to another trust."""
    found = _managed(school_id, actor)

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.join_trust(school_id, uid=answers["trust_uid"], name=answers["trust_name"], actor=actor, now=now)

    page = _page_of(school_id)
    return Question(
        gettext("Change the trust"), TrustForm(data, initial=_trust_of(found)), act, then=page, back=page,
        button=gettext("Change the trust"), done=gettext("The trust is changed."), caption=found.name, style="warning",
        words=(
            gettext(
                "The people of the new trust see the school from now on, as far as their roles go; those of the trust "
                "before no longer do. Where the school gets a new URN, convert it instead."
            ),
        ),
    )  # fmt: skip


def merge(school_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """The school goes on in another."""
    found = _managed(school_id, actor)
    others = selectors.visible_schools(actor=actor, action=Action.MANAGE_ORGANISATION)
    form = MergeForm(data, schools=[one for one in others if one.id != school_id and one.closed_on is None])

    def act(answers: Mapping[str, Any], now: datetime) -> str:
        services.merge_schools([school_id], into=answers["into"], on=answers["on"], actor=actor, now=now)
        return _page_of(answers["into"])

    return Question(
        gettext("Merge the school into another"), form, act, then="", back=_page_of(school_id), button=gettext("Merge"),
        done=gettext("The schools are merged."), caption=found.name, style="warning",
        words=(
            gettext("Pupils and groups go on at the other school from that day, by its terms and times."),
            gettext("Whoever has a class keeps it. All other roles end with the school: give them anew over there."),
        ),
    )  # fmt: skip


def close(school_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """The school closes for good."""
    found = _managed(school_id, actor)

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.close_school(school_id, last_day=answers["last_day"], actor=actor, now=now)

    page = _page_of(school_id)
    return Question(
        gettext("Close the school for good"), CloseForm(data), act, then=page, back=page, button=gettext("Close it"),
        done=gettext("The last day of the school is set."), caption=found.name, style="warning",
        words=(gettext("Nobody carries on its work. Each pupil still leaves on a ground of their own."),),
    )  # fmt: skip


def _settings(scope: str, scope_id: int, actor: Actor) -> str:
    """The name of a place whose settings the actor may change."""
    name, reach = selectors.place(scope, scope_id)
    require(actor, Action.MANAGE_ORGANISATION, reach)
    return name


def choose_policy(scope: str, scope_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Put a preset in force."""
    name = _settings(scope, scope_id, actor)
    presets = {one: load_policy(one) for one in preset_names()}
    form = ChooseForm(
        data,
        titles={one: (preset.title, preset.describes) for one, preset in presets.items()},
        initial={"from_on": actor.on},
    )

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.choose_policy(
            scope, scope_id, preset=answers["preset"], from_on=answers["from_on"], actor=actor, now=now
        )

    page = reverse("organisations:policy", args=[scope, scope_id])
    return Question(
        gettext("Choose the policy in force"), form, act, then=page, back=page, button=gettext("Put in force"),
        done=gettext("The policy is chosen."), caption=name,
        words=(gettext("What the law sets stays as it is, whichever policy you choose."),),
    )  # fmt: skip


def adjust(scope: str, scope_id: int, rule_id: str, data: QueryDict | None, *, actor: Actor) -> Question:
    """Set one rule otherwise."""
    name = _settings(scope, scope_id, actor)
    rules = selectors.policy_of(scope, scope_id)
    if rule_id not in rules.declared:
        raise OutOfReachError(Action.MANAGE_ORGANISATION)
    declaration = rules.declaration(rule_id)
    rule = rules.rule(rule_id, on=actor.on)
    form = AdjustForm(
        data, declaration=declaration, initial={"from_on": actor.on, "value": _as_typed(rule, declaration)}
    )

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        asked = NewAdjustment(rule_id, answers["value"], answers["from_on"], answers["reason"], answers["to_on"])
        services.adjust_policy(scope, scope_id, asked=asked, actor=actor, now=now)

    page = reverse("organisations:policy", args=[scope, scope_id])
    now_in_force = (
        gettext("In force today: %(value)s (%(source)s).")
        % {"value": value_in_words(rule.value, rule.unit), "source": rule.source}
        if rule
        else gettext("Nothing is in force today.")
    )
    national = gettext("This is set by law or national guidance: any other value will be refused.")
    bound = _bound(rules, declaration, actor=actor)
    return Question(
        gettext("Adjust a rule"), form, act, then=page, back=page, button=gettext("Save"),
        done=gettext("The rule is adjusted."), caption=name, words=(now_in_force, *bound),
        warning=national if declaration.set_by is SetBy.NATIONAL else "",
    )  # fmt: skip


def _bound(rules: Policy, declaration: Declaration, *, actor: Actor) -> tuple[str, ...]:
    """What the law allows beside the value: the rules that bound it."""
    bounds = [rules.rule(one, on=actor.on) for one in (declaration.at_most, declaration.at_least) if one]
    return tuple(
        gettext("The law's own value: %(value)s (rule %(rule)s, %(source)s).")
        % {"value": value_in_words(one.value, one.unit), "rule": one.id, "source": one.source}
        for one in bounds
        if one is not None
    )


def _as_typed(rule: Rule | None, declaration: Declaration) -> str:
    """A value as one would type it."""
    if rule is None:
        return ""
    value = plain(rule.value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and declaration.kind == "texts":
        return "\n".join(str(item) for item in value)
    if isinstance(value, list) and all(isinstance(item, (int, str)) for item in value):
        return ", ".join(str(item) for item in value)
    if isinstance(value, (list, dict)):
        return json.dumps(value, indent=2, ensure_ascii=False)
    return str(value)


def withdraw_adjustment(
    scope: str, scope_id: int, adjustment_id: int, data: QueryDict | None, *, actor: Actor
) -> Question:
    """Take an adjustment back."""
    name = _settings(scope, scope_id, actor)
    own = selectors.adjustments({scope: scope_id}, with_withdrawn=True)
    one = next((each for each in own if each.id == adjustment_id), None)
    if one is None:
        raise OutOfReachError(Action.MANAGE_ORGANISATION)

    def act(_answers: Mapping[str, Any], now: datetime) -> None:
        services.withdraw_adjustment(adjustment_id, actor=actor, now=now)

    page = reverse("organisations:policy", args=[scope, scope_id])
    return Question(
        gettext("Withdraw an adjustment"), NothingForm(data), act, then=page, back=page, button=gettext("Withdraw it"),
        done=gettext("The adjustment is withdrawn."), caption=name, style="warning",
        words=(
            gettext("%(rule)s: %(value)s, %(when)s.")
            % {
                "rule": one.rule_id,
                "value": value_in_words(one.value, None),
                "when": span_words(one.from_on, one.to_on),
            },
            gettext("The rule is as if it had not been adjusted. What was done meanwhile is not changed."),
        ),
    )  # fmt: skip


def stage_gias(
    data: QueryDict | None, files: MultiValueDict[str, UploadedFile[Any]] | None, *, actor: Actor
) -> Question:
    """Read a file of GIAS."""
    require_somewhere(actor, Action.MANAGE_ORGANISATION)
    form = GiasForm(data, files)

    def act(answers: Mapping[str, Any], now: datetime) -> str:
        file = answers["file"]
        staged = services.stage_gias(file, file_name=file.name, actor=actor, now=now)
        return reverse("organisations:gias", args=[staged.id])

    return Question(
        gettext("Schools from GIAS"), form, act, then="", back=reverse("organisations:places"),
        button=gettext("Read the file"), has_file=True,
        words=(gettext("Nothing is written yet: you will see what is wrong and what would change."),),
    )  # fmt: skip


def apply_gias(import_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Look at what a file would change, and apply it."""
    staged = services.staged_gias(import_id, actor=actor)
    act = partial(_apply, import_id, actor)
    return Question(
        gettext("What the file would change"), NothingForm(data), act, then=reverse("organisations:places"),
        back=reverse("organisations:stage-gias"), button=gettext("Apply") if staged.can_be_applied else "",
        done=gettext("The changes are applied."), words=gias_words(staged), tables=gias_tables(staged),
    )  # fmt: skip


def _apply(import_id: int, actor: Actor, _answers: Mapping[str, Any], now: datetime) -> None:
    services.apply_gias(import_id, actor=actor, now=now)
