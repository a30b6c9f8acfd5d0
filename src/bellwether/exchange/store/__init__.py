"""How files and lists of an import are kept, checked for size and handed to the worker.

For the services of this room alone, which ask who may before they come here.
"""
