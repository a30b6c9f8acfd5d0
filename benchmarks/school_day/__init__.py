"""The school day against a clock: how many registers a second the database takes, by our statements and by others."""
