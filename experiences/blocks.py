"""The page of one building block: what others can take over without the rest."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.languages import current
from experiences.models import Block
from experiences.models.blocks import key_of
from experiences.reading import country_links, may_ask_about
from experiences.sheets import trail_to
from experiences.translated import PartReading


@login_not_required
@require_safe
def block(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """``original`` asks for it as it was written, though it is translated."""
    rows = Block.objects.visible_to(request.user).as_pages()
    rows = rows.in_words("" if "original" in request.GET else current())
    found = get_object_or_404(rows, pk=_key(number), experience__slug=slug)
    sheet = found.experience
    sheet.spoken = found.spoken  # type: ignore[attr-defined]
    context = {
        "building_block": found,
        "sheet": sheet,
        "reading": PartReading(found),
        "trail": trail_to(sheet),
        "facts": facts_of(found),
        "asks": may_ask_about(sheet, request.user),
        "may_offer": sheet.is_published and sheet.editable_by(request.user),
        "others": [other for other in sheet.blocks.all() if other != found],
    }
    return render(request, "experiences/block.html", context)


def _key(number: str) -> int:
    if (key := key_of(number)) is None:
        raise Http404
    return key


def facts_of(block: Block) -> list[dict[str, Any]]:
    sheet = block.experience
    title = sheet.said["title"]
    organization = sheet.organization
    countries = [{"value": name, "url": url} for name, url in country_links(sheet)]
    facts: list[dict[str, Any]] = [
        {"label": _("Part of"), "value": title or str(sheet), "url": sheet.get_absolute_url(),
         "lang": "pt-BR" if title.code == "pt" else title.code},
        {"label": _("Kind of building block"), "value": block.get_kind_display(),
         "url": f"{reverse('experiences:library')}?block={block.kind}"},
        {"label": _("Organization"), "value": organization.name, "url": organization.public_url},
        {"label": _("Country"), "several": countries},
        {"label": _("Language"), "value": sheet.get_language_display()},
        {"label": _("Number"), "value": block.number},
    ]  # fmt: skip
    return [fact for fact in facts if fact.get("value") or fact.get("several")]
