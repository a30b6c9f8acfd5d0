"""Pages of leave of absence: the list of a school, one request with its decision, writing a request down."""

from bellwether.registers.pages.leave.asking import AskPage
from bellwether.registers.pages.leave.lists import LeaveListPage
from bellwether.registers.pages.leave.request import RequestPage

__all__ = ["AskPage", "LeaveListPage", "RequestPage"]
