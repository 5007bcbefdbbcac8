"""What the floors above keep about members, reached through reverse relations alone."""

from typing import Any

from members.models import Organization


def sheets() -> Any:
    """With the words of their own queryset: ``published``, ``as_cards``."""
    return _rows("experiences")


def exchanges() -> Any:
    """``public``, ``of``, ``as_cards``."""
    return _rows("requests")


def offers() -> Any:
    """``current``, ``organizations``, ``sheets``, ``as_cards``."""
    return _rows("offers")


def parties() -> Any:
    """``taking_part``."""
    return _rows("parties")


def _rows(relation: str) -> Any:
    related: Any = Organization._meta.get_field(relation).related_model
    return related.objects.all()
