"""What a card says of an exchange besides its own fields, without a row for each party.

For exchanges that were loaded ``as_cards``: they have brought ``named_parties``, ``wanted_by`` and
``wanted_in``.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from exchanges.vocabulary import PartyRole

SHARES = (
    (_("Learns"), {PartyRole.RECIPIENT}),
    (_("Shares"), {PartyRole.FIRST_PROVIDER, PartyRole.SECOND_PROVIDER}),
    (_("With"), {PartyRole.FACILITATOR, PartyRole.FUNDER, PartyRole.KNOWLEDGE_PARTNER}),
)


class OnCards(models.Model):
    class Meta:
        abstract = True

    named_parties: list[dict[str, Any]]  # who takes part, each as ``short_name`` wants it
    wanted_by: int
    wanted_in: int

    @property
    def shares(self) -> list[tuple[str, list[str]]]:
        """Who learns, who shares, who else helps, for ``components/parties.html``."""
        shares = []
        for label, roles in SHARES:
            names = [short_name(**party) for party in self.named_parties if party["role"] in roles]
            if names:
                shares.append((str(label), names))
        return shares

    @property
    def wanted(self) -> str:
        """How many others say that they want it too, in words; nothing where nobody does."""
        if not self.wanted_by:
            return ""
        return _organizations(self.wanted_by) + (
            _countries(self.wanted_in) if self.wanted_in else ""
        )


def short_name(*, country: str | None, acronym: str | None, name: str | None, **_more: Any) -> str:
    """Of a party: the country, and the acronym of who acts for it."""
    if country:
        return f"{country} ({acronym})" if acronym else country
    return acronym or name or ""


def _organizations(number: int) -> str:
    words = ngettext(
        "%(number)s organization wants this too", "%(number)s organizations want this too", number
    )
    return words % {"number": number}


def _countries(number: int) -> str:
    return ngettext(", in %(number)s country", ", in %(number)s countries", number) % {
        "number": number
    }
