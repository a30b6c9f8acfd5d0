"""What is sent to this room: the shape of it is checked here, its rules in the services."""
