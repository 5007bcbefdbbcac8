from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate

from community import content
from portal import checks


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        for check in checks.OF_PRODUCTION:
            register(check, "production", deploy=True)
        post_migrate.connect(content.watch, sender=self)
