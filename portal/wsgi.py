"""The door for the HTTP server: ``granian --interface wsgi portal.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
site = get_wsgi_application()

from portal.door import Door  # noqa: E402 - knows the settings

application = Door(site)
