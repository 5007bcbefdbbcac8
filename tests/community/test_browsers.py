"""Browsers in words, for the list of where somebody is signed in."""

import pytest
from django.test import Client

from community.browsers import in_words
from tests import make

LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15"
CHROME = f"{LINUX} Chrome/142.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (CHROME, "Chrome, Linux"),
        (f"{WINDOWS} AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows"),
        (f"{WINDOWS[:-1]}; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox, Windows"),
        (f"{IPHONE} Version/18.1 Mobile/15E148 Safari/604.1", "Safari, iPhone"),
        (f"{IPHONE} CriOS/142.0 Mobile/15E148 Safari/604.1", "Chrome, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
        ("x" * 500, "x" * 59 + "…"),
    ],
)
def test_a_browser_is_said_in_words(line: str, words: str):
    assert in_words(line) == words


@pytest.mark.django_db
def test_amina_reads_which_browser_she_is_signed_in_with(client: Client):
    amina = make.amina()
    login = {"login": amina.email, "password": make.PASSWORD}
    client.post("/en/accounts/login/", login, headers={"User-Agent": CHROME})
    page = client.get("/en/accounts/sessions/", headers={"User-Agent": CHROME}).text
    assert "Chrome, Linux" in page
    assert "AppleWebKit" not in page
