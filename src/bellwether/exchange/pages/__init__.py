"""The pages of this room as frozen values: every string, link and tag colour. They ask for nothing themselves."""
