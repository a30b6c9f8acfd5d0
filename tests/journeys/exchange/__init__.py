"""Files of another system, brought in a real browser."""
