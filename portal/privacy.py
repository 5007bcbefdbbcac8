"""What a signed-in person sees stays out of every shared and browser cache.

What her browser kept of long forms (``static/js/unsaved.js``) goes when she signs out.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_cache_control


class PrivatePagesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if was_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"storage"'
        if request.user.is_authenticated or request.path.startswith("/admin/"):
            add_never_cache_headers(response)
            patch_cache_control(response, private=True, no_store=True)
        return response
