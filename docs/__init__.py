"""The documentation, and the program that writes the part of it that is data (`python -m docs.generate`)."""
