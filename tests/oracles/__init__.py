"""Slow, obvious twins of the fast passes: plain loops over plain dictionaries, written from the rules alone.

Nothing here knows of bytes, columns, kernels or the tables of `bellwether.core`: that is what makes it a check.
"""
