"""What a person typed outlives her session: it comes back to her, and to nobody else."""

import time
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from community import unsaved
from exchanges.models import Exchange
from experiences.models import Experience
from tests import files, make

REQUEST = "/en/exchanges/request/in-one/"
NEW = "/en/experiences/new/"
SAID = "This is what you typed before."


def sign_in(client: Client, person, onward: str = REQUEST) -> str:
    credentials = {"login": person.email, "password": make.PASSWORD, "next": onward}
    answer = client.post(reverse("account_login"), credentials, follow=True)
    return answer.content.decode()


def typed_by(person, **fields) -> dict[str, object]:
    return {"typed_by": unsaved.mark(person), **fields}


@pytest.fixture
def at_home(client, amina):
    make.ministry_of(amina)
    client.force_login(amina)
    return client


def test_a_request_comes_back_as_it_was_typed_and_nothing_is_saved_yet(at_home, amina):
    mark = f'name="typed_by" value="{unsaved.mark(amina)}"'
    assert mark in at_home.get(REQUEST).content.decode()
    at_home.logout()
    answer = at_home.post(REQUEST, typed_by(amina, title="Learn of <visits>", submit="1"))
    assert answer.url == f"/en/accounts/login/?next={REQUEST}"
    assert "What you typed is kept" in at_home.get(answer.url).content.decode()
    page = sign_in(at_home, amina)
    assert 'value="Learn of &lt;visits&gt;"' in page
    assert SAID in page
    assert not Exchange.objects.exists()
    again = at_home.get(REQUEST).content.decode()
    assert "Learn of" not in again
    assert SAID not in again


def test_a_sheet_comes_back_with_its_rows_and_asks_for_the_file_again(at_home, amina):
    at_home.logout()
    rows = {"lessons-TOTAL_FORMS": "1", "lessons-INITIAL_FORMS": "0"}
    sheet = typed_by(amina, title="Home visits", **rows, **{"lessons-0-claim": "Begin small"})
    file = files.upload("door.jpg", files.picture())
    answer = at_home.post(NEW, sheet | {"file": file})
    assert "Files are not kept" in at_home.get(answer.url).content.decode()
    page = sign_in(at_home, amina, NEW)
    assert 'value="Home visits"' in page
    assert "Begin small" in page
    assert not Experience.objects.exists()


def test_a_draft_that_was_changed_comes_back_changed(at_home, amina):
    draft = make.sheet(amina.memberships.get().organization)
    address = reverse("experiences:edit", args=[draft.slug])
    at_home.logout()
    at_home.post(address, typed_by(amina, title="A better title"))
    assert 'value="A better title"' in sign_in(at_home, amina, address)
    draft.refresh_from_db()
    assert draft.title != "A better title"


def test_what_one_person_typed_is_not_shown_to_the_next_one_at_the_machine(at_home, amina, boris):
    make.ministry_of(boris)
    at_home.logout()
    at_home.post(REQUEST, typed_by(amina, title="Secret plans"))
    assert "Secret plans" not in sign_in(at_home, boris)
    at_home.logout()
    assert "Secret plans" not in sign_in(at_home, amina)


def test_it_waits_for_an_hour(at_home, amina):
    at_home.logout()
    at_home.post(REQUEST, typed_by(amina, title="Learn of visits"))
    session = at_home.session
    assert session.get_expiry_age() <= unsaved.SECONDS
    kept = session[unsaved.KEY]
    session[unsaved.KEY] = kept | {"at": time.time() - unsaved.SECONDS - 1}
    session.save()
    assert "Learn of visits" not in sign_in(at_home, amina)


@pytest.mark.parametrize("owner", ["", "somebody"])
def test_a_stranger_leaves_no_load_behind(client, db, owner):
    """Neither without a name nor without a measure; and the page does not say that it is kept."""
    load = "x" if not owner else "x" * (unsaved.MOST + 1)
    answer = client.post(REQUEST, {"typed_by": owner, "title": load})
    assert unsaved.KEY not in client.session
    assert "this was not saved" in client.get(answer.url).content.decode()


