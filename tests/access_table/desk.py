"""The doors of the desk."""

from __future__ import annotations

from bellwether.core.access import Action
from tests.access_table.doors import ANYBODY, LIST, OF_PUPIL, SIGNED_IN, Door

DOORS = (
    Door("desk:home", SIGNED_IN),
    Door("desk:search", LIST, Action.SEE_PUPIL),
    Door(
        "desk:pupil",
        OF_PUPIL,
        Action.SEE_PUPIL,
        args=lambda w: [w.pupils["Ada"]],
        other_args=lambda w: [w.pupils["Jude"]],
    ),
    Door("desk:duties", SIGNED_IN),
    Door("desk:help", SIGNED_IN, without_decision="words about the product, chosen by what one may do; about nobody"),
    Door("desk:accessibility", ANYBODY, without_decision="words about the product, about nobody"),
)
