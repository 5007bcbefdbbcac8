"""Addresses that organizations had, and those of merged ones: they lead to today's for ever.

The one place for it: whatever page below ``/organizations/<slug>/`` finds nothing, a reader is
sent on to the same page of the organization that the address means today.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control

from community.models import Reader
from members.models import FormerAddress, Organization

A_DAY = 60 * 60 * 24  # a merger can be undone: nobody should remember it for longer
LOOKED_UP = 5  # former addresses in one query string
LONGEST = 10  # renamings by merger, one after the other


class FormerAddressMiddleware:
    """For the pages of one floor: whose ``slug`` nothing has, and was somebody's before."""

    namespace = "members"
    methods = frozenset({"GET", "HEAD"})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Costs nothing where the page was found."""
        match = request.resolver_match
        if not isinstance(exception, Http404) or request.method not in self.methods:
            return None
        if match is None or match.namespace != self.namespace or "slug" not in match.kwargs:
            return None
        today = self.today(match.kwargs["slug"], request.user)
        if today is None:
            return None
        path = reverse(match.view_name, kwargs={**match.kwargs, "slug": today.slug})
        query = request.META.get("QUERY_STRING", "")
        return self.sent_on(request, f"{path}?{query}" if query else path)

    def today(self, slug: str, reader: Reader) -> Any:
        """What the address means today, where this reader may know of it."""
        return organization_at(slug, reader)

    def sent_on(self, request: HttpRequest, path: str) -> HttpResponse:
        return moved_to(path)


def moved_to(path: str) -> HttpResponse:
    response = HttpResponsePermanentRedirect(path)
    patch_cache_control(response, max_age=A_DAY)
    return response


def organization_at(slug: str, reader: Reader) -> Organization | None:
    """Whom a former address means today, in one step however often it moved."""
    had = FormerAddress.objects.filter(slug=slug).values("organization")
    merged = Q(slug=slug, merged_into__isnull=False)
    found = Organization.objects.filter(Q(pk__in=had) | merged).first()
    return visible_heir(found, reader) if found else None


def visible_heir(organization: Organization, reader: Reader) -> Organization | None:
    """What it was merged into; nothing where this reader may not know of it."""
    for _step in range(LONGEST):
        if organization.merged_into is None:
            return organization if organization.visible_to(reader) else None
        organization = organization.merged_into
    return None


def addresses_today(slugs: list[str]) -> list[str]:
    """The same with those of today; what nobody ever had stays as it is."""
    found = organizations_at(slugs) if slugs else {}
    return list(dict.fromkeys(found[slug].slug if slug in found else slug for slug in slugs))


def organizations_at(slugs: list[str]) -> dict[str, Organization]:
    """The approved organizations at these addresses, of today or of former days."""
    found = {one.slug: one for one in Organization.objects.approved().filter(slug__in=slugs)}
    for slug in [slug for slug in slugs if slug not in found][:LOOKED_UP]:
        if today := organization_at(slug, AnonymousUser()):
            found[slug] = today
    return found
