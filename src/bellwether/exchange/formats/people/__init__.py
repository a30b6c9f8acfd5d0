"""Files that say who is at a school: our own tables, OneRoster and CTF. They give `people.brought`, no database."""
