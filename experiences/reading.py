"""What the page of a sheet puts together: facts, whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from community.languages import Language
from community.lifecycle import SECRETARIAT
from community.models import Reader
from experiences.models import Experience
from experiences.models.asking import NOBODY_LEADS
from experiences.vocabulary import Status
from members.models import Membership

Fact = dict[str, Any]


def facts_of(sheet: Experience, languages: Sequence[tuple[str, str]] = ()) -> list[Fact]:
    """For the side column; what the sheet does not say is left out.

    ``languages`` are those it can be read in besides the page's, with their addresses.
    """
    library = reverse("experiences:library")
    organization = sheet.organization
    facts: list[Fact] = [
        _fact(_("Organization"), organization.name, organization.public_url),
        _several(_("Country"), country_links(sheet)),
        _fact(_("Name of the programme"), sheet.programme, lang=_own_language(sheet)),
        _fact(_("Period"), sheet.period),
        _fact(_("Scale"), sheet.get_scale_display()),
        _several(_("Themes"), [(t.label, t.get_absolute_url()) for t in sheet.shown_themes]),
        _several(
            _("Target populations"),
            [
                (label, f"{library}?population={value}")
                for value, label in zip(sheet.populations, sheet.population_labels, strict=True)
            ],
        ),
        _fact(_("Kind of programme"), sheet.get_instrument_display()),
        _fact(_("Maturity"), sheet.get_maturity_display(), "#stage" if sheet.maturity else ""),
        _fact(_("Kind of evidence"), sheet.get_evidence_display()),
        _several(
            _("Keywords"),
            [(word, f"{library}?{urlencode({'q': word})}") for word in sheet.shown_keywords],
            lang=_own_language(sheet),
        ),
        _fact(_("Language"), sheet.get_language_display()),
        _several(_("Read it in"), [(str(Language(code).label), url) for code, url in languages]),
    ]
    if sheet.published_at:
        facts.append(_fact(_("Published"), date_format(localtime(sheet.published_at))))
    if sheet.confirmed_at:
        facts.append(_fact(_("Last confirmed"), date_format(localtime(sheet.confirmed_at))))
    facts.append(_fact(_("Number"), sheet.number))
    return [fact for fact in facts if fact["several"]]


def country_links(sheet: Experience) -> list[tuple[str, str]]:
    return [
        (name, reverse("members:country", args=[iso2.lower()]))
        for iso2, name in sheet.names_by_country.items()
    ]


def _fact(label: str, value: str, url: str = "", lang: str = "") -> Fact:
    values = [{"value": value, "url": url, "lang": lang}] if value else []
    return {"label": label, "several": values}


def _several(label: str, pairs: list[tuple[str, str]], lang: str = "") -> Fact:
    several = [{"value": value, "url": url, "lang": lang} for value, url in pairs]
    return {"label": label, "several": several}


def _own_language(sheet: Experience) -> str:
    return "pt-BR" if sheet.language == "pt" else sheet.language


def may_ask_about(sheet: Experience, user: Reader) -> bool:
    """Is this reader led to ask for an exchange?

    Nobody asks her own organization, and the secretariat nobody; who also writes for another
    organization asks in its name.
    """
    if not sheet.is_asked_about or not user.is_authenticated:
        return sheet.is_asked_about
    mine = Membership.objects.active().of(user)
    others = mine.writing().exclude(organization=sheet.organization_id)
    if user.is_staff or mine.filter(organization=sheet.organization_id).exists():
        return others.exists()
    return True


# --- Not published yet ---------------------------------------------------------------------------


def turn_of(sheet: Experience, user: Reader) -> dict[str, Any] | None:
    """Whose turn it is and what is expected, as ``components/whose_turn.html`` wants it."""
    if not sheet.turn:
        return None
    told = {
        Status.DRAFT: _("Complete the sheet and submit it."),
        Status.RETURNED: _("Answer the notes of the secretariat and submit the sheet again."),
        Status.SUBMITTED: _("The secretariat reads it and publishes it, or returns it."),
    }
    at_secretariat = sheet.turn == SECRETARIAT
    yours = user.is_staff if at_secretariat else sheet.editable_by(user)
    turn: dict[str, Any] = {
        "who": _("The secretariat") if at_secretariat else sheet.organization.name,
        "what": told[Status(sheet.status)],
        "since": sheet.status_since,
        "yours": yours,
        "url": ""
        if at_secretariat or not yours
        else reverse("experiences:edit", args=[sheet.slug]),
        "label": _("Continue writing"),
    }
    if turn["url"] and not sheet.hindered("submit"):
        return turn | (_asking(sheet) if sheet.is_asked_for_by(user) else _submitting(sheet))
    return turn


def _submitting(sheet: Experience) -> dict[str, Any]:
    """It is complete, and hers to submit: of what came back, once a colleague has answered."""
    asked = sheet.asked_to_submit
    if asked and asked.by:
        name = _("%(name)s has completed the sheet and asks you to submit it.")
        return {"what": name % {"name": asked.by}, "since": asked.at, "url": ""}
    if sheet.status == Status.RETURNED:
        return {}
    return {"what": _("The sheet is complete: submit it."), "url": ""}


def _asking(sheet: Experience) -> dict[str, Any]:
    """It is complete, and others submit it."""
    names = ", ".join(map(str, sheet.organization.people().order_by("name")))
    if not names:
        return {"what": NOBODY_LEADS}
    if sheet.asked_to_submit:
        what, since = _("Asked to submit it: %(names)s."), sheet.asked_to_submit.at
    elif sheet.status == Status.RETURNED:
        since = sheet.status_since
        what = _("Answer the notes of the secretariat. To be submitted again by: %(names)s.")
    else:
        what, since = _("The sheet is complete. To be submitted by: %(names)s."), sheet.status_since
    return {
        "what": what % {"names": names},
        "since": since,
        "may_ask": not sheet.is_asked_lately,
        "yours": not sheet.asked_to_submit,
    }
