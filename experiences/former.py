"""Addresses that sheets had while they were written: they lead on to today's.

An answer tells nothing to whom the sheet itself would not answer. What is posted from a page that
was opened before goes along.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from community.models import Reader
from experiences.models import Experience
from members.former import FormerAddressMiddleware


class FormerSheetAddressMiddleware(FormerAddressMiddleware):
    namespace = "experiences"
    methods = frozenset({"GET", "HEAD", "POST"})

    def today(self, slug: str, reader: Reader) -> Experience | None:
        visible = Experience.objects.visible_to(reader)
        return visible.filter(former_addresses__slug=slug).first()

    def sent_on(self, request: HttpRequest, path: str) -> HttpResponse:
        if request.method == "POST":
            return HttpResponseRedirect(path, preserve_request=True)
        return super().sent_on(request, path)
