"""A school whose registers are open, and somebody to take them."""

import pytest

from bellwether.core.access import Role
from bellwether.registers import services
from tests.registers.builders import SYSTEM
from tests.world import NOW, YEAR


@pytest.fixture
def opened(world):
    """The world with the rows of `school` open: nothing marked yet."""
    services.open_rows(world.school, YEAR, actor=SYSTEM, now=NOW)
    return world


@pytest.fixture
def teacher(world):
    return world.actor(Role.CLASS_TEACHER)


@pytest.fixture
def office(world):
    return world.actor(Role.OFFICE)


@pytest.fixture
def head(world):
    return world.actor(Role.HEAD)
