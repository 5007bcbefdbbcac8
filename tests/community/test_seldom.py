"""What most processes never need is loaded when it is first needed."""

import os
import subprocess
import sys

import pytest

from community.seldom import seldom

PROGRAM = """
import portal.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
import sys  # to import them would load them
icalendar, image = sys.modules["icalendar"], sys.modules["PIL.Image"]
from importlib.util import _LazyModule
print(*(type(module) is _LazyModule for module in (icalendar, image)))
icalendar.Calendar, image.open
print(*(type(module) is _LazyModule for module in (icalendar, image)))
"""


def test_a_web_process_has_neither_pictures_nor_calendars_until_it_is_asked_for_them():
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"},
    )
    assert told.stdout == "True True\nFalse False\n"


def test_what_is_there_already_is_the_same_and_what_is_not_installed_is_said_at_once():
    assert seldom("os") is os
    package = seldom("xml.dom.pulldom")
    assert sys.modules["xml.dom"].pulldom is package
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        seldom("no_such_module")
