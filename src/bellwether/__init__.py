"""Bellwether: helps every child in England be in school."""
