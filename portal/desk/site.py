"""The desk: Django's admin, with a second factor and one page of all that waits."""

from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from community.second_factor import has_second_factor
from portal.desk import people, waiting


class Desk(admin.AdminSite):
    site_header = _("IASPN · Secretariat")
    site_title = _("Secretariat")
    index_title = _("What waits for you")
    index_template = "admin/desk.html"

    def get_urls(self) -> list[Any]:
        erase = self.admin_view(people.erase)
        return [path("people/<int:pk>/erase/", erase, name="erase-person"), *super().get_urls()]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """What PostgreSQL cannot hold is nothing to look for: the page without it."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def without_nul(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if any("\0" in one for values in request.GET.lists() for one in values[1]):
                return redirect(request.path)
            answer: HttpResponse = inner(request, *args, **kwargs)
            return answer

        return without_nul

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff with a second factor; it is waived in the demo alone."""
        if not super().has_permission(request):
            return False
        return settings.DEMO or has_second_factor(request.user)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The portal's own sign-in; staff without a second factor is led to set one up."""
        user = request.user
        if user.is_authenticated and user.is_active and user.is_staff:
            return redirect("mfa_index")
        return self.sign_in(request, extra_context)

    @method_decorator(secure_admin_login)
    def sign_in(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().login(request, extra_context)

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        things = waiting.everything()
        return super().index(request, {**(extra_context or {}), "waiting": things})

    def password_change(  # type: ignore[override]  # sends on instead of showing a page
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """There is one page for it, the portal's own."""
        return redirect("account_change_password")
