"""The demo in a real browser: loaded once for a day that never changes, walked through by everybody in it."""
