"""Django's admin as the secretariat's desk."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "portal.desk.site.Desk"
