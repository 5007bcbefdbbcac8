"""The library as a visitor reads it."""

import pytest

from tests.experiences.cards import LIBRARY


@pytest.fixture
def read(client):
    """As text: ``read("q=goats&country=CL")``."""

    def get(query: str = "", path: str = LIBRARY) -> str:
        response = client.get(f"{path}?{query}")
        assert response.status_code == 200
        return response.content.decode()

    return get
