"""What may be done with files of other systems. Each service is one transaction and one audit event."""

from bellwether.exchange.services.forgetting import forget
from bellwether.exchange.services.staging import ask_to_apply, cancel, read_again, stage
from bellwether.exchange.services.watching import look_into_folders, set_folder, tidy_folders
from bellwether.exchange.services.working import apply, read

__all__ = [
    "apply",
    "ask_to_apply",
    "cancel",
    "forget",
    "look_into_folders",
    "read",
    "read_again",
    "set_folder",
    "stage",
    "tidy_folders",
]
