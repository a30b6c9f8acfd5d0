"""The command line. Thin: each command reads its arguments, asks the clock, and hands over to the rooms below."""
