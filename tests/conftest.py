"""What every test can rely on."""

import pytest

from community.models import Person
from tests import make


@pytest.fixture
def amina(db: None) -> Person:
    return make.amina()


@pytest.fixture
def boris(db: None) -> Person:
    return make.boris()


@pytest.fixture
def chloe(db: None) -> Person:
    return make.chloe()
