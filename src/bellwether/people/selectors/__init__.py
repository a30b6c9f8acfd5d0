"""What may be known of pupils and those around them, always for an actor: rows in reach, masked where need be."""

from bellwether.people.selectors.contacts import contact_gaps
from bellwether.people.selectors.duplicates import (
    DuplicatePair,
    MergeFacts,
    ParentPair,
    compare,
    duplicates,
    likely_same,
    merge,
    merges,
    parent_duplicates,
)
from bellwether.people.selectors.families import (
    address_of_parent,
    around,
    email_of_professional,
    families,
    family,
    find_parents,
    home_of_pupil,
    parent_name,
    siblings,
)
from bellwether.people.selectors.finding import near, search
from bellwether.people.selectors.matching import pupils_by_number
from bellwether.people.selectors.moves import move, moves
from bellwether.people.selectors.pupils import (
    characteristics,
    died_among,
    kept_records,
    names,
    pupil,
    pupil_ids_of,
    resolved,
)
from bellwether.people.selectors.reaching import reach_of_group, reach_of_pupil, reach_of_pupils
from bellwether.people.selectors.rolls import (
    enrolments,
    group,
    group_names,
    group_sizes,
    group_spans,
    groups,
    roll,
    upns,
)

__all__ = [
    "DuplicatePair",
    "MergeFacts",
    "ParentPair",
    "address_of_parent",
    "around",
    "characteristics",
    "compare",
    "contact_gaps",
    "died_among",
    "duplicates",
    "email_of_professional",
    "enrolments",
    "families",
    "family",
    "find_parents",
    "group",
    "group_names",
    "group_sizes",
    "group_spans",
    "groups",
    "home_of_pupil",
    "kept_records",
    "likely_same",
    "merge",
    "merges",
    "move",
    "moves",
    "names",
    "near",
    "parent_duplicates",
    "parent_name",
    "pupil",
    "pupil_ids_of",
    "pupils_by_number",
    "reach_of_group",
    "reach_of_pupil",
    "reach_of_pupils",
    "resolved",
    "roll",
    "search",
    "siblings",
    "upns",
]
