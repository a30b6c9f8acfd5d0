"""What may be changed about places. Each service is one transaction and one audit event, which other rooms hear."""

from bellwether.organisations.services.calendar import add_closure, set_session_times, set_terms, withdraw_closure
from bellwether.organisations.services.gias import StagedGias, apply_gias, stage_gias, staged_gias
from bellwether.organisations.services.places import (
    authority_of_code,
    change_school,
    join_trust,
    make_authority,
    make_school,
    make_trust,
    trust_of_number,
)
from bellwether.organisations.services.rules import adjust_policy, choose_policy, withdraw_adjustment
from bellwether.organisations.services.succession import close_school, convert_school, merge_schools

__all__ = [
    "StagedGias",
    "add_closure",
    "adjust_policy",
    "apply_gias",
    "authority_of_code",
    "change_school",
    "choose_policy",
    "close_school",
    "convert_school",
    "join_trust",
    "make_authority",
    "make_school",
    "make_trust",
    "merge_schools",
    "set_session_times",
    "set_terms",
    "stage_gias",
    "staged_gias",
    "trust_of_number",
    "withdraw_adjustment",
    "withdraw_closure",
]
