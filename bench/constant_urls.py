"""A constant page of 25 kB inside the portal, for bench/library_probe.py."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

PAGE = b"<!doctype html><title>constant</title><p>" + b"exchange of experiences " * 1040


@login_not_required
def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


urlpatterns = [path("", constant)]
