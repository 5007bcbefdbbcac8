"""Why a sheet stands where it stands on the ladder of maturity, as its page tells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from community.languages import current
from experiences.models import Experience
from experiences.vocabulary import SourceKind


@dataclass(frozen=True)
class Ground:
    """``label`` in the reader's language, ``title`` in ``lang`` where it may be another."""

    label: str
    title: str = ""
    url: str = ""
    lang: str = ""
    where: str = ""


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
            yield Ground(_("Evaluation:"), source.title, source.url, sheet.language)
    if sheet.is_studied:
        evidence = sheet.get_evidence_display()
        yield Ground(_("Evidence: %(evidence)s, with its sources") % {"evidence": evidence})
    if not sheet.is_adapted:
        return
    others = sheet.replications().only("slug", "title", "language").with_names()
    for other in others.in_words(current(), part="title"):
        title, where = other.said["title"], ", ".join(other.country_names)
        yield Ground(_("Adapted elsewhere:"), title, other.get_absolute_url(), title.code, where)
