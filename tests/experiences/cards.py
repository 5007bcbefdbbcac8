"""What the cards of a list say."""

import re

LIBRARY = "/en/experiences/"


def titles(text: str) -> list[str]:
    return re.findall(r'card__title"><a [^>]*>([^<]*)<', text)
