"""Why a sheet stands where it stands on the ladder of maturity, as its page tells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from experiences.models import Experience
from experiences.vocabulary import SourceKind


@dataclass(frozen=True)
class Ground:
    text: str
    url: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Stage:
    label: str
    needs_proof: bool
    grounds: list[Ground]


def stage_of(sheet: Experience) -> Stage | None:
    """Nothing where the sheet names no stage; grounds are looked for where the stage needs one."""
    if not sheet.maturity:
        return None
    grounds = list(_grounds(sheet)) if sheet.needs_proof else []
    return Stage(sheet.get_maturity_display(), sheet.needs_proof, grounds)


def _grounds(sheet: Experience) -> Iterator[Ground]:
    for source in sheet.sources.all():
        if source.kind == SourceKind.EVALUATION:
            yield Ground(_("Evaluation: %(title)s") % {"title": source.title}, source.url)
    if sheet.is_studied:
        evidence = sheet.get_evidence_display()
        yield Ground(_("Evidence: %(evidence)s, with its sources") % {"evidence": evidence})
    for other in sheet.replications().only("slug", "title").with_names():
        where = {"title": other.title, "countries": ", ".join(other.country_names)}
        told = _("Adapted elsewhere: %(title)s (%(countries)s)") % where
        yield Ground(told, other.get_absolute_url())
