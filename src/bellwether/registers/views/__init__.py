"""The views of this room: each asks a selector or a service, and shows a page."""
