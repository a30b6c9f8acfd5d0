"""Leave of absence: written down for whoever asks, changed until decided, withdrawn, decided, written to parents."""

from bellwether.registers.services.leave.asking import change_leave, record_leave, withdraw_leave
from bellwether.registers.services.leave.deciding import decide_leave
from bellwether.registers.services.leave.evidence import add_evidence, open_evidence, remove_evidence
from bellwether.registers.services.leave.letters import send_letter, write_letters

__all__ = [
    "add_evidence",
    "change_leave",
    "decide_leave",
    "open_evidence",
    "record_leave",
    "remove_evidence",
    "send_letter",
    "withdraw_leave",
    "write_letters",
]
