"""Identifiers of pupils: the unique pupil number (UPN) and who may have issued it."""

from bellwether.core.identifiers.upn import UpnVerdict, check_letter, check_upn, is_upn_like, known_authorities

__all__ = ["UpnVerdict", "check_letter", "check_upn", "is_upn_like", "known_authorities"]
