"""The questions of this room: for each page with a form who may see it, what it asks, and what an answer does."""
