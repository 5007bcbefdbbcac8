"""What an organization or a country has shared: experiences and exchanges, and how many."""

from typing import Any

from members.models import Country, Organization
from members.partners import given_by, received_by

SHOWN = 6  # of each kind on a page; the rest is one link away


def record_of(who: Organization | Country) -> dict[str, Any]:
    """The newest of each kind; what everybody may see."""
    kinds: dict[str, Any] = {
        "experience": who.experiences.published(),
        "received": received_by(who),
        "given": given_by(who),
    }
    newest = {name: rows.newest().as_cards()[:SHOWN] for name, rows in kinds.items()}
    counts = {f"{name}_count": rows.count() for name, rows in kinds.items()}
    return {"experiences": newest.pop("experience"), **newest, **counts}
