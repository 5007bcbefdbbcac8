"""What machines ask for."""

import os
import re
import subprocess
import sys

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection

from portal import checks
from portal.health import DatabaseAwayMiddleware
from tests import make
from tests.ports import free_port


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


def test_while_the_counts_of_throttles_are_away_the_visitor_is_asked_to_come_back(
    rf, settings, caplog
):
    """They stand on a cache server where ``CACHE_URL`` names one: nobody could sign in."""
    address = f"redis://127.0.0.1:{free_port()}/0"
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address}
    settings.CACHES = {**settings.CACHES, "default": redis}
    settings.DATABASE_URL = "postgres://portal@127.0.0.1/portal"
    page = DatabaseAwayMiddleware(lambda _request: cache.get("attempts"))(rf.get("/"))
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert "Out of reach: ConnectionError" in caplog.text
    assert [one.id for one in checks.cache_is_reached()] == ["portal.W017"]


@pytest.mark.django_db
def test_a_question_that_takes_too_long_is_given_up_as_if_the_database_were_away(
    client, monkeypatch
):
    def slow(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '20ms'")
            cursor.execute("SELECT pg_sleep(5)")

    monkeypatch.setattr("experiences.search.Library.found", property(slow))
    page = client.get("/en/experiences/?q=goats")
    assert (page.status_code, page["Retry-After"]) == (503, "5")


OPTIONS = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS'])"


def test_web_processes_alone_have_no_more_than_half_a_minute_for_a_question():
    def options(first: str, **environment: str) -> str:
        words = [sys.executable, "-c", f"{first}; {OPTIONS}"]
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", **environment}
        return subprocess.run(
            words, check=True, capture_output=True, text=True, env=environment
        ).stdout

    assert "statement_timeout=30s" in options("import portal.wsgi")
    assert "statement_timeout=7s" in options("import portal.wsgi", DATABASE_STATEMENT_SECONDS="7")
    assert "statement_timeout" not in options("import portal.wsgi", DATABASE_STATEMENT_SECONDS="0")
    assert "statement_timeout" not in options("import django; django.setup()")


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
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"  # as RFC 9116 wants it
    text = answer.content.decode()
    assert "Contact: mailto:" in text
    assert "Expires: " in text


def test_programs_that_keep_passwords_find_where_to_change_one(client):
    answer = client.get("/.well-known/change-password", headers={"accept-language": "es"})
    assert (answer.status_code, answer["Location"]) == (302, "/es/accounts/password/change/")


def test_whoever_asks_for_another_host_is_refused_and_fills_no_log(client, caplog):
    assert client.get("/en/", headers={"Host": "evil.example"}).status_code == 400
    assert caplog.records == []
