"""The `--calendar` file: closures and open days."""

from bellwether.exchange.formats.calendar.model import CalendarEntry, CalendarFile
from bellwether.exchange.formats.calendar.reader import read_calendar

__all__ = ["CalendarEntry", "CalendarFile", "read_calendar"]
