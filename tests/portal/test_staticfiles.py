"""The style sheet that readers fetch: one file, with every part in its layer."""

import gzip
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory

from portal.staticfiles import StaticFilesMiddleware, joined

CSS = Path(str(finders.find("css/portal.css"))).parent


def test_every_part_is_joined_into_the_one_sheet():
    sheet = joined((CSS / "portal.css").read_text(), lambda file: (CSS / file).read_text())
    assert "@import" not in sheet
    assert "/*" not in sheet
    assert sheet.count("{") == sheet.count("}")


# What pages link: all else is a part of it, but for the desk, which links its own one by one.
SHEETS = {"portal.css", *(f"desk/{path.name}" for path in CSS.glob("desk/*.css"))}


def test_no_part_is_forgotten():
    imported = set(re.findall(r'@import "([^"]+)"', (CSS / "portal.css").read_text()))
    parts = {str(path.relative_to(CSS)) for path in CSS.rglob("*.css")} - SHEETS
    assert imported == parts


def test_an_import_becomes_a_layer_of_the_same_name():
    assert (
        joined('@import "a.css" layer(base);', {"a.css": "p {\n}"}.get)
        == "@layer base {\np {\n}\n}"
    )


def test_collecting_serves_one_small_sheet(tmp_path: Path, settings: Any):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "portal.staticfiles.PortalStaticFilesStorage"},
    }
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["js", "svg", "txt"]  # seconds of the admin's
    call_command("collectstatic", interactive=False, verbosity=0)
    (sheet,) = tmp_path.glob("css/portal.????????????.css")
    assert all(sheet.with_name(f"{sheet.name}.{packed}").exists() for packed in ("br", "gz"))
    assert b"@import" not in sheet.read_bytes()
    assert len(gzip.compress(sheet.read_bytes())) < 12_200


@pytest.mark.django_db  # a closed answer asks whether connections are still good
def test_a_process_that_runs_serves_what_an_update_gathers(tmp_path: Path, settings: Any):
    """Its pages are not the only ones that ask it: others were restarted before it."""
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH = str(tmp_path), False
    settings.WHITENOISE_USE_FINDERS = False
    (manifest := tmp_path / "staticfiles.json").write_text("{}")
    runs = StaticFilesMiddleware(lambda _request: HttpResponse(status=404))
    asked = RequestFactory().get("/static/new.css")
    (tmp_path / "new.css").write_text("p {}")
    assert runs(asked).status_code == 404  # collectstatic is not done yet
    os.utime(manifest, (2_000_000_000, 2_000_000_000))
    answer = runs(asked)
    assert answer.getvalue() == b"p {}"
    answer.close()
    (tmp_path / "late.css").write_text("p {}")
    assert runs(RequestFactory().get("/static/late.css")).status_code == 404  # looked through once
