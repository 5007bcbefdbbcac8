from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate

from community import content
from portal import checks


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        register(checks.database_is_named, Tags.database, deploy=True)
        register(checks.files_are_reached, Tags.files, deploy=True)
        register(checks.replicas_are_read, Tags.database, deploy=True)
        register(checks.static_files_are_gathered, Tags.staticfiles, deploy=True)
        register(checks.translations_are_compiled, Tags.translation, deploy=True)
        post_migrate.connect(content.watch, sender=self)
