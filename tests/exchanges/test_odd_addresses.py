"""What is written into an address by hand or by a robot: the page, or 404, never an error."""

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from exchanges.models import Offer
from tests import make
from tests.exchanges import stages
from tests.portal.test_doors import addresses

ODD = ("\x00", "%_\\'‫שלום‬\u202e" + "x" * 2000, "9" * 400, "٣")
QUERIES = (
    "q", "theme", "country", "organization", "kind", "status", "state", "instrument", "role",
    "language", "region", "page", "sort", "experience", "block", "offer", "to", "first_provider",
    "facilitator", "missing", "seen",
)  # fmt: skip
WITH_A_QUERY = (
    "exchanges/", "exchanges/feed/", "exchanges/csv/", "exchanges/matrix/",
    "exchanges/matrix/csv/", "exchanges/matrix/cash-transfers/cl/", "exchanges/flow/",
    "exchanges/calendar/",
    "exchanges/calendar/?theme=%00&organization=", "exchanges/ripple/", "offers/", "offers/feed/",
    "offers/csv/",
    "exchanges/request/", "exchanges/request/in-one/", "offers/new/", "{exchange}/invite/",
    "{exchange}/offer/", "{exchange}/partners/", "{draft}/request/who/", "{draft}/edit/",
    "{exchange}/activities/{activity}/invitation/",
)  # fmt: skip


@pytest.fixture
def amina_s(who) -> tuple[Client, dict[str, object]]:
    exchange, draft = stages.agreed(who), make.request(who.amina)
    client = Client()
    client.force_login(who.amina)
    names = {"exchange": f"exchanges/{exchange.number}", "draft": f"exchanges/{draft.number}"}
    return client, {**names, "activity": exchange.activities.get().pk}


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd[:6]))
def test_odd_words_behind_the_question_mark_break_no_page(odd, amina_s):
    client, names = amina_s
    query = "&".join(f"{name}={quote(odd)}" for name in QUERIES)
    for page in WITH_A_QUERY:
        path = f"/en/{page.format(**names)}"
        answer = client.get(path if "?" in path else f"{path}?{query}")
        assert answer.status_code in (200, 302, 403, 404), page
        if answer.streaming:
            b"".join(answer)


def test_numbers_that_no_row_has_are_not_found(who):
    """Every address with a number in it, of an exchange that is there and of one that is not."""
    exchange = stages.agreed(who)
    Offer.objects.create(organization=who.of(who.boris), title="Visits", valid_until="2099-01-01")
    client = Client()
    client.force_login(who.amina)
    tried = 0
    for name, arguments in addresses().items():
        keys = [one for one in arguments if one == "pk" or one.endswith("_pk")]
        if name.startswith("exchanges:") and keys:
            tried += 1
            for number in ("0", "9" * 18, "9" * 30):
                values = dict.fromkeys(arguments, number) | {"number": exchange.number}
                values = {one: values[one] for one in arguments}
                for ask in (client.get, client.post):
                    answer = ask(reverse(name, kwargs=values))
                    assert answer.status_code in (404, 405), (name, number)
    assert tried > 15
