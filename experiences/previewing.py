"""A sheet as everybody will read it, shown to those who write it before it is public."""

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.following import following
from community.signed_in import SignedInRequest
from experiences.citing import Citation
from experiences.family import family_of
from experiences.models import Experience
from experiences.reading import facts_of
from experiences.related import related_to
from experiences.sheets import trail
from experiences.stage import stage_of
from experiences.vocabulary import Status

# What the index would know of it; of a sheet that is not public it keeps nothing.
FACETS = """
    SELECT known.kind, known.value, known.id, known.count
    FROM experiences_facets(ARRAY[%s]::bigint[]) own
    JOIN experiences_facet known USING (kind, value)
"""


@require_safe
def preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """The page of the sheet, word for word; only the banner above it is not the public's."""
    sheets = Experience.objects.editable_by(request.user).as_sheets()
    sheet = get_object_or_404(sheets, slug=slug)
    if sheet.is_published:
        return redirect(sheet)
    as_if_published(sheet)
    context = {
        "sheet": sheet,
        "trail": trail(),
        "facts": facts_of(sheet),
        "asks": sheet.is_asked_about,
        "related": related_to(sheet),
        "stage": stage_of(sheet),
        "family": family_of(sheet),
        "citation": Citation.of_today(sheet),
        "follow": following(AnonymousUser(), sheet),
        "moves": set(),
        "preview": True,
    }
    return render(request, "experiences/sheet.html", context)


def as_if_published(sheet: Experience) -> None:
    """In memory alone: it is never saved. Each move that is still to come is a version."""
    moves = 1 if sheet.status == Status.SUBMITTED else 2
    sheet.status = Status.PUBLISHED
    sheet.published_at = sheet.published_at or timezone.now()
    told = [sheet.versions_told.number + moves, timezone.now().isoformat()]
    with connection.cursor() as cursor:
        cursor.execute(FACETS, [sheet.pk])
        sheet.bring(versions=told, facets=cursor.fetchall())
