"""News of what a person follows: what happened to it, what is new on a theme or from somebody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from community.models import Event, Follow, Theme
from exchanges.models import Exchange
from exchanges.turns import TOLD
from experiences.models import Experience
from members.models import Organization

NEWS = 20


@dataclass(frozen=True)
class News:
    what: str | Promise
    title: str
    url: str
    when: dt.datetime
    lang: str = ""


def news_of(followed: list[Follow]) -> list[News]:
    """The newest first; ``followed`` holds only what she may see."""
    if not followed:
        return []
    found = {(one.url, str(one.what)): one for one in (*_happened(followed), *_new(followed))}
    return sorted(found.values(), key=lambda one: one.when, reverse=True)[:NEWS]


def _happened(followed: list[Follow]) -> list[News]:
    """Public acts on the followed things themselves, since she follows them."""
    things = {(row.subject_type_id, row.subject_id): row for row in followed}
    ids = {pk for _type, pk in things}
    kinds = {kind for kind, _pk in things}
    events = Event.objects.public().filter(subject_id__in=ids, subject_type__in=kinds)
    rows = events.order_by("-at")[: NEWS * 5]
    told = ((event, things.get((event.subject_type_id, event.subject_id))) for event in rows)
    return [
        _news(_told(event, row.subject), row.subject, event.at)
        for event, row in told
        if row and row.subject and event.at >= row.since
    ]


def _told(event: Event, thing: Any) -> str | Promise:
    if isinstance(thing, Exchange) and event.name in TOLD:
        return str(TOLD[event.name]) % {"party": _("An organization")}
    move = getattr(thing, "MOVES", {}).get(event.name)
    return move.label if move else ""


def _new(followed: list[Follow]) -> list[News]:
    """Sheets published and exchanges opened on a followed theme or by a followed organization."""
    themes = [row.subject_id for row in followed if isinstance(row.subject, Theme)]
    bodies = [row.subject_id for row in followed if isinstance(row.subject, Organization)]
    if not (themes or bodies):
        return []
    about = Q(themes__in=themes) | Q(themes__parent__in=themes)
    since = min(row.since for row in followed)
    sheets = Experience.objects.published().filter(published_at__gte=since)
    sheets = sheets.filter(about | Q(organization__in=bodies)).distinct().newest()[:NEWS]
    opened = Exchange.objects.public().filter(opened_at__gte=since)
    opened = opened.filter(about | Q(organization__in=bodies)).distinct().newest()[:NEWS]
    return [
        *(_news(_("New experience"), one, one.published_at) for one in sheets),
        *(_news(_("New exchange"), one, one.opened_at) for one in opened),
    ]


def _news(what: str | Promise, thing: Model, when: Any) -> News:
    where: Any = thing
    return News(what, str(thing), where.get_absolute_url(), when, getattr(thing, "language", ""))
