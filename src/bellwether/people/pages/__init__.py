"""What the pages of this room say: every word, link and colour, ready to draw."""
