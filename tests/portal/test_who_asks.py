"""A letter's link is opened weeks later: signed out, on another device, or as somebody else."""

import re
from html import unescape

import pytest
from django.test import Client

from community.models import Person
from tests import make
from tests.exchanges import stages

pytestmark = pytest.mark.django_db


def sign_in(client: Client, address: str, person: Person) -> str:
    """By the form at this address; where it leads to."""
    page = client.get(address)
    login, path = page.request["PATH_INFO"], re.findall(r'name="next" value="([^"]*)"', page.text)
    assert login == "/en/accounts/login/"
    words = {"login": person.email, "password": make.PASSWORD, "next": unescape(path[0])}
    return str(client.post(login, words).headers["Location"])


def test_a_letter_about_a_draft_opens_after_signing_in(client, amina):
    """Her request was returned with questions: the page is nobody else's."""
    page = make.request(amina).get_absolute_url() + "?from=letter"
    nothing = client.get(page)
    assert nothing.status_code == 404
    link = re.search(r'<a class="button" [^>]*href="([^"]*)"', nothing.text)
    assert link
    assert sign_in(client, unescape(link[1]), amina) == page
    assert client.get(page).status_code == 200


def test_what_there_is_for_others_is_not_told(client, amina):
    """The same words where there is nothing at all."""
    page = make.request(amina).get_absolute_url()
    there, nowhere = client.get(page), client.get("/en/exchanges/EXC-1999-001/")
    words = [re.sub(r"EXC-\d+-\d+", "", text) for text in (there.text, nowhere.text)]
    assert words[0] == words[1]


@pytest.mark.parametrize("refused", [404, 403])
def test_who_is_signed_in_as_somebody_else_reads_so_and_comes_back(
    refused, client, amina, boris, chloe
):
    page = make.request(amina).get_absolute_url()
    if refused == 403:
        exchange = stages.reporting(stages.cast(amina, boris, chloe))
        page, boris = f"{exchange.get_absolute_url()}report/", make.person()
    client.force_login(boris)
    nothing = client.get(page)
    assert nothing.status_code == refused
    assert f"You are signed in as {boris.email}." in nothing.text
    way = re.search(r'name="next" value="([^"]*)"', nothing.text)
    assert way
    out = client.post("/en/accounts/logout/", {"next": unescape(way[1])})
    assert sign_in(client, out.headers["Location"], amina) == page
    assert client.get(page).status_code == 200
