"""The pages of this room: frozen objects with every word and link."""
