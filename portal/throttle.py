"""Whoever searches without end waits a little: a search is the dearest thing a stranger can ask.

Answers that are kept cost nothing and are given before anybody comes here. Addresses are counted
in the memory of each process, for a minute, and stored nowhere: asking a shared cache would cost
every reader more than it saves.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from community.often import times

MINUTE = 60
WORDS = "q"  # the parameter of every search, of its suggestions, tables and feeds


class SearchThrottleMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        searches = request.GET.get(WORDS, "").strip()
        if searches and times(request, "searches", MINUTE) > settings.SEARCHES_A_MINUTE:
            return wait()
        return self.get_response(request)


def wait() -> HttpResponse:
    seconds = MINUTE - int(time.time() % MINUTE)
    page = render_to_string("portal/too_many_searches.html")
    return HttpResponse(page, status=429, headers={"Retry-After": str(seconds)})
