"""What an attendance lead reads: worked examples of findings, sentence by sentence."""

from dataclasses import replace
from datetime import date

import pytest

from bellwether.core.policy import PupilFacts, ThresholdFacts, findings, load_policy

AS_OF = date(2026, 2, 13)


def _facts(**known):
    return replace(PupilFacts("A1", "Oakfield", as_of=AS_OF, possible=380), **known)


EXAMPLES = (
    (
        "vector 1: 38 of 380 is persistent",
        "dfe-2024",
        _facts(authorised=38),
        "persistent-absence.ratio",
        (
            "Missed 38 of 380 possible sessions (10.0 %), at or over the tenth that makes absence persistent: 19 "
            "days (3 weeks and 4 days) lost."
        ),
    ),
    (
        "vector 1: 37 of 380 is close to it",
        "dfe-2024",
        _facts(authorised=37),
        "absence.watch-from",
        "Missed 37 of 380 possible sessions (9.7 %), close to persistent: 1 more missed session would make it a tenth.",
    ),
    (
        "half is severe",
        "dfe-2024",
        _facts(authorised=100, unauthorised=90),
        "severe-absence.ratio",
        (
            "Missed 190 of 380 possible sessions (50.0 %), at or over the half that makes absence severe: 95 "
            "days (19 weeks) lost."
        ),
    ),
    (
        "a share of very few sessions",
        "dfe-2024",
        _facts(possible=8, authorised=1),
        "alerts.possible-least",
        "These shares rest on only 8 possible sessions: a few absences weigh heavily in so short a time.",
    ),
    (
        "the penalty threshold, with reasons still to find",
        "dfe-2024",
        _facts(unauthorised=10, threshold=ThresholdFacts(10, date(2025, 11, 12), ("2025-11-12 AM",), unresolved=2)),
        "penalty-notice.threshold-sessions",
        (
            "10 unauthorised sessions (G, N, O or U) within 10 school weeks, reached on 12 November 2025: the "
            "school must consider a penalty notice, which a person decides case by case, support first. 2 of "
            "them still N: find the reasons first, and take no step on N."
        ),
    ),
    (
        "the threshold, partly outside compulsory school age, which rests on an unconfirmed rule",
        "dfe-2024",
        _facts(unauthorised=10, threshold=ThresholdFacts(12, date(2025, 11, 12), outside_age=4)),
        "penalty-notice.threshold-sessions",
        (
            "10 unauthorised sessions (G, N, O or U) within 10 school weeks, reached on 12 November 2025 (at "
            "most 12 in any such window): the school must consider a penalty notice, which a person decides case "
            "by case, support first. 4 of them outside compulsory school age, where no notice can be issued, "
            "which leaves 6 (school-age.start-days is unconfirmed, school-age.end-day is confirmed). This rests "
            "on a rule that is not yet confirmed (school-age.start-days)."
        ),
    ),
    (
        "near the threshold",
        "dfe-2024",
        _facts(unauthorised=8, threshold=ThresholdFacts(8)),
        "penalty-notice.near-sessions",
        (
            "8 unauthorised sessions within 10 school weeks; at 10 a penalty notice must be considered. There is "
            "time to offer support."
        ),
    ),
    (
        "vector 13: twenty in a row is a return to the authority",
        "dfe-2024",
        _facts(unauthorised=20, run=20, run_first="2025-11-03 AM", run_last="2025-11-14 PM"),
        "return.attendance-school-days",
        (
            "20 unauthorised sessions in a row, 3 November 2025 in the morning to 14 November 2025 in the "
            "afternoon: from 20 on, an attendance return to the authority is due for a pupil of compulsory "
            "school age."
        ),
    ),
    (
        "vector 12: nineteen in a row is an alert",
        "dfe-2024",
        _facts(unauthorised=19, run=19),
        "return.attendance-alerts",
        "19 unauthorised sessions in a row, past the alert at 16: at 20 the authority is told.",
    ),
    (
        "vector 14: fifteen days with illness",
        "dfe-2024",
        _facts(authorised=15, illness_days=15),
        "return.sickness-school-days",
        (
            "Illness on 15 days this year: where a person has reasonable grounds to expect 15 school days "
            "missed, a sickness return to the authority is due."
        ),
    ),
    (
        "N past its five school days",
        "dfe-2024",
        _facts(unauthorised=1, overdue_n=("2025-09-03 AM",)),
        "n-code.replace-within",
        (
            "1 session still N after the 5 school days for finding the reason (the oldest on 3 September 2025 in "
            "the morning): find the reason, or record O."
        ),
    ),
    (
        "a pupil at two schools",
        "dfe-2024",
        _facts(other_schools=("Elm Park",)),
        "statistics.unit",
        (
            "Also on roll at Elm Park: each school's figures stand alone and are never merged, so neither shows "
            "the whole of this pupil's time."
        ),
    ),
    (
        "the first stage of a school's own policy",
        "millbrook",
        _facts(authorised=31),
        "response.stages",
        (
            "Attendance is 91.8 %, below 92 %: “Stage 1” of the chosen policy, informal talk with the parent; "
            "attendance watched every week (class teacher and inclusion team)."
        ),
    ),
    (
        "below the target only",
        "millbrook",
        _facts(authorised=16),
        "attendance.target",
        "Attendance is 95.8 %, below the target of 96 %.",
    ),
)


@pytest.mark.parametrize(
    ("policy", "facts", "rule", "text"), [example[1:] for example in EXAMPLES], ids=[example[0] for example in EXAMPLES]
)
def test_the_finding_reads(policy, facts, rule, text):
    found = {finding.rule: finding.text for finding in findings(facts, load_policy(policy))}

    assert found[rule] == text
