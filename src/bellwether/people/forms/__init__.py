"""The forms of this room: they check the shape of what is typed, services check the rules."""

from bellwether.people.forms.family import (
    CharacteristicForm,
    ChaseForm,
    LinkForm,
    OrderForm,
    ParentForm,
    ProfessionalForm,
    SafeContactForm,
)
from bellwether.people.forms.pupil import (
    AdmitForm,
    DayForm,
    DetailsForm,
    EnrolForm,
    GroupForm,
    GroupPlaceForm,
    HomeForm,
    LeaveForm,
    NameForm,
    NothingForm,
    ReasonForm,
    UpnForm,
)
from bellwether.people.forms.school import AcceptForm, MergeForm, NewYearForm, OfferForm

__all__ = [
    "AcceptForm",
    "AdmitForm",
    "CharacteristicForm",
    "ChaseForm",
    "DayForm",
    "DetailsForm",
    "EnrolForm",
    "GroupForm",
    "GroupPlaceForm",
    "HomeForm",
    "LeaveForm",
    "LinkForm",
    "MergeForm",
    "NameForm",
    "NewYearForm",
    "NothingForm",
    "OfferForm",
    "OrderForm",
    "ParentForm",
    "ProfessionalForm",
    "ReasonForm",
    "SafeContactForm",
    "UpnForm",
]
