"""The secretariat works with a second factor, at its desk and on every other page.

An officer sees on the public pages what others do not, and may decide there: without a second
factor she gets no further than the pages of her account, where she sets one up.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from community.second_factor import has_second_factor


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.lacks_one(request):
            messages.warning(request, _("The secretariat works with a second factor: set one up."))
            return redirect("mfa_index")
        return self.get_response(request)

    def lacks_one(self, request: HttpRequest) -> bool:
        user = request.user
        if settings.DEMO or not (user.is_authenticated and user.is_staff):
            return False
        account = reverse("mfa_index").removesuffix("2fa/")
        open_pages = (account, "/static/", "/healthz", "/readyz", "/admin/jsi18n")
        return not request.path.startswith(open_pages) and not has_second_factor(user)
