"""What comes in from other systems and goes out to them. `formats` has one folder for each; none knows a database."""
