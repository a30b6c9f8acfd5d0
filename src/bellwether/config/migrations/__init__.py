"""The tables of the scheduled jobs and their workers."""
