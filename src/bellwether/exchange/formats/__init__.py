"""Readers and writers, one folder a format. They parse and report problems; what to do with them is decided above."""
