"""The door for the HTTP server: ``granian --interface wsgi portal.wsgi:application``."""

import gc
import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ["PORTAL_SERVES"] = "1"  # the settings know: nobody waits for ever for a page
site = get_wsgi_application()

from portal import checks, counting  # noqa: E402 - they know the settings
from portal.door import Door  # noqa: E402

for missing in checks.static_files_are_gathered():
    raise ImproperlyConfigured(f"{missing.msg} {missing.hint}")

# All pages at the start: what is wrong with one is said now, and what an update puts into this
# folder before the restart is not taken for a part of the release that runs.
get_resolver().url_patterns  # noqa: B018 - imports them

application = Door(site, counting.heard)

# What was loaded until here stays for ever. Python counts it when it decides whether to look for
# garbage, and with so much of it waits until a quarter as much has come together: 20 MB. Without
# it there is little to look through, so it looks often (pages leave rows that know each other):
# 5 MB less of them at a time, at no cost that could be measured.
gc.collect()
gc.freeze()
gc.set_threshold(500, 5, 2)
