"""Addresses that are put together from what they have in common."""

import pytest
from django.urls import reverse

from community.addresses import address
from community.languages import CODES, speaking

PAGES = (
    "theme",
    "members:organization",
    "experiences:sheet",
    "experiences:lesson",
    "exchanges:exchange",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("word", ["EXC-2026-0001", "old-age-pensions", "a_b", "0"])
def test_an_address_is_the_one_that_leads_to_the_page(page, word):
    for code in CODES:
        with speaking(code):
            assert address(page, word) == reverse(page, args=[word])
