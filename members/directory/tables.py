"""The directory for spreadsheets and programs."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.http import HttpRequest, StreamingHttpResponse

from community.open_data import Writer
from community.tables import AT_ONCE, Columns, address
from members.directory.asked import Directory
from members.models import Organization
from members.models.organizations import KnownTheme, SoughtTheme
from members.models.queries import OrganizationQuerySet

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
    "knows": lambda o: o.known_slugs,
    "seeks": lambda o: o.sought_slugs,
    "description": lambda o: o.description,
    "description_language": lambda o: o.description_language if o.description else None,
    "verified_on": lambda o: o.verified_at,
    "last_confirmed_on": lambda o: o.confirmed_at,
    "url": address,
}


@login_not_required
def organizations(request: HttpRequest, write: Writer) -> StreamingHttpResponse:
    found = Directory(request.GET).rows().values("pk")
    rows = as_rows().filter(pk__in=found).order_by("listing__plain", "pk")
    return write("organizations", ORGANIZATION, rows.iterator(chunk_size=AT_ONCE))


def as_rows() -> OrganizationQuerySet:
    """Slugs alone: a model for each theme of ten thousand organizations takes seconds."""
    slugs = {"known_slugs": _slugs(KnownTheme), "sought_slugs": _slugs(SoughtTheme)}
    return Organization.objects.approved().annotate(**slugs)


def _slugs(through: Any) -> ArraySubquery:
    own = through.objects.filter(content_object=OuterRef("pk")).order_by("tag__slug")
    return ArraySubquery(own.values("tag__slug"))
