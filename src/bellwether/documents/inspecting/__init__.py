"""Looking through a file from outside: what it is, by its bytes, and whether it could do anything by itself."""

from bellwether.documents.inspecting.looking import LARGEST, Inspected, inspect

__all__ = ["LARGEST", "Inspected", "inspect"]
