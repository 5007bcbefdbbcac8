#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, OperationalError) as error:
        # A sentence is enough for what an operator mends; the lines of code are for --traceback.
        if "--traceback" in sys.argv:
            raise
        away = "" if isinstance(error, ImproperlyConfigured) else "The database does not answer: "
        sys.exit(f"{away}{error}")
