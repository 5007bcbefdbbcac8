"""The people around an exchange."""

import pytest

from community.models import Person
from tests.exchanges import stages


@pytest.fixture
def who(amina: Person, boris: Person, chloe: Person) -> stages.Cast:
    return stages.cast(amina, boris, chloe)
