from django.apps import AppConfig
from django.db.models.signals import post_migrate

from community import content
from portal import checks  # noqa: F401 - registers them


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        post_migrate.connect(content.watch, sender=self)
