"""Whatever joins rooms: the home page of each role and the navigation over every page."""
