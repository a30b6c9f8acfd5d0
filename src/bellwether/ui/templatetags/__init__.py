"""Component tags of the design."""
