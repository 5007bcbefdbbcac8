"""Public exchanges as cards, by their keys."""

from community.prepared import by_keys
from exchanges.models import Exchange

carded_exchanges = by_keys(lambda: Exchange.objects.public().as_cards())
