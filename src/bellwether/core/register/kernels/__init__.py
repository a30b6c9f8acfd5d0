"""The kernels, each in NumPy and in Numba, of equal results. Only RegisterMatrix calls them."""

from bellwether.core.register.kernels.given import PassInput
from bellwether.core.register.kernels.laying import count_by_week, settle_blanks
from bellwether.core.register.kernels.measuring import measure_with_numba
from bellwether.core.register.kernels.numpy_pass import measure_with_numpy
from bellwether.core.register.kernels.opening import open_and_close

__all__ = [
    "PassInput",
    "count_by_week",
    "measure_with_numba",
    "measure_with_numpy",
    "open_and_close",
    "settle_blanks",
]
