"""Who is there: schools, families, what the census asks about each pupil, and who comes and goes."""

from bellwether.core.simulate.population.people import People, make_people
from bellwether.core.simulate.population.schools import Schools, make_schools

__all__ = ["People", "Schools", "make_people", "make_schools"]
