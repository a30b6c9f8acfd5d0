"""See the table of rooms in the design: demo."""
