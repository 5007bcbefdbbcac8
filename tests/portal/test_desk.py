"""The secretariat's desk: everything that waits, decided through the same verbs as everywhere."""

import html
import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group

from community import mail
from community.models import Event, Letter, Person, Theme
from experiences.models import Experience, Keyword, Translation, Verdict
from members.models import Membership, Organization
from portal import roles
from tests import make

DESK_QUERIES, EVENTS_QUERIES = 10, 9


@pytest.fixture
def at_desk(client, chloe):
    client.force_login(chloe)
    return client


def titles(client) -> list[str]:
    return [f"{thing.what}: {thing.title}" for thing in client.get("/admin/").context["waiting"]]


def move_url(thing, move: str) -> str:
    meta = thing._meta
    return f"/admin/{meta.app_label}/{meta.model_name}/{thing.pk}/move/{move}/"


@pytest.fixture
def with_a_password_alone(client, chloe):
    chloe.authenticator_set.all().delete()
    client.force_login(chloe)
    return client


def test_staff_without_a_second_factor_is_led_to_set_one_up(with_a_password_alone):
    answer = with_a_password_alone.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/en/accounts/2fa/")
    assert "works with a second factor" in answer.content.decode()


def test_the_second_factor_cannot_be_gone_around_on_the_public_pages(with_a_password_alone, amina):
    """What an officer may see and do there is no less than at her desk."""
    sheet = make.sheet(make.ministry_of(amina))
    sheet.submit(by=amina)
    for path in (f"{sheet.get_absolute_url()}publish/", "/en/", "/en/my/", "/id/ORG-0001"):
        assert with_a_password_alone.post(path).url == "/en/accounts/2fa/"
        assert with_a_password_alone.get(path).url == "/en/accounts/2fa/"
    sheet.refresh_from_db()
    assert sheet.status == "submitted"


def test_recovery_codes_alone_are_no_second_factor(with_a_password_alone, chloe):
    Authenticator.objects.create(user=chloe, type="recovery_codes", data={"seed": "unused"})
    assert with_a_password_alone.get("/admin/").status_code == 302


def test_somebody_who_does_not_work_here_stays_outside(client, amina):
    client.force_login(amina)
    assert client.get("/admin/", follow=True).status_code == 403


