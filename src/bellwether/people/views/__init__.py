"""The views of this room: each asks a selector or a question, and shows a page."""
