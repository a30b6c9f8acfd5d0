"""Carries the made-up authority into the database, by the services of the rooms and no other way."""
