"""DfE's published figures recomputed from their counts by code, and held against what the files say."""

from bellwether.analyse.dfe.comparison import compare
from bellwether.analyse.dfe.result import DfeComparison, Difference, Explained, Unchecked, comparisons_to_json

__all__ = ["DfeComparison", "Difference", "Explained", "Unchecked", "compare", "comparisons_to_json"]
