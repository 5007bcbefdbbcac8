"""Later changes: the profile, its logo, and what only the secretariat changes."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client, TestCase
from django.utils import timezone

from community.models import Person
from members.models import Membership, Organization
from tests import files, make
from tests.as_shown import as_shown
from tests.members.registering import ANSWERS, REGISTER, fill, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_storage(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def form(**changes: Any) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    for answers in ANSWERS.values():
        filled |= answers
    return filled | changes


def test_amina_mends_the_profile(client: Client, amina: Person):
    ministry = make.ministry_of(amina)
    make.theme("cash-transfers")
    client.force_login(amina)
    edit = f"/en/organizations/{ministry.slug}/edit/"
    assert client.get(edit).status_code == 200
    response = client.post(edit, form(name="Ministerio de Familia", country="CL"), follow=True)
    ministry.refresh_from_db()
    # Another acronym: its address follows, and the old one leads there.
    assert ministry.slug == "midi"
    assert response.redirect_chain[-1][0] == "/en/organizations/midi/"
    assert (ministry.name, ministry.status) == ("Ministerio de Familia", "approved")
    assert [theme.slug for theme in ministry.knows.all()] == ["cash-transfers"]
    assert ministry.versions.count() == 2


def test_amina_says_what_else_people_call_it_and_is_found_by_it(client: Client, amina: Person):
    ministry = make.ministry_of(amina)
    make.theme("cash-transfers")
    client.force_login(amina)
    edit = f"/en/organizations/{ministry.slug}/edit/"
    client.post(edit, form(aliases="MinFam\r\n\r\n  La  Casa de Familia \r\nMinFam"))
    ministry.refresh_from_db()
    edit = f"/en/organizations/{ministry.slug}/edit/"
    assert ministry.aliases() == ["MinFam", "La Casa de Familia"]
    assert "La Casa de Familia</textarea>" in client.get(edit).content.decode()
    profile = client.get(f"/en/organizations/{ministry.slug}/").content.decode()
    assert "Also known as" in profile
    found = client.get("/en/organizations/?q=casa de familia").content.decode()
    assert f"/en/organizations/{ministry.slug}/" in found
    client.post(edit, form(aliases="La Casa de Familia"))
    assert ministry.aliases() == ["La Casa de Familia"]


@pytest.mark.parametrize(
    ("aliases", "told"),
    [
        ("Fine\nwww.casa.example", "Write the name only"),
        ("Fine\nMin\u202eFam", "signs that nobody can see"),
        ("x" * 201, "at most 200 characters"),
        ("\n".join(f"Name {number}" for number in range(11)), "Up to 10 names."),
    ],
)
def test_what_is_no_name_is_not_taken_for_one(
    client: Client, amina: Person, aliases: str, told: str
):
    ministry = make.ministry_of(amina)
    make.theme("cash-transfers")
    client.force_login(amina)
    page = client.post(f"/en/organizations/{ministry.slug}/edit/", form(aliases=aliases))
    assert told in page.content.decode()
    assert ministry.aliases() == []


def test_a_registration_does_not_ask_for_other_names(client: Client, amina: Person):
    client.force_login(amina)
    client.post(f"{REGISTER}kind/", ANSWERS["kind"])
    assert "Also known as" not in client.get(f"{REGISTER}names/").content.decode()


def test_a_change_does_not_undo_a_decision_made_meanwhile(chloe: Person):
    ministry = make.organization(status="applied")
    amina = make.amina(ministry)
    seen = Organization.objects.get(pk=ministry.pk)
    ministry.approve(by=chloe, because="known")
    seen.name = "Ministerio de Familia"
    seen.revise(["name"], by=amina)
    ministry.refresh_from_db()
    assert (ministry.name, ministry.status) == ("Ministerio de Familia", "approved")


def test_what_was_verified_only_the_secretariat_changes(client: Client, chloe: Person):
    make.theme("cash-transfers")
    ministry = make.organization(status="applied", email_domain="chile.example")
    amina = make.amina(ministry)
    ministry.approve(by=chloe, because="known")
    make.country("JM")
    client.force_login(amina)
    changed = form(kind="international", country="JM", email_domain="evil.example")
    assert client.post(f"/en/organizations/{ministry.slug}/edit/", changed).status_code == 302
    ministry.refresh_from_db()
    assert (ministry.kind, ministry.country_id, ministry.email_domain) == (
        "ministry",
        "CL",
        "chile.example",
    )


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_who_does_not_lead_does_not_edit(client: Client, role: str):
    ministry = make.organization()
    client.force_login(make.member(ministry, role))
    assert client.get(f"/en/organizations/{ministry.slug}/edit/").status_code == 404


def test_who_has_left_edits_nothing(client: Client, amina: Person):
    ministry = make.ministry_of(amina)
    Membership.objects.update(ended_at=ministry.created_at)
    client.force_login(amina)
    assert client.get(f"/en/organizations/{ministry.slug}/edit/").status_code == 404


# --- The logo ------------------------------------------------------------------------------------


def test_amina_adds_a_logo_and_everybody_sees_it(client: Client, amina: Person):
    ministry = make.ministry_of(amina)
    client.force_login(amina)
    photo = files.upload("../../logo.svg.jpg", files.photograph((600, 400)))
    page = f"/en/organizations/{ministry.slug}/edit/logo/"
    response = client.post(page, {"logo": photo, "logo_alt": "A house with an open door"})
    assert response.status_code == 302
    ministry.refresh_from_db()
    assert ministry.logo_size == (213, 320)  # held upright, at most 320 pixels

    visitor = Client()
    profile = visitor.get(ministry.get_absolute_url()).content.decode()
    address = f"/en/organizations/{ministry.slug}/logo/"
    assert f'src="{address}" alt="A house with an open door" width="213" height="320"' in profile
    assert 'loading="lazy"' in profile
    picture = visitor.get(address)
    content = picture.content
    assert content[8:12] == b"WEBP"
    for trace in (b"Amina", b"at home", b"Exif"):
        assert trace not in content
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert (picture["Content-Type"], "sandbox") == (
        "image/webp",
        picture["Content-Security-Policy"].rpartition("; ")[2],
    )


def test_a_logo_that_is_replaced_or_taken_off_leaves_no_file(
    client: Client, amina: Person, django_capture_on_commit_callbacks: Any
):
    ministry = make.ministry_of(amina)
    client.force_login(amina)
    page = f"/en/organizations/{ministry.slug}/edit/logo/"
    before = ""
    for change in (
        {"logo": files.upload("a.png", files.picture("PNG")), "logo_alt": "A house"},
        {"logo": files.upload("b.png", files.picture("PNG")), "logo_alt": "A door"},
        {"remove": "on"},
    ):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(page, change)
        ministry.refresh_from_db()
        assert not before or not default_storage.exists(before)
        before = ministry.logo.name
    assert (before, ministry.logo_alt) == ("", "")
    assert client.get(f"/en/organizations/{ministry.slug}/logo/").status_code == 404


@pytest.mark.parametrize(
    ("content", "words", "field"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "A house", "logo"),
        (b"GIF89a" + b"\0" * 50, "A house", "logo"),
        (files.PDF, "A house", "logo"),
        (files.picture("PNG"), "", "logo_alt"),
        (files.picture("PNG"), "x" * 201, "logo_alt"),
        (files.picture("PNG"), "a\u202eb", "logo_alt"),
    ],
)
def test_what_is_no_picture_or_has_no_words_comes_back(
    client: Client, amina: Person, content: bytes, words: str, field: str
):
    ministry = make.ministry_of(amina)
    client.force_login(amina)
    typed = {"logo": files.upload("logo.png", content), "logo_alt": words}
    response = client.post(f"/en/organizations/{ministry.slug}/edit/logo/", typed)
    assert set(response.context["form"].errors) == {"logo", field}  # it has to be chosen again
    ministry.refresh_from_db()
    assert not ministry.logo


def test_a_logo_is_private_until_the_organization_is_approved(
    client: Client, boris: Person, chloe: Person
):
    make.theme("cash-transfers")
    make.country("CL")
    amina = make.person("amina@example.org")
    client.force_login(amina)
    fill(client)
    typed = {"logo": files.upload("logo.png", files.picture("PNG")), "logo_alt": "A house"}
    client.post(f"{REGISTER}logo/", typed)
    assert client.get(f"{REGISTER}logo/picture/").status_code == 200
    send(client)
    made = Organization.objects.pending().get()
    assert (made.logo_size, made.logo_alt) == ((60, 40), "A house")
    address = f"/en/organizations/{made.slug}/logo/"
    assert client.get(address).status_code == 200
    for stranger in (None, boris):
        other = Client()
        if stranger:
            other.force_login(stranger)
        assert other.get(address).status_code == 404
        assert other.get(f"{REGISTER}logo/picture/").status_code in (302, 404)
    made.approve(by=chloe, because="known")
    assert Client().get(address).status_code == 200


def test_a_logo_needs_words_before_it_is_sent(client: Client):
    make.theme("cash-transfers")
    make.country("CL")
    client.force_login(make.person("amina@example.org"))
    fill(client)
    logo = {"logo": files.upload("logo.png", files.picture("PNG")), "logo_alt": ""}
    assert client.post(f"{REGISTER}logo/", logo).status_code == 200
    assert send(client).status_code == 302
    made = Organization.objects.get()
    assert not made.logo  # a picture without words is not kept


def test_colleagues_who_write_at_once_take_nothing_back_from_each_other(
    client: Client, amina: Person
):
    ministry = make.ministry_of(amina)
    make.theme("cash-transfers")
    make.theme("care")
    ministry.call_it_also(["MinFam"])
    edit = f"/en/organizations/{ministry.slug}/edit/"
    client.force_login(amina)
    hers, eva_reads = (as_shown(client.get(edit), "website") for _window in "12")
    hers |= form(name="Ministerio de Familia", acronym="", aliases="MinFam\r\nLa Casa")
    assert client.post(edit, hers).status_code == 302
    ministry.refresh_from_db()
    client.force_login(make.member(ministry, "deputy"))
    edit = f"/en/organizations/{ministry.slug}/edit/"
    more = {"official_email": "info@chile.example", "interests": "", "seeks": ["care"]}
    answer = client.post(edit, eva_reads | more | {"languages": ["es", "qu"]})
    assert "Changed meanwhile" in answer.text  # both chose languages
    assert client.post(edit, as_shown(answer, "website")).status_code == 302
    ministry.refresh_from_db()
    assert (ministry.name, ministry.aliases()) == ("Ministerio de Familia", ["MinFam", "La Casa"])
    assert [theme.slug for theme in ministry.knows.all()] == ["cash-transfers"]
    assert [theme.slug for theme in ministry.seeks.all()] == ["care"]
    assert ministry.languages == ["es", "qu"]


def test_who_wrote_while_it_was_approved_changes_nothing_that_was_verified(chloe: Person):
    ministry = make.organization(status="applied", email_domain="chile.example")
    amina = make.amina(ministry)
    Organization.objects.filter(pk=ministry.pk).update(domain_proven_at=timezone.now())
    seen = Organization.objects.get(pk=ministry.pk)
    ministry.refresh_from_db()
    ministry.approve(by=chloe, because="domain")
    seen.name, seen.email_domain, seen.kind = "Ministerio de Familia", "evil.example", "ngo"
    seen.revise(["name", "email_domain", "kind"], by=amina)
    ministry.refresh_from_db()
    assert ministry.name == "Ministerio de Familia"
    assert (ministry.kind, ministry.email_domain) == ("ministry", "chile.example")
    assert ministry.domain_proven_at
    assert (seen.kind, seen.email_domain) == ("ministry", "chile.example")


def test_of_two_logos_at_once_none_stays_behind(amina: Person):
    ministry = make.ministry_of(amina)
    first, second = (Organization.objects.get(pk=ministry.pk) for _window in "12")
    names = [default_storage.save(f"logos/{n}.png", ContentFile(b"x")) for n in ("one", "two")]
    for seen, name in zip((first, second), names, strict=True):
        with TestCase.captureOnCommitCallbacks(execute=True):
            seen.show_logo(name, "The coat of arms", by=amina)
    assert [default_storage.exists(name) for name in names] == [False, True]
