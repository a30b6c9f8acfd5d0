"""What may be changed about pupils and those around them. Each service is one transaction and is heard by others."""

from bellwether.people.services.admitting import admit, enrol
from bellwether.people.services.around import (
    Safeguarding,
    add_characteristic,
    add_professional,
    characteristic,
    correct_characteristic,
    end_characteristic,
    end_professional,
    read_safeguarding,
    set_home,
)
from bellwether.people.services.bringing import bring_people, compare_people
from bellwether.people.services.families import (
    add_parent,
    change_link,
    change_parent,
    change_parent_of,
    chase_contacts,
    confirm_contacts,
    end_link,
    link_parent,
    order_contacts,
    set_safe_contact,
)
from bellwether.people.services.grouping import fill_group, leave_group, make_group, put_in_group, rename_group
from bellwether.people.services.leaving import (
    Ground,
    grounds,
    grounds_for_year,
    leave,
    record_death,
    settle_kinds,
    withdraw_death,
)
from bellwether.people.services.loading import load_people, load_pupils
from bellwether.people.services.merging import merge_parents, merge_pupils, unmerge
from bellwether.people.services.moving import accept_move, decline_move, offer_move
from bellwether.people.services.naming import change_name, change_upn, correct_details
from bellwether.people.services.new_year import NewYearChoices, apply_new_year, plan_new_year

__all__ = [
    "Ground",
    "NewYearChoices",
    "Safeguarding",
    "accept_move",
    "add_characteristic",
    "add_parent",
    "add_professional",
    "admit",
    "apply_new_year",
    "bring_people",
    "change_link",
    "change_name",
    "change_parent",
    "change_parent_of",
    "change_upn",
    "characteristic",
    "chase_contacts",
    "compare_people",
    "confirm_contacts",
    "correct_characteristic",
    "correct_details",
    "decline_move",
    "end_characteristic",
    "end_link",
    "end_professional",
    "enrol",
    "fill_group",
    "grounds",
    "grounds_for_year",
    "leave",
    "leave_group",
    "link_parent",
    "load_people",
    "load_pupils",
    "make_group",
    "merge_parents",
    "merge_pupils",
    "offer_move",
    "order_contacts",
    "plan_new_year",
    "put_in_group",
    "read_safeguarding",
    "record_death",
    "rename_group",
    "set_home",
    "set_safe_contact",
    "settle_kinds",
    "unmerge",
    "withdraw_death",
]
