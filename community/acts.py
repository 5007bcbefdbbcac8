"""Who acts, in whose name, and why: what every verb is told and every event says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from community.models.people import Person


@dataclass(frozen=True)
class Act:
    """Recorded with every move."""

    by: Person | None
    organization_number: str = ""
    organization_name: str = ""
    reason: str = ""
    details: dict[str, Any] = field(default_factory=dict)
