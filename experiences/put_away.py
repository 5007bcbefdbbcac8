"""What was public and is archived: who comes by its address or number learns that, and no more.

Links, citations and catalogues hold its permanent address. Its title and its words are gone, as
they may be why it was archived. Of what was never public nobody learns that it exists.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from experiences.models import Experience
from experiences.vocabulary import Status


def told_or_404(request: HttpRequest, **which: Any) -> HttpResponse:
    public = Experience.objects.filter(**which, status=Status.ARCHIVED).exclude(published_at=None)
    sheet = public.only("pk", "published_at", "status_since").first()
    if sheet is None:
        raise Http404
    return render(request, "experiences/archived.html", {"sheet": sheet}, status=404)
