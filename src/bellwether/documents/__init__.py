"""Letters and files: words from templates with versions, accessible PDF, and files from outside looked through first.

Knows schools, pupils and parents by id. Which letter is written, and of what, the rooms above say.
"""