@pytest.mark.parametrize("address", [NEW, "/en/organizations/register/names/"])
def test_a_stranger_does_not_fill_the_database_with_sessions(db, monkeypatch, address):
    """Each takes 200,000 characters for an hour, and nobody has to sign in for it."""
    monkeypatch.setattr(unsaved, "AN_HOUR", 2)
    form = {"typed_by": "anybody", "registration": "anybody", "name": "x" * 10_000}
    told = []
    for _time in range(4):
        client = Client()
        answer = client.post(address, form)
        assert answer.status_code == 302
        told.append("What you typed is kept" in client.get(answer.url).text)
        assert (unsaved.KEY in client.session) == told[-1]
    assert told == [True, True, False, False]
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    elsewhere.post(address, form)
    assert unsaved.KEY in elsewhere.session


def test_what_her_browser_kept_is_shown_with_its_rows_and_saved_by_nobody(at_home, amina):
    """The name of the form goes with it: by that her browser hears when it is saved."""
    rows = {"lessons-TOTAL_FORMS": "3", "lessons-INITIAL_FORMS": "0", "form_typed": "a" * 32}
    kept = typed_by(amina, title="Home visits", bring_back="1", **rows)
    page = at_home.post(NEW, kept | {"lessons-2-claim": "Begin small"}, follow=True).text
    assert SAID in page
    assert 'value="Home visits"' in page
    assert "Begin small" in page
    assert f'value="{"a" * 32}"' in page
    assert "data-came-back" in page
    assert not Experience.objects.exists()
    assert "Home visits" not in at_home.get(NEW).text


def test_nobody_brings_back_what_another_person_typed(at_home, amina, boris):
    make.ministry_of(boris)
    kept = typed_by(amina, title="Secret plans", bring_back="1")
    at_home.force_login(boris)
    assert "Secret plans" not in at_home.post(REQUEST, kept, follow=True).text


def test_the_page_after_a_form_says_whether_it_was_saved(at_home):
    offer, name = reverse("exchanges:new-offer"), uuid.uuid4().hex
    refused = at_home.post(offer, {"form_typed": name}).text
    assert f'value="{name}" data-saved-forms="" data-came-back' in refused
    kind = {"kind": "ngo", "later": "", "form_typed": name}
    after = at_home.post(reverse("members:register-kind"), kind, follow=True).text
    assert f'type="module" data-saved-forms="{name}"' in after  # beside the message
    assert f'data-saved-forms="{name}"' in at_home.get(offer).text
    assert "unsaved.js" not in at_home.get("/en/").text


def test_a_session_remembers_the_last_twenty_forms(at_home):
    for number in range(unsaved.REMEMBERED + 1):
        kind = {"kind": "ngo", "form_typed": f"{number:032x}"}
        at_home.post(reverse("members:register-kind"), kind)
    known = at_home.session[unsaved.SAVED]
    assert (known[0], len(known)) == (f"{1:032x}", unsaved.REMEMBERED)


