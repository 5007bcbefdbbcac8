"""What is on offer, said once: offers that hold, and sheets that others may come for.

Two selects that the statements of matching and of the matrix build on; lists ask by
``are_on_offer``. An offer of a sheet stands for it; an offer of one of its blocks does not.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

from exchanges.vocabulary import ENDED_EARLY
from experiences.models import Experience
from experiences.models.queries import ExperienceQuerySet

OFFERS = """
    SELECT offer.* FROM exchanges_offer offer
    JOIN members_organization who ON who.id = offer.organization_id
    WHERE offer.ended_at IS NULL AND offer.valid_until >= %(today)s AND who.status = 'approved'
"""
SHEETS = f"""
    SELECT sheet.* FROM experiences_experience sheet
    JOIN members_organization who ON who.id = sheet.organization_id
    WHERE sheet.status = 'published' AND sheet.available_for_exchange AND who.status = 'approved'
        AND NOT EXISTS (
            SELECT FROM ({OFFERS}) same WHERE same.experience_id = sheet.id
                AND same.block_id IS NULL AND same.organization_id = sheet.organization_id
        )
"""  # noqa: S608 - made of constants
# An exchange that takes one of the places of this year; what ended early gives it back.
TAKES_A_PLACE = f"""
    led.opened_at >= %(this_year)s
    AND led.status NOT IN ({", ".join(f"'{status.value}'" for status in ENDED_EARLY)})
"""


def are_on_offer(which: str) -> models.Q:
    """A condition: the row is one of ``OFFERS`` or of ``SHEETS`` today."""
    return _among(which, "today", timezone.localdate())


def sheets_on_offer() -> ExperienceQuerySet:
    """As ``SHEETS``: their organization says that others may come for them."""
    rows: ExperienceQuerySet = Experience.objects.filter(are_on_offer(SHEETS))
    return rows


def this_year() -> dt.datetime:
    return timezone.make_aware(dt.datetime(timezone.localdate().year, 1, 1))


def with_led_to(rows: Any, **of: Any) -> Any:
    """With ``led_to_this_year``: how many of its places the exchanges ``of`` each row take."""
    exchanges: Any = Experience._meta.get_field("asked_about").related_model
    taking = f"SELECT led.id FROM exchanges_exchange led WHERE {TAKES_A_PLACE}"  # noqa: S608
    led = exchanges.objects.filter(_among(taking, "this_year", this_year()), **of).order_by()
    counted = led.annotate(all=models.Value(1)).values("all").annotate(number=models.Count("pk"))
    return rows.annotate(led_to_this_year=Coalesce(models.Subquery(counted.values("number")), 0))


def _among(which: str, name: str, value: Any) -> models.Q:
    ids = f"SELECT one.id FROM ({which}) one".replace(f"%({name})s", "%s")  # noqa: S608
    return models.Q(pk__in=RawSQL(ids, [value]))  # noqa: S611 - constants with one parameter
