"""Form fields of the design: a renderer for every form, and a base form, fields and widgets for our own.

    class AskForm(BellwetherForm):
        day = DateField(label=_("First day"))
        why = forms.ChoiceField(label=_("Reason"), choices=REASONS, widget=Radios(hints={"other": _("Say which")}))

A template then needs `{% error_summary form %}` and `{{ form }}`, or `{{ form.day.as_field_group }}` by itself.
"""

from bellwether.ui.forms.base import BellwetherForm
from bellwether.ui.forms.bound import GovukBoundField
from bellwether.ui.forms.dates import DateField, DateInput3
from bellwether.ui.forms.files import Files, FilesField
from bellwether.ui.forms.problems import problem_links
from bellwether.ui.forms.renderer import GovukRenderer
from bellwether.ui.forms.week import WeekField, WeekGrid
from bellwether.ui.forms.widgets import Checkboxes, LongText, Number, Radios, Text

__all__ = [
    "BellwetherForm",
    "Checkboxes",
    "DateField",
    "DateInput3",
    "Files",
    "FilesField",
    "GovukBoundField",
    "GovukRenderer",
    "LongText",
    "Number",
    "Radios",
    "Text",
    "WeekField",
    "WeekGrid",
    "problem_links",
]
