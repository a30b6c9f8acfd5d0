"""Commands of Django that belong to the running of the product."""
