"""Addresses of pages that are found by one word: a sheet, a theme, an exchange.

A list has up to a hundred of them, which differ in nothing but the word; Django puts each together
from the beginning.
"""

from __future__ import annotations

from functools import cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

WORD = "0-0"  # fits where a slug stands and where a text does, and stands in no address of ours


def address(page: str, word: str) -> str:
    """As ``reverse(page, args=[word])``; ``word`` consists of letters, digits and hyphens."""
    before, behind = _around(page, get_language(), get_script_prefix())
    return f"{before}{word}{behind}"


@cache
def _around(page: str, _language: str | None, _prefix: str) -> tuple[str, str]:
    before, _word, behind = reverse(page, args=[WORD]).partition(WORD)
    return before, behind
