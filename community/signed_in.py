"""Pages are closed unless opened: behind the sign-in, whoever asks is a person."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from community.models import Person
from community.unsaved import say_what_is_lost


class SignedInRequest(HttpRequest):
    """For the type checker: the request of a page that ``SignInMiddleware`` keeps closed."""

    user: Person


class SignInMiddleware(LoginRequiredMiddleware):
    """Who presses a button after her session has ended signs in and is back on the page that has
    the button: its own address answers nobody who comes by a link."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        say_what_is_lost(request)
        return redirect_to_login(_page_with_the_button(request))


def _page_with_the_button(request: HttpRequest) -> str:
    came_from = urlsplit(request.headers.get("Referer", ""))
    is_ours = came_from.netloc == request.get_host() and came_from.path.startswith("/")
    if not is_ours or came_from.path.startswith("//"):
        return "/"
    return came_from._replace(scheme="", netloc="", fragment="").geturl()
