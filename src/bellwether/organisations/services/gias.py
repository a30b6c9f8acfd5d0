"""Schools from GIAS in three steps: read and list the problems, show what would change, apply it in one act.

Only schools in the actor's places are looked at. A school that is in the records in a place of somebody else's is
shown and left alone: nobody takes a school over by a file. Nor does a file end a school that has pupils on its roll:
somebody converts, merges or closes it, so that they go along. Applying the same file again changes nothing.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit.services import record
from bellwether.core.access import Action, OutOfReachError, require_somewhere
from bellwether.organisations.errors import PlaceRefusedError
from bellwether.organisations.gias import GiasProblem, GiasSchool, NotGiasError, read_gias
from bellwether.organisations.lookups import on_roll_after
from bellwether.organisations.models import Authority, GiasImport, School, Trust
from bellwether.organisations.selectors.places import visible_schools

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bellwether.core.access import Actor, Places

__all__ = ["StagedGias", "apply_gias", "stage_gias", "staged_gias"]

_FIELDS = (
    "laestab", "name", "phase", "kind", "lowest_year", "highest_year", "opened_on", "closed_on", "telephone", "address",
)  # fmt: skip
_KEPT_WHEN_BLANK = ("telephone", "address", "opened_on")
_SHOWN = 500
_LEFT_ALONE = frozenset({"elsewhere", "closing"})


@dataclass(frozen=True, slots=True)
class StagedGias:
    """A file that was read. changes: each {urn, name, what, before, after}.

    what: new, changed, closed; elsewhere (of somebody else's place) and closing (pupils are on roll) are left alone.
    """

    id: int
    file_name: str
    made_at: datetime
    rows_read: int
    problems: tuple[dict[str, Any], ...]
    changes: tuple[dict[str, Any], ...]
    applied_at: datetime | None

    @property
    def can_be_applied(self) -> bool:
        """Whether nothing is wrong, something would change, and nobody has applied it."""
        return not self.problems and any(map(_is_written, self.changes)) and self.applied_at is None


def _is_written(change: Mapping[str, Any]) -> bool:
    return change["what"] not in _LEFT_ALONE


def _is_wanted(where: Places) -> Any:  # noqa: ANN401  (a predicate of three texts)
    """Rows that lie in the actor's places, or are a school that does."""
    if where.everywhere:
        return lambda _urn, _authority, _trust: True
    urns = set(School.objects.filter(pk__in=where.schools).values_list("urn", flat=True))
    codes = set(Authority.objects.filter(pk__in=where.authorities).values_list("code", flat=True))
    uids = set(Trust.objects.filter(pk__in=where.trusts).values_list("uid", flat=True))
    known = set(School.objects.filter(trust_id__in=where.trusts).values_list("urn", flat=True))
    return lambda urn, code, trust: urn in urns or code in codes or trust in uids or urn in known


@transaction.atomic
def stage_gias(
    file: BinaryIO,
    *,
    file_name: str,
    actor: Actor,
    now: datetime,
    authority_codes: Iterable[str] = (),
    trust_uids: Iterable[str] = (),
) -> StagedGias:
    """Read a file and keep what it would change. Event "gias.staged". Nothing else is written.

    authority_codes, trust_uids: look at the schools of these alone. Raises PlaceRefusedError where it is no file of
    GIAS.
    """
    wanted = _is_wanted(require_somewhere(actor, Action.MANAGE_ORGANISATION))
    codes, uids = set(authority_codes), set(trust_uids)

    def is_asked(urn: str, authority: str, trust: str) -> bool:
        is_named = not (codes or uids) or authority in codes or trust in uids
        return is_named and bool(wanted(urn, authority, trust))

    try:
        read = list(read_gias(file, wanted=is_asked))
    except NotGiasError as error:
        raise PlaceRefusedError(
            gettext("This is not the establishment file of GIAS: it has no column %(columns)s")
            % {"columns": ", ".join(error.missing)},
            field="file",
        ) from error
    schools = [one for one in read if isinstance(one, GiasSchool)]
    problems = [asdict(one) for one in read if isinstance(one, GiasProblem)]
    row = GiasImport.objects.create(
        made_at=now,
        made_by_id=actor.user_id,
        made_by=f"{actor.name}, {actor.post}",
        file_name=file_name[:120],
        rows_read=len(schools) + len(problems),
        problems=problems[:_SHOWN],
        changes=_changes(schools, mine=_managed(actor)),
    )
    record(
        "gias.staged",
        actor=actor,
        chain="system",
        subject=("gias-import", row.pk),
        now=now,
        after={"import_id": row.pk, "rows": row.rows_read, "problems": len(problems), "changes": len(row.changes)},
    )
    return _facts(row)


def _facts(row: GiasImport) -> StagedGias:
    return StagedGias(
        row.pk, row.file_name, row.made_at, row.rows_read, tuple(row.problems), tuple(row.changes), row.applied_at
    )


def _own(import_id: int, actor: Actor) -> GiasImport:
    """Only who staged a file sees and applies it. Raises OutOfReachError."""
    require_somewhere(actor, Action.MANAGE_ORGANISATION)
    row = GiasImport.objects.select_for_update().filter(pk=import_id, made_by_id=actor.user_id).first()
    if row is None:
        raise OutOfReachError(Action.MANAGE_ORGANISATION)
    return row


@transaction.atomic
def staged_gias(import_id: int, *, actor: Actor) -> StagedGias:
    """What a file would change, for whoever staged it."""
    return _facts(_own(import_id, actor))


def _values(one: GiasSchool) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in _FIELDS}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return {
        **plain,
        "authority": [one.authority_code, one.authority_name],
        "trust": [one.trust_uid, one.trust_name] if one.trust_uid else None,
    }


