"""How the registers lie in the database: the log, its chain, packed rows and details, read and written.

For the services and selectors of this room alone, which ask who may before they come here.
"""
