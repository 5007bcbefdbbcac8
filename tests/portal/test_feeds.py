"""The feed of every list, read as strictly as RFC 4287 asks; nothing private is in it."""

import datetime as dt
import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from experiences.models import Experience
from tests import make
from tests.exchanges.test_offers import offer

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SITE = "https://portal.example"
LISTS = {
    "experiences": ("library", "country=CL&q=visits"),
    "lessons": ("lessons", "country=CL&polarity=works"),
    "organizations": ("directory", "country=CL"),
    "exchanges": ("board", "country=CL&status=open"),
    "offers": ("offers", "country=JM"),
}
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@pytest.fixture(autouse=True)
def known_as(settings):
    """Not the host that the test asks."""
    settings.SITE_URL = SITE


@pytest.fixture
def network(amina, boris, chloe):
    """Of everything one for all and one for nobody, with the word SECRET."""
    ministry = make.ministry_of(amina)
    make.published(ministry, title="Visits", language="es", lessons=["Go & see."])
    Experience.objects.get().lessons.update(polarity="works")
    make.published(make.ministry_of(boris), title="Pensions")
    hidden = make.sheet(ministry, title="SECRET", lessons=["SECRET"])
    assert hidden.status == "draft"
    make.organization("SECRET", status="applied")
    opened = make.request(amina, title="Learn to visit")
    opened.submit(by=amina)
    opened.open(by=chloe)
    make.request(amina, title="SECRET")
    offer(boris, title="Come and see")
    offer(boris, title="SECRET", valid_until=dt.date(2020, 1, 1))


def read(client, name: str, language: str = "en", query: str = "") -> ElementTree.Element:
    address = f"/{language}/{name}/feed/" + (f"?{query}" if query else "")
    response = client.get(address, headers={"host": "127.0.0.1"})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own answer


def links(of: ElementTree.Element) -> dict[str, str]:
    return {one.get("rel", "alternate"): one.get("href", "") for one in of.findall(f"{ATOM}link")}


def only(of: ElementTree.Element, name: str) -> str:
    (found,) = of.findall(f"{ATOM}{name}")
    assert found.text
    return found.text


def at(of: ElementTree.Element) -> dt.datetime:
    said = only(of, "updated")
    assert STAMP.fullmatch(said)
    return dt.datetime.fromisoformat(said)


@pytest.mark.parametrize("name", LISTS)
def test_a_feed_is_valid_and_leads_to_where_it_says(client, network, name):
    feed = read(client, name)
    assert feed.tag == f"{ATOM}feed"
    assert feed.get(XML_LANG) == "en"
    assert only(feed, "id") == links(feed)["self"] == f"{SITE}/en/{name}/feed/"
    assert links(feed)["alternate"] == f"{SITE}/en/{name}/"
    assert only(feed, "title")
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    assert at(feed) == max(at(entry) for entry in entries)
    ids = [only(entry, "id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry, number in zip(entries, ids, strict=True):
        assert only(entry, "title") != "SECRET"
        assert at(entry) <= dt.datetime.now(dt.UTC)
        assert urlsplit(number)[:2] == urlsplit(SITE)[:2]
        address = links(entry)["alternate"]
        assert address.startswith(f"{SITE}/en/")
        assert client.get(address.removeprefix(SITE)).status_code == 200
    assert "SECRET" not in ElementTree.tostring(feed, "unicode")


@pytest.mark.parametrize("name", LISTS)
def test_a_feed_keeps_the_filters_of_its_list(client, network, name):
    page, query = LISTS[name]
    feed = read(client, name, query=query)
    whole = len(read(client, name).findall(f"{ATOM}entry"))
    assert 0 < len(feed.findall(f"{ATOM}entry")) < whole or (
        whole == 1 and name in "exchanges offers"
    )
    for rel in ("self", "alternate"):
        assert parse_qs(urlsplit(links(feed)[rel]).query) == parse_qs(query)
    assert only(feed, "id") != only(read(client, name), "id")
    app = {"library": "experiences", "lessons": "experiences", "directory": "members"}
    shown = client.get(f"{reverse(f'{app.get(page, "exchanges")}:{page}')}?{query}").text
    for found in re.findall(rf'href="(/en/{name}/feed/[^"]*)"', shown):
        assert parse_qs(urlsplit(found.replace("&amp;", "&")).query) == parse_qs(query)
    assert shown.count(f'"/en/{name}/feed/') == 2  # for programs and for people


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(("path", "language"), [("es", "es"), ("pt", "pt-br"), ("fr", "fr")])
def test_a_feed_speaks_the_language_of_its_address(client, name, path, language):
    feed = read(client, name, path)
    assert feed.get(XML_LANG) == language
    assert feed.findall(f"{ATOM}entry") == []
    assert links(feed)["self"] == f"{SITE}/{path}/{name}/feed/"


def test_an_entry_says_its_own_language_and_its_number_in_all_of_them(client, network):
    spanish = {only(one, "title"): one for one in read(client, "experiences").iter(f"{ATOM}entry")}
    assert spanish["Visits"].get(XML_LANG) == "es"
    assert spanish["Pensions"].get(XML_LANG) == "en"
    for name in LISTS:
        english, french = (read(client, name, path) for path in ("en", "fr"))
        assert [only(one, "id") for one in english.iter(f"{ATOM}entry")] == [
            only(one, "id") for one in french.iter(f"{ATOM}entry")
        ]


def test_what_is_withdrawn_leaves_the_feed_at_once(client, network):
    assert len(read(client, "experiences").findall(f"{ATOM}entry")) == 2
    Experience.objects.filter(title="Visits").update(status="archived")
    for name, left in (("experiences", {"Pensions"}), ("lessons", {"Start early."})):
        titles = {only(one, "title") for one in read(client, name).iter(f"{ATOM}entry")}
        assert "Visits" not in titles
        assert "Go & see." not in titles
        assert len(titles) == len(left)
