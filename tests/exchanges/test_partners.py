"""Who could help: seen by who writes the request and by the secretariat, and where they invite."""

import pytest

from community.models import Event
from exchanges.models import MatchWeight, Party
from tests import make
from tests.exchanges import stages


def page_of(exchange) -> str:
    return f"/en/exchanges/{exchange.number}/partners/"


@pytest.fixture
def registry(db):
    return make.theme("registry", en="Social registry")


def test_amina_sees_who_could_help_and_a_link_that_fills_in_the_step(who, client, registry):
    body = make.organization("MIDIS", "PE")
    body.knows.set([registry])
    exchange = make.request(who.amina, themes=[registry])
    client.force_login(who.amina)
    page = client.get(page_of(exchange))
    assert "Knows Social registry." in page.text
    (row,) = page.context["helpers"].rows
    step = f"/en/exchanges/{exchange.number}/request/who/?first_provider={body.number}"
    assert row.invite == step
    assert f"MIDIS · Peru · {body.number}" in client.get(step).text


def test_once_it_is_open_the_link_fills_in_the_invitation(who, client, registry):
    body = make.organization("MIDIS", "PE")
    body.knows.set([registry])
    exchange = stages.opened(who, themes=[registry])
    client.force_login(who.amina)
    (row,) = client.get(page_of(exchange)).context["helpers"].rows
    assert row.invite.endswith(f"/invite/?organization={body.number}&role=second-provider")
    form = client.get(row.invite).context["form"]
    assert (form.initial["organization"], form.initial["role"]) == (body, "second-provider")


def test_a_bilateral_request_is_shown_who_would_make_it_trilateral(who, client, registry):
    make.organization("Of Chile too", "CL").knows.set([registry])
    make.organization("MIDIS", "PE").knows.set([registry])
    who.of(who.dana).knows.set([registry])
    exchange = stages.opened(who, themes=[registry])
    client.force_login(who.amina)
    thirds = client.get(page_of(exchange)).context["helpers"].thirds
    assert {(row.match.organization.name, row.role.value, row.why) for row in thirds} == {
        ("MIDIS", "second-provider",
         "From a third country, Peru: it would make this exchange trilateral."),
        ("Inter-American Body", "facilitator",
         "As an international body it would make this exchange trilateral."),
    }  # fmt: skip
    Party.invite(exchange, who.of(who.dana), "facilitator", by=who.amina)
    assert client.get(page_of(exchange)).context["helpers"].thirds == []


def test_nobody_else_sees_it(who, client, registry):
    draft = make.request(who.amina, themes=[registry])
    exchange = stages.opened(who, themes=[registry])
    strangers = (None, who.boris, who.dana, make.member(who.of(who.amina), "viewer"))
    for person in strangers:
        client.logout()
        if person:
            client.force_login(person)
        for one in (draft, exchange):
            assert client.get(page_of(one)).status_code in {302, 404}
    client.force_login(who.chloe)
    assert client.get(page_of(draft)).status_code == 200


def test_what_no_longer_seeks_partners_leads_to_its_page(who, client):
    exchange = stages.running(who)
    client.force_login(who.amina)
    assert client.get(page_of(exchange))["Location"] == exchange.get_absolute_url()


def test_the_secretariat_brokers_and_the_timeline_says_so(who, client, registry):
    body = make.organization("MIDIS", "PE")
    body.knows.set([registry])
    exchange = stages.opened(who, themes=[registry])
    client.force_login(who.chloe)
    broker = f"/admin/exchanges/exchange/{exchange.pk}/broker/"
    assert broker in client.get(f"/admin/exchanges/exchange/{exchange.pk}/change/").text
    assert "Knows Social registry." in client.get(broker).text
    client.post(broker, {"organization": body.pk, "role": "second-provider"})
    event = Event.objects.get(name="invite")
    assert (event.by, event.organization_name, event.subject_label) == (who.chloe, "", "MIDIS")
    assert stages.party(exchange, "second-provider").state == "invited"
    client.post(broker, {"organization": body.pk, "role": "second-provider"})  # twice is once
    assert exchange.parties.filter(organization=body).count() == 1


def test_the_weights_are_changed_together_and_stay_a_hundred(chloe, client):
    client.force_login(chloe)
    path = "/admin/exchanges/matchweight/"
    parts = list(MatchWeight.objects.all())

    def send(**changes: int):
        sent = {"form-TOTAL_FORMS": len(parts), "form-INITIAL_FORMS": len(parts), "_save": "1"}
        for place, weight in enumerate(parts):
            points = changes.get(weight.part, weight.points)
            sent |= {f"form-{place}-part": weight.part, f"form-{place}-points": points}
        return client.post(path, sent)

    assert "together 100" in client.get(path).text
    assert "Together the parts are 90" in send(theme=25).text
    assert send(theme=-5).status_code == 200
    assert MatchWeight.in_force()["theme"] == 35
    send(theme=25, context=20)
    assert (MatchWeight.in_force()["theme"], MatchWeight.in_force()["context"]) == (25, 20)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_as_for_one(
    rows, who, client, registry, django_assert_num_queries
):
    exchange = make.request(who.amina, themes=[registry])
    for _ in range(rows):
        make.published(make.organization(), themes=[registry])
    client.force_login(who.amina)
    with django_assert_num_queries(14):
        page = client.get(page_of(exchange))
    assert len(page.context["helpers"].rows) == rows