def test_everything_that_waits_is_listed_the_oldest_first(at_desk, amina):
    ministry = make.ministry_of(amina)
    applicant = make.person()
    organization = Organization(name="Ministerio nuevo", kind="ministry", country=make.country())
    organization.apply(by=applicant)
    make.sheet(ministry, title="Visits").submit(by=amina)
    make.sheet(ministry, title="A draft is nobody's business")
    exchange = make.request(amina, title="Learn")
    exchange.submit(by=amina)
    changed = make.published(ministry, title="Changed")
    changed.results = "Even better."
    changed.save()
    assert titles(at_desk) == [
        "Organization applies: Ministerio nuevo",
        "Sheet to review: Visits",
        "Exchange to open: Learn",
        "Sheet changed since review: Changed",
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_the_same_number_of_questions(
    at_desk, amina, rows, django_assert_num_queries
):
    for _row in range(rows):
        make.sheet(make.ministry_of(amina)).submit(by=amina)
        make.request(amina).submit(by=amina)
    at_desk.get("/admin/")
    with django_assert_num_queries(DESK_QUERIES):
        assert len(titles(at_desk)) == rows * 2


def test_a_button_publishes_through_the_verb(at_desk, amina, chloe):
    sheet = make.sheet(make.ministry_of(amina))
    sheet.submit(by=amina)
    page = at_desk.get(f"/admin/experiences/experience/{sheet.pk}/change/").content.decode()
    assert move_url(sheet, "publish") in page
    assert 'name="status"' not in page  # read-only
    seen = {"seen": sheet.newest_version}
    assert f'name="seen" value="{sheet.newest_version}"' in page
    answer = at_desk.post(move_url(sheet, "publish"), seen, follow=True)
    assert answer.redirect_chain[-1][0] == "/admin/"
    sheet.refresh_from_db()
    assert (sheet.status, sheet.published_by) == ("published", chloe)
    assert Letter.objects.filter(name="sheet_published", person=amina).count() == 1


def test_a_decision_that_needs_a_reason_asks_for_it_and_sends_it(at_desk, amina):
    sheet = make.sheet(make.ministry_of(amina))
    sheet.submit(by=amina)
    page = at_desk.get(move_url(sheet, "return"))
    assert "reason" in page.context["form"].fields
    at_desk.post(move_url(sheet, "return"), {"reason": " "})
    sheet.refresh_from_db()
    assert sheet.status == "submitted"
    at_desk.post(move_url(sheet, "return"), {"reason": "Which year?", "seen": sheet.newest_version})
    sheet.refresh_from_db()
    assert sheet.status == "returned"
    assert Event.objects.of(sheet).get(name="return").reason == "Which year?"
    assert "Which year?" in Letter.objects.get(name="sheet_returned", person=amina).body


def test_several_are_decided_at_once_and_one_that_cannot_is_told(at_desk, amina):
    ministry = make.ministry_of(amina)
    sheets = [make.sheet(ministry) for _sheet in range(3)]
    for sheet in sheets[:2]:
        sheet.submit(by=amina)
    data = {"action": "move_publish", "_selected_action": [sheet.pk for sheet in sheets]}
    asked = at_desk.post("/admin/experiences/experience/", data)
    assert len(asked.context["things"]) == 3
    data |= {f"seen-{pk}": number for pk, number in asked.context["seen"].items()}
    told = at_desk.post("/admin/experiences/experience/", {**data, "decided": "1"}, follow=True)
    states = Experience.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == ["published", "published", "draft"]
    assert len(list(told.context["messages"])) == 2


def test_a_second_press_of_the_button_changes_nothing(at_desk, amina):
    sheet = make.sheet(make.ministry_of(amina))
    sheet.submit(by=amina)
    seen = {"seen": sheet.newest_version}
    at_desk.post(move_url(sheet, "publish"), seen)
    assert Letter.objects.filter(name="sheet_published").exists()
    letters, events = Letter.objects.count(), Event.objects.count()
    at_desk.post(move_url(sheet, "publish"), seen)
    assert (Letter.objects.count(), Event.objects.count()) == (letters, events)


@pytest.mark.django_db
def test_an_editor_of_the_vocabulary_may_not_approve_organizations(client):
    roles.make_groups()
    editor = make.person(is_staff=True)
    editor.groups.add(Group.objects.get(name="editor"))
    Authenticator.objects.create(user=editor, type="totp", data={"secret": "unused"})
    client.force_login(editor)
    organization = make.organization(status="applied")
    assert client.get("/admin/community/theme/").status_code == 200
    assert client.post(move_url(organization, "approve")).status_code == 403
    organization.refresh_from_db()
    assert organization.status == "applied"


def test_one_that_left_a_filtered_list_meanwhile_is_told_and_left_alone(at_desk, amina, chloe):
    waiting = "/admin/experiences/experience/?status__exact=submitted"
    sheets = [make.sheet(make.ministry_of(amina), title=title) for title in ("Visits", "Cards")]
    for sheet in sheets:
        sheet.submit(by=amina)
    data = {"action": "move_publish", "_selected_action": [sheet.pk for sheet in sheets]}
    asked = at_desk.post(waiting, data).context
    assert len(asked["things"]) == 2
    data |= {f"seen-{pk}": number for pk, number in asked["seen"].items()}
    sheets[1].return_(by=chloe, reason="Which year?")
    told = at_desk.post(waiting, {**data, "decided": "1"}, follow=True)
    assert [str(message) for message in told.context["messages"]] == [
        "Cards: Somebody was faster, or this is no longer possible.",
        "1 decided.",
    ]
    sheets[1].refresh_from_db()
    assert sheets[1].status == "returned"


def test_buttons_are_for_those_who_may_press_them(client, amina):
    """An editor of the vocabulary may look at an application, and has no button to decide it."""
    roles.make_groups()
    editor = make.person(is_staff=True)
    editor.groups.add(Group.objects.get(name="editor"))
    Authenticator.objects.create(user=editor, type="totp", data={"secret": "unused"})
    client.force_login(editor)
    organization = make.organization(status="applied")
    page = client.get(f"/admin/members/organization/{organization.pk}/change/")
    assert page.status_code == 200
    assert move_url(organization, "approve") not in page.text


@pytest.mark.parametrize("path", ["", "community/theme/", "community/theme/add/"])
def test_the_desk_calls_no_thing_masculine_before_it_knows(at_desk, path: str):
    page = at_desk.get(f"/admin/{path}", headers={"accept-language": "es"}).text
    assert "Usted está aquí" in page
    clumsy = ("Guía-rastro", "Añadir", "seleccionado/s", "seleccionada/o", "vínculo")
    assert [words for words in clumsy if words in page] == []


def test_the_password_is_changed_where_everybody_changes_it(at_desk):
    assert at_desk.get("/admin/password_change/").url == "/en/accounts/password/change/"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_audit_is_told_in_words_and_with_the_same_number_of_questions(
    at_desk, amina, chloe, rows, django_assert_num_queries
):
    for _row in range(rows):
        make.sheet(make.ministry_of(amina)).submit(by=amina)
        make.request(amina).submit(by=amina)
        kept, word = (Keyword.objects.create(name=f"{name}{_row}") for name in ("a", "b"))
        word.merge_into(kept, by=chloe)
    events = "/admin/community/event/"
    at_desk.get(events)
    with django_assert_num_queries(EVENTS_QUERIES):
        page = at_desk.get(events)
    listed = page.context["cl"].result_list
    assert len(listed) == rows * 3
    desk = page.context["cl"].model_admin
    words = {str(desk.what(event)) for event in listed}
    assert words == {
        "Submitted",
        "The request was submitted",
        "Took the place of another word",
    }
    assert len(at_desk.get(f"{events}?name=merge").context["cl"].result_list) == rows
    assert at_desk.get(f"{events}{listed[0].pk}/change/").status_code == 200


def test_the_audit_and_the_letters_show_no_names_that_are_for_programs(at_desk, amina):
    sheet = make.published(make.ministry_of(amina), title="Visits")
    Translation.begin(sheet, "es", by=amina)
    assert at_desk.get("/admin/community/event/").status_code == 200
    begun = Event.objects.get(name="begin_translation")
    page = at_desk.get(f"/admin/community/event/{begun.pk}/change/").text
    assert re.search(r'<div class="readonly">Spanish</div>', page)
    made = make.sheet(make.ministry_of(amina), title="Cards")
    made.submit(by=amina)
    letter = Letter.objects.filter(name="sheet_submitted").first() or Letter.objects.first()
    page = at_desk.get(f"/admin/community/letter/{letter.pk}/change/").text
    assert letter.name not in page
    assert f"{letter.subject} → {letter.address}" in html.unescape(page)
    page = at_desk.get(f"/admin/community/theme/{Theme.objects.first().pk}/change/").text
    assert "Slug:" not in page
    assert "Address:" in page


def test_a_theme_that_something_has_is_not_deleted_and_the_desk_says_what_has_it(at_desk, amina):
    """In the officer's language; counted, as it may be thousands."""
    ministry, theme = make.ministry_of(amina), make.theme("goats", en="Goats", es="Cabras")
    for _sheet in range(2):
        make.published(ministry, themes=[theme])
    ministry.seeks.add(theme)
    told = {
        "en": ["Themes of experiences: 2", "Themes that organizations seek: 1"],
        "es": ["Temas de experiencias: 2", "Temas que buscan organizaciones: 1"],
        "fr": ["Thèmes d’expériences\xa0: 2", "Thèmes que des organisations recherchent\xa0: 1"],
        "pt": ["Temas de experiências: 2", "Temas que organizações procuram: 1"],
    }
    path = f"/admin/community/theme/{theme.pk}/delete/"
    for language, lines in told.items():
        page = at_desk.get(path, headers={"accept-language": language})
        assert sorted(page.context["protected"]) == sorted(lines)
        assert 'value="yes"' not in page.text
    at_desk.post(path, {"post": "yes"})
    several = {"action": "delete_selected", "_selected_action": [theme.pk], "post": "yes"}
    at_desk.post("/admin/community/theme/", several)
    assert Theme.objects.filter(pk=theme.pk).exists()


def test_a_theme_that_nothing_has_is_deleted(at_desk):
    theme = make.theme("goats")
    at_desk.post(f"/admin/community/theme/{theme.pk}/delete/", {"post": "yes"})
    assert not Theme.objects.filter(pk=theme.pk).exists()


def test_what_has_a_keyword_is_named_where_the_keyword_is_deleted(at_desk, amina):
    sheet = make.published(make.ministry_of(amina), title="Visits")
    sheet.keywords.add("goats")
    path = f"/admin/experiences/keyword/{sheet.keywords.get().pk}/delete/"
    page = html.unescape(at_desk.get(path, headers={"accept-language": "es"}).text)
    assert "Palabra clave de una experiencia: Visits" in page
    assert "tagged with" not in page


def colleague(office: str) -> Person:
    """Somebody of the secretariat with one office, as ``make_groups`` gives it its rights."""
    roles.make_groups()
    made = make.person(is_staff=True)
    made.groups.add(Group.objects.get(name=office))
    Authenticator.objects.create(user=made, type="totp", data={"secret": "unused"})
    return made


def test_what_was_deleted_at_the_desk_stands_in_its_log(at_desk, chloe):
    theme = make.theme("goats", en="Goats")
    at_desk.post(f"/admin/community/theme/{theme.pk}/delete/", {"post": "yes"})
    page = at_desk.get("/admin/admin/logentry/?q=goats")
    (entry,) = page.context["cl"].result_list
    assert (entry.user, entry.object_repr, entry.is_deletion()) == (chloe, "Goats", True)
    told = at_desk.get(f"/admin/admin/logentry/{entry.pk}/change/")
    assert told.status_code == 200
    assert f"/admin/community/theme/{theme.pk}/" not in told.text


@pytest.mark.django_db
@pytest.mark.parametrize("office", ["officer", "editor", "coordinator"])
def test_every_office_reads_the_log_of_the_desk_and_none_changes_it(client, office):
    client.force_login(colleague(office))
    page = client.get("/admin/admin/logentry/")
    assert page.status_code == 200
    assert client.get("/admin/admin/logentry/add/").status_code == 403
    assert "/admin/admin/logentry/" in client.get("/admin/").text


@pytest.mark.parametrize(
    "asked",
    [
        "community/letter/?body__contains=ABC-1",
        "community/letter/?body__regex=ABC-[0-4]",
        "community/person/?password__startswith=m",
        "members/organization/?application_key__gte=8",
        "members/organization/?official_email__startswith=a",
        "members/membership/?person__password__startswith=m",
    ],
)
def test_nothing_is_found_out_letter_by_letter_that_no_page_shows(client, amina, asked):
    """Whether a list is empty says whether the code in a letter begins so."""
    mail.enqueue("code", amina.email, "en", "Your code", "ABC-123", is_secret=True)
    client.force_login(colleague("editor"))
    assert client.get(f"/admin/{asked}").status_code == 400


@pytest.mark.parametrize(
    "asked",
    [
        "community/letter/?language__exact=en",
        "community/letter/?sent_at__isempty=1",
        "community/event/?name=approve&at__year=2026",
        "community/person/?is_staff__exact=1",
        "community/theme/?parent__id__exact=1",
        "exchanges/exchange/?status__exact=open&theme=none",
        "members/organization/?country__subregion__exact=caribbean",
        "experiences/experience/?countries__iso2__exact=CL&changed=yes",
        "admin/logentry/?action_time__year=2026&act=1",
    ],
)
def test_what_a_list_offers_narrows_it_down(client, amina, asked):
    client.force_login(colleague("editor"))
    assert client.get(f"/admin/{asked}").status_code == 200


def test_the_next_thing_that_waits_says_what_was_decided_to_who_hears_the_page(at_desk, amina):
    for title in ("Visits", "Cards"):
        make.sheet(make.ministry_of(amina), title=title).submit(by=amina)
    assert 'aria-describedby="told"' not in at_desk.get("/admin/").text
    sheet = Experience.objects.get(title="Visits")
    page = at_desk.post(
        move_url(sheet, "publish"), {"seen": sheet.newest_version}, follow=True
    ).text
    assert re.search(r'<a [^>]*autofocus aria-describedby="told">Cards</a>', page)
    told = re.search(r'<div id="told">(.*?)</div>', page, re.DOTALL)
    assert told
    assert "Done (Publish): Visits" in told[1]


def test_yes_and_no_are_words_for_who_hears_a_list(at_desk):
    page = at_desk.get("/admin/community/person/", headers={"accept-language": "es"}).text
    assert 'alt="Sí"' in page
    assert 'alt="True"' not in page


def test_a_french_desk_names_what_is_changed_after_a_colon(at_desk, amina):
    ministry = make.ministry_of(amina)
    page = f"/admin/members/organization/{ministry.pk}/change/"
    text = at_desk.get(page, headers={"accept-language": "fr"}).text
    assert "<h1>Modifier\xa0: organisation</h1>" in text


def test_letters_that_were_not_sent_are_filtered_and_tried_again_with_a_word(at_desk, amina):
    make.sheet(make.ministry_of(amina)).submit(by=amina)
    page = at_desk.get("/admin/community/letter/?sent_at__isempty=1")
    letters = [letter.pk for letter in page.context["cl"].result_list]
    assert letters
    assert not at_desk.get("/admin/community/letter/?sent_at__isempty=0").context["cl"].result_list
    again = {"action": "send_again", "_selected_action": letters[:1]}
    told = at_desk.post("/admin/community/letter/", again, follow=True)
    assert "1 letter is tried again." in told.text


def test_only_who_may_change_memberships_lets_people_in_at_the_desk(client, amina):
    """An editor of the vocabulary may look at the list, and has no action there."""
    ministry = make.organization()
    Membership(person=make.person(), organization=ministry, message="I work here.").ask()
    asked = Membership.objects.get(organization=ministry)
    let_in = {"action": "let_in", "_selected_action": [asked.pk]}
    client.force_login(colleague("editor"))
    client.post("/admin/members/membership/", let_in)
    asked.refresh_from_db()
    assert asked.confirmed_at is None
    client.force_login(colleague("officer"))
    told = client.post("/admin/members/membership/", let_in, follow=True).text
    asked.refresh_from_db()
    assert asked.confirmed_at
    assert "1 decided." in told


def test_who_changes_her_mind_is_back_at_the_thing_or_at_the_list(at_desk, amina):
    sheet = make.sheet(make.ministry_of(amina))
    sheet.submit(by=amina)
    page = at_desk.get(move_url(sheet, "return")).text
    own = f"/admin/experiences/experience/{sheet.pk}/change/"
    assert f'<a href="{own}" class="closelink">' in page
    several = "/admin/experiences/experience/?status__exact=submitted"
    page = at_desk.post(several, {"action": "move_return", "_selected_action": [sheet.pk]}).text
    assert f'<a href="{several}" class="closelink">' in page


def test_a_page_of_ours_leads_back_to_its_list_and_to_its_thing(at_desk, amina):
    exchange = make.request(amina, title="Learn")
    exchange.submit(by=amina)
    own = f"/admin/exchanges/exchange/{exchange.pk}"
    every = '<li><a href="/admin/exchanges/exchange/">Exchanges</a></li>'
    for page in ("/admin/exchanges/exchange/figures/", f"{own}/broker/"):
        assert every in at_desk.get(page).text
    assert f'<li><a href="{own}/change/">Learn</a></li>' in at_desk.get(f"{own}/broker/").text


def test_whether_a_day_has_come_is_asked_with_yes_and_no(at_desk):
    for path in ("members/membership", "members/merger", "exchanges/offer", "community/letter"):
        page = at_desk.get(f"/admin/{path}/", headers={"accept-language": "es"}).text
        assert "Vacío" not in page
        assert '__isempty=1">No</a>' in page.replace("&amp;", "&")


def test_countries_are_listed_by_the_name_that_the_officer_reads(at_desk):
    page = at_desk.get("/admin/members/country/", headers={"accept-language": "es"})
    names = [str(one) for one in page.context["cl"].result_list]
    assert names.index("Estados Unidos de América") < names.index("Haití")
    assert '<td class="field-named">Brasil</td>' in page.text


def test_the_log_and_the_history_name_what_was_changed_in_the_officers_language(at_desk):
    theme = make.theme("goats", en="Goats", es="Cabras")
    named = {f"label_{code}": getattr(theme, f"label_{code}") for code in ("en", "pt", "fr")}
    rows = {"synonyms-TOTAL_FORMS": "0", "synonyms-INITIAL_FORMS": "0"}
    path = f"/admin/community/theme/{theme.pk}/"
    changed = {**named, **rows, "slug": "goats", "reference": "ILO", "label_es": "Caprinos"}
    assert at_desk.post(f"{path}change/", changed).status_code == 302
    spanish = {"accept-language": "es"}
    for page in ("/admin/admin/logentry/", f"{path}history/"):
        text = at_desk.get(page, headers=spanish).text
        assert "etiqueta en español" in text
        assert "Label in Spanish" not in text
    only = at_desk.get("/admin/admin/logentry/?act=2", headers=spanish)
    assert len(only.context["cl"].result_list) == 1
    assert not at_desk.get("/admin/admin/logentry/?act=3").context["cl"].result_list


def test_where_nothing_can_be_typed_there_is_nothing_to_save(at_desk, amina, boris):
    sheet = make.published(make.ministry_of(amina))
    verdict = Verdict.objects.create(
        lesson=sheet.lessons.get(), organization=make.ministry_of(boris), country_id="JM",
        stance="confirms", note="So it was.", language="en",
    )  # fmt: skip
    page = at_desk.get(f"/admin/experiences/verdict/{verdict.pk}/change/").text
    assert 'name="_save"' not in page
    assert "Take it off" in page
    assert 'name="_save"' in at_desk.get(f"/admin/experiences/experience/{sheet.pk}/change/").text
    french = at_desk.get(
        f"/admin/experiences/verdict/{verdict.pk}/change/", headers={"accept-language": "fr"}
    ).text
    assert f"{verdict.organization}\xa0: La confirme" in french
