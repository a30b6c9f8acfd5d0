"""Faults, over and over: what the tests do twenty times is done two hundred times here."""
