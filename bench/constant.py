"""A constant page of 25 kB from a bare Django: the limit that reading pages are compared with."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

PAGE = b"<!doctype html><title>constant</title><p>" + b"exchange of experiences " * 1040


def constant(request) -> HttpResponse:
    return HttpResponse(PAGE)


urlpatterns = [path("", constant)]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"])
application = get_wsgi_application()
