"""Django's admin as the secretariat's desk."""

from django.contrib.admin.apps import AdminConfig

from portal.desk import icons


class DeskConfig(AdminConfig):
    default_site = "portal.desk.site.Desk"

    def ready(self) -> None:
        super().ready()
        icons.name()
