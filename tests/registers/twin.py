"""A slow twin of everything that may be done to registers: each rule said once, a cell at a time, on a dict of codes.

It knows one school, some days and the class 3B beside everybody else. It is told what was done, not what came of it,
but for refusals (`is_refused`), which have tests of their own.
"""

from __future__ import annotations

from datetime import date, time, timedelta

LOOKED_BACK = 7
"""Days for which the job that closes registers still looks for what it missed."""
ON_SITE = ("/", "\\", "L", "U")
ELSEWHERE = ("V",)
NO_MARK = (".", "_", "#")
# By session: the register opens, is taken from, closes; the session ends (tests/world.py).
TIMES = {
    0: (time(8, 40), time(8, 50), time(9, 10), time(12, 0)),
    1: (time(13, 0), time(13, 10), time(13, 30), time(15, 15)),
}


def by_minutes(code, minutes):
    """Of L and U the one that the minutes since the session began speak for: the register is open for thirty."""
    if code not in ("L", "U") or minutes is None:
        return code
    return "L" if minutes <= 30 else "U"


class Twin:
    """cells: by (pupil, day, session) as the law writes codes, `.` unmarked, `_` off roll, `#` closed."""

    def __init__(self, pupils, group, days, *, now):
        self.pupils, self.group, self.days, self.now = tuple(pupils), frozenset(group), tuple(days), now
        self.cells = {}
        self.spans: dict[int, tuple[date, date | None]] = dict.fromkeys(pupils, (min(days), None))
        self.closures = {}
        self.shut_over = {}
        self.times, self.shut_times = {}, {}
        self.plans = {}
        self.submitted = set()
        self.events = {}
        self.conflicts = []
        self.brought = {}
        for pupil in pupils:
            for on in days:
                for session in (0, 1):
                    self.cells[pupil, on, session] = "#" if on.weekday() > 4 else "."

    # What holds at a moment

    def has_begun(self, on, session):
        return on < self.now.date() or (on == self.now.date() and self.now.time() >= TIMES[session][0])

    def is_closed(self, on, session):
        minute = self.now.time().replace(second=0, microsecond=0)
        return on < self.now.date() or (on == self.now.date() and minute > TIMES[session][2])

    def is_on_roll(self, pupil, on):
        first, last = self.spans[pupil]
        return first <= on and (last is None or on <= last)

    def is_shut(self, on, session):
        return on.weekday() > 4 or any(
            first <= on <= last and half in (None, session) for first, last, half in self.closures.values()
        )

    # What is done

    def take(self, at, marks, *, rest, close):
        """at: day and session. marks: (pupil, seen, code, whether it came with other minutes than those known)."""
        on, session = at
        if not self.has_begun(on, session):
            return
        offered = {pupil: rest for pupil, *rest in marks}
        listed = [pupil for pupil in self.group if self.is_on_roll(pupil, on)]
        touched = set()
        for pupil, (seen, code, says_more) in offered.items():
            cell = (pupil, on, session)
            if self.cells[cell] == code and not says_more:
                continue
            if self.cells[cell] != seen or (self.is_closed(on, session) and self.cells[cell] != "."):
                self.conflicts.append((cell, code))
            else:
                self.cells[cell] = code
            touched.add(pupil)
        for pupil in listed:
            cell = (pupil, on, session)
            if self.cells[cell] == "." and pupil not in touched:
                self.cells[cell] = self._left_alone(cell, rest=rest, close=close)
        if (on, session) not in self.submitted and any(self.cells[one, on, session] not in "_#" for one in listed):
            self.submitted.add((on, session))

    def _left_alone(self, cell, *, rest, close):
        _, on, session = cell
        if cell in self.plans:
            return self.plans[cell]
        if rest:
            return "\\" if session else "/"
        return "N" if close or self.is_closed(on, session) else "."

    def lay(self, changes):
        """Amended: (cell, code)."""
        self.cells.update(changes)

    def bring(self, marks):
        """Imported: (cell, code). What somebody put over what the same file brought before stays."""
        for cell, code in marks.items():
            held = self.cells[cell]
            is_kept = held != "." and self.brought.get(cell) == code
            if held != code and not is_kept and self.has_begun(*cell[1:]):
                self.cells[cell] = self.brought[cell] = code

    def settle(self, code):
        cell, _ = self.conflicts.pop(0)
        self.cells[cell] = code

    def mark_event(self, key, first, last, code, *, replace, pupils):
        was = {
            cell: held
            for cell, held in self.cells.items()
            if first <= cell[1:] <= last and cell[0] in pupils and held not in ("_", "#", code)
            if replace or held in (".", "N")
        }
        if was:
            self.events[key] = (code, was)
            self.cells.update(dict.fromkeys(was, code))

    def undo_event(self, key):
        code, was = self.events.pop(key)
        self.cells.update({cell: held for cell, held in was.items() if self.cells[cell] == code})

    def minute(self):
        return self.now.time().replace(second=0, microsecond=0)

    def arrive(self, pupil):
        on, minute = self.now.date(), self.minute()
        session = 1 if minute >= TIMES[0][3] else 0
        opens, taken_from, closes, ends = TIMES[session]
        cell = (pupil, on, session)
        state, at = self.where(pupil)
        is_between = minute < opens or minute >= ends
        if state == "left" and (is_between or self.cells[cell] in ON_SITE):
            self.times.setdefault(at, {})["returned"] = minute
        elif is_between and state == "away" and self.cells[at] not in NO_MARK:
            self.times.setdefault(at, {})["returned" if self.cells[at] in ELSEWHERE else "arrived"] = minute
        elif not is_between and self.cells[cell] not in ("_", "#", *ON_SITE):
            planned = self.plans.get(cell)
            after_close = planned if planned in ("M", "I", "C") else "U"
            here = "\\" if session else "/"
            self.cells[cell] = here if minute <= taken_from else "L" if minute <= closes else after_close
            self.times.setdefault(cell, {})["arrived"] = minute

    def pass_gate(self, pupil, *, goes):
        state, at = self.where(pupil)
        if self.cells[at] in NO_MARK or (goes and state == "away"):
            return
        times = self.times.setdefault(at, {})
        if goes:
            times.pop("returned", None)
        times["left" if goes else "returned"] = self.minute()

    def where(self, pupil):
        """Where a pupil is now, and the cell that says so: the afternoon's once its mark is made."""
        am, pm = ((pupil, self.now.date(), half) for half in (0, 1))
        is_afternoon = self.minute() >= TIMES[1][0] and (self.cells[pm] not in (".", "#") or self.cells[am] == "#")
        at = pm if is_afternoon else am
        code = self.cells[at]
        if code in NO_MARK:
            return ("not-marked" if code == "." else "away"), at
        seen = [(moment, key) for key, moment in self.times.get(at, {}).items()]
        if is_afternoon:
            opens, over = TIMES[1][0], TIMES[0][3]
            since = {"left": opens if code in ON_SITE else over, "arrived": over, "returned": over}
            seen += [(moment, key) for key, moment in self.times.get(am, {}).items() if moment >= since[key]]
        if code in ELSEWHERE:
            seen = [one for one in seen if one[1] != "arrived"]
        # Of one minute: who arrived then had not left before, who came back had.
        order = {"arrived": 0, "left": 1, "returned": 2}
        last = max(seen, key=lambda one: (one[0], order[one[1]]), default=(None, ""))[1]
        if last == "left":
            return ("away" if code in ELSEWHERE else "left"), at
        return ("here" if last or code in ON_SITE else "away"), at

    def times_beside_marks(self):
        """When pupils came and went: what is gone with a mark does not come back with another."""
        self.times = {cell: times for cell, times in self.times.items() if times and self.cells[cell] not in NO_MARK}
        return self.times

    def plan(self, cell, code):
        self.plans[cell] = code

    def withdraw_plan(self, cell):
        self.plans.pop(cell, None)

    def close_what_is_due(self):
        """Whoever is in a class whose register was sent is in that register, though they joined it later."""
        for on, session in self.submitted:
            if (self.now.date() - on).days > LOOKED_BACK:
                continue
            for pupil in self.group:
                cell = (pupil, on, session)
                if self.is_closed(on, session) and self.is_on_roll(pupil, on) and self.cells[cell] == ".":
                    self.cells[cell] = self.plans.get(cell, "N")

    def expire(self):
        """Five school days after its day an N is O, from the morning after."""
        for (pupil, on, session), held in list(self.cells.items()):
            if held == "N" and self._fifth_school_day_after(on) < self.now.date():
                self.cells[pupil, on, session] = "O"

    def _fifth_school_day_after(self, on):
        left = 5
        while left:
            on += timedelta(days=1)
            left -= not (self.is_shut(on, 0) and self.is_shut(on, 1))
        return on

    def set_roll(self, pupil, first, last):
        self.spans[pupil] = (first, last)
        self._conform()

    def shut(self, key, first, last, half):
        self.closures[key] = (first, last, half)
        self._conform()

    def open_again(self, key):
        del self.closures[key]
        self._conform()

    def _conform(self):
        for cell, held in list(self.cells.items()):
            pupil, on, session = cell
            if self.is_shut(on, session):
                if held != "#":
                    self.shut_over[cell], self.shut_times[cell] = held, self.times.pop(cell, {})
                self.cells[cell] = "#"
                continue
            if held == "#":
                self.times[cell] = dict(self.shut_times.get(cell, {}))
            stands = self.shut_over.get(cell, ".") if held == "#" else held
            on_roll = self.is_on_roll(pupil, on)
            self.cells[cell] = "_" if not on_roll else "." if stands == "_" else stands
