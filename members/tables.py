"""The directory as a table for spreadsheets."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, StreamingHttpResponse

from community.tables import AT_ONCE, Columns, address, slugs, table
from members.directory import Directory
from members.models import Organization

# What the profile shows to everybody; a column that is not here is not for everybody.
ORGANIZATION: Columns = {
    "number": lambda o: o.number,
    "name": lambda o: o.name,
    "name_en": lambda o: o.name_en,
    "acronym": lambda o: o.acronym,
    "kind": lambda o: o.kind,
    "country": lambda o: o.country_id,
    "national_focal_organization": lambda o: o.is_national_focal,
    "website": lambda o: o.website,
    "email_domain": lambda o: o.email_domain,
    "working_languages": lambda o: o.languages,
    "knows": lambda o: slugs(o.knows),
    "seeks": lambda o: slugs(o.seeks),
    "description": lambda o: o.description,
    "description_language": lambda o: o.description_language if o.description else "",
    "verified_on": lambda o: o.verified_at,
    "last_confirmed_on": lambda o: o.confirmed_at,
    "url": address,
}


@login_not_required
def organizations(request: HttpRequest) -> StreamingHttpResponse:
    found = Directory(request.GET).rows().values("pk")
    rows: Any = Organization.objects.approved().filter(pk__in=found)
    rows = rows.order_by("listing__plain", "pk").prefetch_related("knows", "seeks")
    return table("organizations", ORGANIZATION, rows.iterator(chunk_size=AT_ONCE))
