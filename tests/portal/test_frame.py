"""What stands around every page: the same for all, but for the language and the room."""

import re

import pytest

ROOMS = {
    "experiences": "Experiences",
    "lessons": "Lessons",
    "exchanges": "Exchanges",
    "organizations": "Organizations",
    "countries": "Countries",
    "themes": "Themes",
}


def marked(page) -> list[tuple[str, str]]:
    """Of the rooms: which are marked as the one that the page is in, and how."""
    return re.findall(r'<a class="nav__link" [^>]*aria-current="(\w+)">(\w+)</a>', page.text)


@pytest.mark.django_db
@pytest.mark.parametrize("room", ROOMS)
def test_the_head_of_a_page_marks_the_room_it_is_in(client, room):
    there = marked(client.get(f"/en/{room}/"))
    assert there == [("page", ROOMS[room]), ("true", "English")] * 2


@pytest.mark.django_db
def test_behind_the_front_page_of_a_room_its_mark_says_so(client):
    assert marked(client.get("/en/exchanges/offers/"))[0] == ("true", "Exchanges")
    assert marked(client.get("/en/offers/"))[0] == ("true", "Exchanges")
    assert marked(client.get("/en/about/")) == [("true", "English")] * 2


@pytest.mark.django_db
def test_the_frame_speaks_the_language_of_each_page_and_knows_todays_secretariat(client, settings):
    assert "Library of experiences" in client.get("/en/about/").text
    assert "Biblioteca de experiencias" in client.get("/es/about/").text
    for email in ("first@example.org", "second@example.org"):
        settings.SECRETARIAT_EMAIL = email
        assert f"mailto:{email}" in client.get("/en/about/").text