def test_who_signs_out_leaves_nothing_in_the_browser(at_home, chloe):
    assert "Clear-Site-Data" not in at_home.get(NEW)
    assert at_home.post(reverse("account_logout"))["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in at_home.get("/en/")
    at_home.force_login(chloe)
    assert at_home.post(reverse("admin:logout"))["Clear-Site-Data"] == '"storage"'


def test_every_form_that_takes_long_says_who_types_in_it(at_home, amina):
    mark = unsaved.mark(amina)
    ministry = amina.memberships.get().organization
    addresses = [
        NEW,
        reverse("experiences:edit", args=[make.sheet(ministry).slug]),
        reverse("exchanges:edit", args=[make.request(amina).number]),
        reverse("exchanges:new-offer"),
        reverse("members:edit", args=[ministry.slug]),
        reverse("members:register-kind"),
    ]
    without = [one for one in addresses if mark not in at_home.get(one).content.decode()]
    assert without == []


def test_the_page_for_a_form_without_its_token_tells_how_to_save_what_was_typed(client, db):
    strict = Client(enforce_csrf_checks=True)
    page = strict.post(reverse("account_login"), {"login": "x"}).content.decode()
    assert "Copy" in page
    assert "new tab" in page


@pytest.mark.parametrize("state", ["archived", "withdrawn"])
def test_what_was_closed_while_she_wrote_gives_back_her_words(at_home, amina, boris, state):
    draft = make.sheet(amina.memberships.get().organization, slug="visits")
    Experience.objects.update(status=state)
    shown = {"initial-problem": "It was before.", "problem": "Nobody <came>.", "scale": "national"}
    for page in ("edit/", "edit/frame/", "edit/blocks/new/"):
        answer = at_home.post(f"{draft.get_absolute_url()}{page}", typed_by(amina, **shown))
        text = answer.content.decode()
        assert answer.status_code == 404
        assert "closed or taken away meanwhile" in text
        assert ">Nobody &lt;came&gt;.</textarea>" in text
        assert "It was before." not in text
        assert "national" not in text
    # Strangers learn nothing, and nobody is shown what another one typed.
    at_home.force_login(boris)
    for page, sent in (
        (f"{draft.get_absolute_url()}edit/", typed_by(amina, problem="Her words.")),
        ("/en/experiences/nowhere/edit/", typed_by(amina, problem="Her words.")),
    ):
        text = at_home.post(page, sent).content.decode()
        assert "There is no page at this address" in text
        assert "Her words." not in text


def test_who_signed_in_again_in_another_window_gets_back_what_she_sent(at_home, amina, boris):
    """Its token is of the session that ended."""
    draft = make.sheet(amina.memberships.get().organization, title="Visits")
    edit, begin = reverse("experiences:edit", args=[draft.slug]), "/en/experiences/new/"
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amina)
    typed = typed_by(amina, title="Home visits", problem="Nobody came.", csrfmiddlewaretoken="old")
    answer = strict.post(edit, {**typed, "file": files.upload("door.jpg", files.picture())})
    assert answer.url == edit
    page = strict.get(edit).content.decode()
    assert 'value="Home visits"' in page
    assert SAID in page
    assert "Files are not kept" in page
    draft.refresh_from_db()
    assert draft.title == "Visits"
    assert 'value="Home visits"' not in strict.get(edit).content.decode()
    # Neither what another site sends, nor what somebody else typed, nor into what is no long form.
    for address, sent in (
        (edit, {**typed, "typed_by": "x"}), (begin, typed_by(boris, title="Evil")),
        (f"{edit}blocks/", typed), (f"/en/experiences/{draft.slug}/submit/", typed),
    ):  # fmt: skip
        assert strict.post(address, sent).status_code == 403
        assert unsaved.KEY not in strict.session


@pytest.mark.parametrize("act", ["ask", "want", "follow"])
def test_a_button_pressed_after_the_session_ended_leads_back_to_its_page(
    act, at_home, amina, chloe
):
    exchange = make.request(amina)
    exchange.submit(by=amina)
    exchange.open(by=chloe)
    page = exchange.get_absolute_url()
    path = f"{page}{act}/" if act != "follow" else f"/en/my/follows/exchange/{exchange.pk}/follow/"
    at_home.logout()
    answer = at_home.post(
        path, {"text": "When?"}, headers={"referer": f"http://testserver{page}?page=2"}
    )
    assert answer.url == f"/en/accounts/login/?next={page}%3Fpage%3D2"
    assert "this was not saved" in at_home.get(answer.url).content.decode()
    assert exchange.title in sign_in(at_home, amina, f"{page}?page=2")


@pytest.mark.parametrize(
    "referer",
    ["", "http://evil.example/x", "http://testserver", "http://testserver//evil.example/", "x\x00"],
)
def test_a_button_pressed_from_nowhere_leads_home(referer, at_home):
    at_home.logout()
    headers = {"referer": referer} if referer else {}
    answer = at_home.post("/en/exchanges/EXC-2026-001/ask/", headers=headers)
    assert answer.url == "/en/accounts/login/?next=/"
