"""What machines ask for."""

import re

import pytest
from django.db import OperationalError, connection

from tests import make


def test_the_site_is_alive_without_its_database(client, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("the server is gone")

    monkeypatch.setattr(connection, "ensure_connection", away)
    assert client.get("/healthz").content == b"alive\n"


@pytest.mark.django_db
def test_the_site_is_ready_when_every_migration_is_applied(client):
    assert client.get("/readyz").content == b"ready\n"


@pytest.mark.django_db
def test_while_the_database_is_away_the_visitor_is_asked_to_come_back(client, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("the server is gone")

    monkeypatch.setattr(connection, "cursor", away)
    page = client.get("/en/")
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_robots_stay_out_of_what_is_private_and_find_the_sitemap(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert "/sitemap.xml" in text


def test_a_browser_that_shows_json_finds_the_icon(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert re.fullmatch(r"/static/img/mark(\.\w+)?\.svg", answer["Location"])
    assert "max-age=86400" in answer["Cache-Control"]


def test_the_sitemap_names_public_pages_in_four_languages_and_nothing_else(client, boris):
    sheet = make.published(make.ministry_of(boris), slug="public-sheet", pk=7)
    block = make.block(sheet)
    make.block(make.sheet(make.ministry_of(boris), slug="secret-draft"))
    assert "sitemap-experiences.xml" in client.get("/sitemap.xml").content.decode()
    listed = client.get("/sitemap-experiences.xml").content.decode()
    for code in ("en", "es", "pt", "fr"):
        assert f"/{code}/experiences/{sheet.slug}/</loc>" in listed
    assert "secret-draft" not in listed
    listed = client.get("/sitemap-blocks.xml").content.decode()
    assert f"/pt/experiences/{sheet.slug}/blocks/{block.number}/</loc>" in listed
    assert listed.count("<loc>") == 4


def test_a_sheet_stays_in_the_file_of_its_number(client, boris, django_assert_num_queries):
    """A file holds 1,250 numbers, each in four languages; nothing before it is counted or read."""
    first = make.published(make.ministry_of(boris), slug="first", pk=1_250)
    late = make.published(make.ministry_of(boris), slug="late", pk=3_000)
    files = client.get("/sitemap.xml").content.decode()
    assert files.count("/sitemap-experiences.xml") == 3
    with django_assert_num_queries(2):
        listed = client.get("/sitemap-experiences.xml?p=3").content.decode()
    assert f"/{late.slug}/" in listed
    assert listed.count("<loc>") == 4
    assert f"/{first.slug}/" in client.get("/sitemap-experiences.xml").content.decode()
    assert "<loc>" not in client.get("/sitemap-experiences.xml?p=2").content.decode()


def test_the_security_contact_is_named(client):
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:" in text
    assert "Expires: " in text


def test_whoever_asks_for_another_host_is_refused_and_fills_no_log(client, caplog):
    assert client.get("/en/", headers={"Host": "evil.example"}).status_code == 400
    assert caplog.records == []
