"""The roof's own pages: home, search over everything, my page, themes, about."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request


@login_not_required
def by_browser_language(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(f"/{get_language_from_request(request)[:2]}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html")


@login_not_required
def search(request: HttpRequest) -> HttpResponse:
    return HttpResponse("search")


def my(request: HttpRequest) -> HttpResponse:
    return HttpResponse("my")


@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    return HttpResponse("about")


@login_not_required
def themes(request: HttpRequest) -> HttpResponse:
    return HttpResponse("themes")


@login_not_required
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse("theme")
