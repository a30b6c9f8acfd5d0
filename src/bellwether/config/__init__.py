"""Settings, addresses and start-up of the living application."""
