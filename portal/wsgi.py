"""The door for the HTTP server: ``granian --interface wsgi portal.wsgi:application``."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
site = get_wsgi_application()

from portal import counting  # noqa: E402 - both know the settings
from portal.door import Door  # noqa: E402

application = Door(site, counting.heard)

# What was loaded until here stays for ever. Python counts it when it decides whether to look for
# garbage, and with so much of it waits until a quarter as much has come together: 20 MB.
gc.collect()
gc.freeze()
