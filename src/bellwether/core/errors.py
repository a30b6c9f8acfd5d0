"""The one base of our own errors. They carry facts; the page or the command finds the words."""


class BellwetherError(Exception):
    """Base of every error that a person may be shown without a traceback."""


class ShapeMismatchError(BellwetherError):
    """Arrays that should describe the same pupils or sessions do not agree in size."""


class DataFileError(BellwetherError):
    """One of our own data files (codes, measures, rules) breaks its own promises. A bug of ours, found at load."""
