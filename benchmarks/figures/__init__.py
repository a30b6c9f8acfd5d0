"""The bars of the group `figures`: from a marks export to who needs help."""
