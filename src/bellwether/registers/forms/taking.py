"""A register as it is sent: by a plain form, or as JSON by the script that works without a network."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bellwether.core.errors import BellwetherError
from bellwether.registers.facts import OfferedMark
from bellwether.registers.slugs import KEEP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import QueryDict

__all__ = ["MisshapenSubmissionError", "Submission", "place_in_log", "submission_of_form", "submission_of_json"]

_MARK: Final = re.compile(r"mark-([1-9][0-9]{0,17})")
_SEEN: Final = re.compile(r"seen-([1-9][0-9]{0,17})")
_PLACE: Final = re.compile(r"[0-9]{1,15}")
_KEY: Final = re.compile(r"[0-9a-zA-Z-]{8,60}")
_LATE: Final = ("L", "U")
_LONGEST_NOTE: Final = 500
_LONGEST_SEEN: Final = 60
_MOST_MINUTES: Final = 600
_MOST_MARKS: Final = 1_000
_LONGEST_AGE: Final = 400 * 24 * 60 * 60 * 1000
_LARGEST_ID: Final = 2**63 - 1


class MisshapenSubmissionError(BellwetherError):
    """What was sent is none of our pages' making."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a register page sends.

    "Everyone else is present" is sent as a mark for each pupil whom the page listed and who was not marked: nobody
    becomes present whom the teacher did not have before them, and a mark that somebody else made meanwhile is met as
    a conflict. owner: the sign of whoever made the marks, "" where the sender is the one who is signed in.
    since: where the school's log stood when the page was made; None where it does not say.
    age: how long before it was sent the device says that it was marked; None where it does not say.
    """

    marks: tuple[OfferedMark, ...]
    close_unmarked: bool
    key: str
    owner: str = ""
    since: int | None = None
    age: timedelta | None = None

    @property
    def sent(self) -> dict[int, OfferedMark]:
        """The marks by pupil, to show them again."""
        return {one.pupil_id: one for one in self.marks}


def submission_of_form(data: QueryDict, *, present: str) -> Submission:
    """A register from its page without the script. present: the session's mark. Raises MisshapenSubmissionError."""
    how, key = data.get("how", "save"), data.get("key", "")
    if how not in ("save", "rest", "finish") or not _KEY.fullmatch(key):
        raise MisshapenSubmissionError("how or key")
    rest = _rest(data, present) if how == "rest" else ()
    since = place_in_log(data.get("since", ""))
    return Submission(marks=(*_form_marks(data), *rest), close_unmarked=how == "finish", key=key, since=since)


def place_in_log(given: object) -> int | None:
    """A place in a school's log as a page sends it back; None where it is none."""
    return int(str(given)) if _PLACE.fullmatch(str(given)) else None


def _rest(data: QueryDict, present: str) -> Iterator[OfferedMark]:
    for name in data:
        found = _SEEN.fullmatch(name)
        if found and not data.get(f"mark-{found[1]}"):
            yield _mark(int(found[1]), str(data[name]), present, None, "")


def _form_marks(data: QueryDict) -> Iterator[OfferedMark]:
    for name in data:
        found = _MARK.fullmatch(name)
        if found is None:
            continue
        pupil = found[1]
        code = data.get(name, "")
        if code == "other":
            code = data.get(f"other-{pupil}", "")
        seen, note = data.get(f"seen-{pupil}", ""), data.get(f"note-{pupil}", "").strip()
        minutes = _minutes(data.get(f"minutes-{pupil}", "")) if code in _LATE else None
        # What was already there and not touched says nothing new.
        if code not in ("", KEEP) and (code != seen or minutes is not None or note):
            yield _mark(int(pupil), seen, code, minutes, note)


def submission_of_json(body: bytes, *, key: str) -> Submission:
    """A register from the script. key: of the header `Idempotency-Key`. Raises MisshapenSubmissionError."""
    try:
        given = json.loads(body)
        marks = tuple(
            _mark(int(one["pupil"]), str(one["seen"]), str(one["code"]), _minutes(one.get("minutes")), str(one["note"]))
            for one in given["marks"]
        )
        close, owner = given["close_unmarked"], str(given["user"])
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise MisshapenSubmissionError("the body") from error
    if not _KEY.fullmatch(key) or not isinstance(close, bool) or len(marks) > _MOST_MARKS:
        raise MisshapenSubmissionError("the key or the body")
    return Submission(marks, close, key, owner, place_in_log(given.get("since", "")), _age(given.get("age")))


def _age(given: object) -> timedelta | None:
    """A length of time in milliseconds. What cannot be one, as from a clock that was put back, says nothing."""
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= _LONGEST_AGE:
        return None
    return timedelta(milliseconds=given)


def _mark(pupil: int, seen: str, code: str, minutes: int | None, note: str) -> OfferedMark:
    if len(seen) > _LONGEST_SEEN or len(code) > len("Y1") or len(note) > _LONGEST_NOTE:
        raise MisshapenSubmissionError("a mark")
    if not 0 < pupil <= _LARGEST_ID or not all(map(_can_be_stored, (seen, code, note))):
        raise MisshapenSubmissionError("a mark")
    return OfferedMark(pupil_id=pupil, seen=seen, code=code, minutes_late=minutes, note=note)


def _can_be_stored(text: str) -> bool:
    """Half of a character, which JSON can spell, is no text; a NUL is none that every database keeps."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _minutes(given: object) -> int | None:
    text = "" if given is None else str(given).strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > len(str(_MOST_MINUTES)) or int(text) > _MOST_MINUTES:
        raise MisshapenSubmissionError("minutes")
    return int(text)