def _known(row: School) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _FIELDS}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return {
        **plain,
        "authority": [row.authority.code, row.authority.name],
        "trust": [row.trust.uid, row.trust.name] if row.trust else None,
    }


def _managed(actor: Actor) -> frozenset[int]:
    """The schools that the actor manages as the records have them now, whatever a file says of where they lie."""
    return frozenset(one.id for one in visible_schools(actor=actor, action=Action.MANAGE_ORGANISATION))


def _changes(schools: list[GiasSchool], *, mine: frozenset[int]) -> list[dict[str, Any]]:
    known = {row.urn: row for row in School.objects.select_related("authority", "trust")}
    found = (_change(one, known.get(one.urn), mine=mine) for one in sorted(schools, key=lambda each: each.urn))
    return [change for change in found if change is not None]


def _change(one: GiasSchool, row: School | None, *, mine: frozenset[int]) -> dict[str, Any] | None:
    after = _values(one)
    if row is None:
        return _as_change(one, "new", {}, after) if one.is_open else None
    if row.pk not in mine:
        return _as_change(one, "elsewhere", {}, {})
    before = _known(row)
    differs = {name: value for name, value in after.items() if not _is_same(name, before[name], value)}
    if not differs:
        return None
    return _as_change(one, _what(row, one, differs), {name: before[name] for name in differs}, differs)


def _what(row: School, one: GiasSchool, differs: Mapping[str, Any]) -> str:
    if not differs.get("closed_on") or one.closed_on is None:
        return "changed"
    return "closing" if on_roll_after([row.pk], day=one.closed_on) else "closed"


def _as_change(one: GiasSchool, what: str, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {"urn": one.urn, "name": one.name, "what": what, "before": before, "after": after}


def _is_same(name: str, before: object, after: object) -> bool:
    """Whether a value stays; what GIAS leaves blank is kept, and places are compared by their numbers."""
    if name in ("authority", "trust"):
        return _code(before) == _code(after)
    return before == after or (name in _KEPT_WHEN_BLANK and not after)


def _code(pair: object) -> object:
    return pair[0] if isinstance(pair, list) and pair else None


@transaction.atomic
def apply_gias(import_id: int, *, actor: Actor, now: datetime) -> StagedGias:
    """Write what a staged file would change, all of it or nothing. Event "gias.applied", with the ids of schools.

    Applied already, it changes nothing. Raises PlaceRefusedError where the file has problems, or where a school has
    come into the records, or gone to somebody else, since it was read.
    """
    row = _own(import_id, actor)
    if row.applied_at is not None:
        return _facts(row)
    if row.problems:
        raise PlaceRefusedError(gettext("Mend the problems in the file and read it again"))
    made: list[int] = []
    changed: list[int] = []
    mine = _managed(actor)
    for change in filter(_is_written, row.changes):
        school, is_new = _apply(change, mine=mine)
        (made if is_new else changed).append(school)
    row.applied_at = now
    row.save(update_fields=["applied_at"])
    record(
        "gias.applied",
        actor=actor,
        chain="system",
        subject=("gias-import", row.pk),
        now=now,
        after={"import_id": row.pk, "made": made, "changed": changed},
    )
    return _facts(row)


def _apply(change: Mapping[str, Any], *, mine: frozenset[int]) -> tuple[int, bool]:
    row = School.objects.select_for_update().filter(urn=change["urn"]).first()
    if (row is None) is not (change["what"] == "new") or (row is not None and row.pk not in mine):
        raise PlaceRefusedError(gettext("The records have changed since this file was read: read it again"))
    values = dict(change["after"])
    if "authority" in values:
        code, name = values.pop("authority")
        values["authority"] = Authority.objects.get_or_create(code=code, defaults={"name": name})[0]
    if "trust" in values:
        pair = values.pop("trust")
        values["trust"] = Trust.objects.get_or_create(uid=pair[0], defaults={"name": pair[1]})[0] if pair else None
    for name in ("opened_on", "closed_on"):
        if values.get(name):
            values[name] = date.fromisoformat(values[name])
    saved, is_new = School.objects.update_or_create(urn=change["urn"], defaults=values)
    return saved.pk, is_new
