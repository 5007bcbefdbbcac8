"""Addresses that answer a button alone, opened by a link or after a telephone forgot the page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve


class ButtonsOnlyMiddleware:
    """In place of an empty answer a page that leads to the one that has the button."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not (response.status_code == 405 and request.method == "GET" and is_page(request)):
            return response
        page = render(request, "405.html", {"back": page_above(request.path)}, status=405)
        page["Allow"] = response["Allow"]
        return page


def is_page(request: HttpRequest) -> bool:
    """Not at the desk, which has pages of its own, and not for a program."""
    is_at_desk = request.path.startswith("/admin/")
    return not is_at_desk and "text/html" in request.headers.get("Accept", "")


def page_above(path: str) -> str:
    """The nearest address above ``path`` that exists; the front page at last."""
    while path := path.rstrip("/").rpartition("/")[0]:
        try:
            resolve(f"{path}/")
        except Resolver404:
            continue
        return f"{path}/"
    return "/"
