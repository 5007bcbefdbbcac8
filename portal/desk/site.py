"""The desk: Django's admin, with a second factor and one page of all that waits."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class Desk(admin.AdminSite):
    site_header = _("IASPN · Secretariat")
    site_title = _("Secretariat")
    index_title = _("What waits for you")

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff with a second factor; it is waived in the demo alone."""
        if not super().has_permission(request):
            return False
        return settings.DEMO or is_mfa_enabled(request.user)
