"""Others confirm or contradict a lesson: who may, once each, and who reads it."""

import html
import re
import threading
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client

from community.lifecycle import MoveRefused
from community.models import Event, Letter
from community.unsaved import mark
from experiences.models import Experience, Lesson, Verdict
from experiences.vocabulary import Stance
from members.farewell import take_leave
from members.models import Merger, Organization
from portal.roles import make_groups
from tests import make
from tests.at_once import at_once

pytestmark = pytest.mark.django_db
NOTE = "It was so in Kingston."


def lesson_of(somebody: Any, claim: str = "Go there.", **fields: Any) -> Lesson:
    return make.published(make.ministry_of(somebody), lessons=[claim], **fields).lessons.get()


def give(lesson: Lesson, by: Any, stance: Stance = Stance.CONFIRMS, **said: Any) -> Verdict:
    organization = said.pop("organization", None) or make.ministry_of(by)
    said = {"country": organization.country, "note": NOTE, "language": "en", **said}
    return Verdict.give(lesson, stance, by=by, organization=organization, **said)


def typed(organization: Organization, /, **changes: Any) -> dict[str, Any]:
    said = {"organization": organization.pk, "country": "JM", "note": NOTE, **changes}
    return {f"verdict-{name}": value for name, value in said.items()}


def address(lesson: Lesson, verb: str = "") -> str:
    return lesson.get_absolute_url() + (f"{verb}/" if verb else "")


def read(client: Client, path: str) -> str:
    return html.unescape(client.get(path).content.decode())


# --- Who may -------------------------------------------------------------------------------------

ROLES = ("viewer", "editor", "deputy", "focal_point")


@pytest.mark.parametrize("status", ["applied", "question", "approved", "suspended", "retired"])
def test_who_writes_for_another_approved_organization_may_and_nobody_else(amina, status, subtests):
    lesson = lesson_of(amina)
    other = make.organization(iso2="JM", status=status)
    people = {role: make.member(other, role) for role in ROLES}
    people |= {"amina": amina, "her editor": make.member(lesson.organization, "editor")}
    people |= {"a person": make.person(), "secretariat": make.chloe()}
    asked = make.person()
    other.memberships.create(person=asked, role="editor")  # let in by nobody yet
    people["who asked to join"] = asked
    for who, person in people.items():
        allowed = status == "approved" and who in {"editor", "deputy", "focal_point"}
        for stance in Stance:
            with subtests.test(who=who, stance=stance), make.undone():
                if allowed:
                    verdict = give(lesson, person, stance, organization=other)
                    verdict.take_back(by=person)
                else:
                    with pytest.raises(PermissionDenied):
                        give(lesson, person, stance, organization=other)
                    mine = {"lesson": lesson, "organization": other, "country": other.country}
                    said = Verdict.objects.create(stance=stance, note=NOTE, language="en", **mine)
                    with pytest.raises(PermissionDenied):
                        said.take_back(by=person)
                assert Event.objects.of(lesson).count() == 2 * allowed
                assert Letter.objects.filter(name="lesson_judged").count() == allowed


@pytest.mark.parametrize("verb", ["confirm", "contradict", "take-back"])
def test_the_addresses_let_the_same_people_in(client, amina, boris, verb, subtests):
    lesson = lesson_of(amina)
    ministry = make.ministry_of(boris)
    answers = {
        "boris": (boris, 302), "editor": (make.member(ministry, "editor"), 302),
        "viewer": (make.member(ministry, "viewer"), 403), "amina": (amina, 403),
        "a person": (make.person(), 403),
    }  # fmt: skip
    for who, (person, status) in answers.items():
        with subtests.test(who), make.undone():
            client.force_login(person)
            data = {**typed(ministry), "organization": ministry.pk}
            assert client.post(address(lesson, verb), data).status_code == status
            assert Verdict.objects.exists() == (status == 302 and verb != "take-back")
    client.logout()
    assert "/accounts/login/" in client.post(address(lesson, verb)).url
    client.force_login(boris)
    assert client.get(address(lesson, verb)).status_code == 405


def test_nobody_speaks_for_an_organization_that_is_not_hers(client, amina, boris):
    lesson, other = lesson_of(amina), make.organization(iso2="BR")
    client.force_login(boris)
    assert client.post(address(lesson, "confirm"), typed(other)).status_code == 422
    assert not Verdict.objects.exists()
    theirs = give(lesson, make.member(other), organization=other)
    client.post(address(lesson, "take-back"), {"organization": other.pk})
    assert Verdict.objects.standing().get() == theirs


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "archived", "withdrawn"])
def test_a_lesson_that_is_not_public_is_judged_by_nobody(client, amina, boris, state):
    lesson = lesson_of(amina)
    said = give(lesson, boris)
    stamp = {} if state == "archived" else {"published_at": None}
    Experience.objects.update(status=state, **stamp)
    lesson.refresh_from_db()
    with pytest.raises(MoveRefused):
        give(lesson, boris, Stance.CONTRADICTS)
    client.force_login(boris)
    for verb in ("confirm", "contradict", "take-back"):
        data = {**typed(said.organization), "organization": said.organization_id}
        assert client.post(address(lesson, verb), data).status_code == 404
    assert client.get(address(lesson)).status_code == 404


def test_no_note_of_a_lesson_that_is_not_public_leaks(client, amina, boris):
    lesson = lesson_of(amina)
    give(lesson, boris, note="A secret of Kingston.")
    pages = ["/en/lessons/", "/en/lessons/feed/", "/en/lessons/csv/", "/en/search/?q=Kingston",
             address(lesson), f"/en/organizations/{make.ministry_of(boris).slug}/"]  # fmt: skip
    assert "secret of Kingston" in read(client, address(lesson))
    Experience.objects.update(status="archived")
    for person in (None, make.person(), make.member(make.organization())):
        if person:
            client.force_login(person)
        for page in pages:
            assert b"secret of Kingston" not in client.get(page).getvalue()


# --- What it does --------------------------------------------------------------------------------


def test_boris_confirms_and_then_contradicts(client, amina, boris):
    lesson = lesson_of(amina)
    client.force_login(boris)
    ministry = make.ministry_of(boris)
    page = client.post(address(lesson, "confirm"), typed(ministry), follow=True)
    assert "Your confirmation stands" in html.unescape(page.content.decode())
    client.post(address(lesson, "contradict"), typed(ministry, note="No more.", country="BR"))
    verdict = Verdict.objects.get()
    assert (verdict.stance, verdict.note, verdict.country_id, verdict.by, verdict.language) == (
        "contradicts", "No more.", "BR", boris, "en")  # fmt: skip
    versions = Verdict._meta.get_field("events").related_model.objects  # type: ignore[union-attr]
    assert list(versions.order_by("pgh_id").values_list("note", flat=True)) == [NOTE, "No more."]
    assert [one.name for one in Event.objects.of(lesson).as_timeline()] == [
        "confirm_lesson", "contradict_lesson"]  # fmt: skip
    letters = Letter.objects.filter(name="lesson_judged").order_by("pk")
    assert [one.address for one in letters] == [amina.email] * 2
    assert "contradicts your lesson" in letters[1].subject
    assert "No more." in letters[1].body
    assert "Brazil" in letters[1].body


def test_a_better_word_is_kept_and_is_no_news(amina, boris):
    lesson = lesson_of(amina)
    give(lesson, boris)
    give(lesson, boris, note="It was so in Montego Bay.")
    assert Verdict.objects.get().note == "It was so in Montego Bay."
    assert Letter.objects.filter(name="lesson_judged").count() == 1


def test_what_was_taken_back_counts_no_more_and_may_be_said_again(client, amina, boris):
    lesson = lesson_of(amina)
    give(lesson, boris)
    client.force_login(boris)
    take = {"organization": make.ministry_of(boris).pk}
    for told in ("Taken back. It no longer counts.", "This is taken back already."):
        page = client.post(address(lesson, "take-back"), take, follow=True)
        assert told in page.content.decode()
    assert NOTE not in read(client, address(lesson))
    give(lesson, boris, Stance.CONTRADICTS)
    assert Verdict.objects.count() == 2
    assert Verdict.objects.standing().get().stance == "contradicts"


@pytest.mark.parametrize("data", [{"note": ""}, {"note": "x" * 2001}, {"country": ""},
                                  {"country": "ZZ"}, {"country": "\x00"}, {"note": "\x00"},
                                  {"organization": "\x00"},
                                  {"organization": "9" * 30}])  # fmt: skip
def test_what_cannot_be_kept_comes_back_as_typed(client, amina, boris, data):
    lesson = lesson_of(amina)
    client.force_login(boris)
    page = client.post(address(lesson, "confirm"), typed(make.ministry_of(boris), **data))
    assert page.status_code == 422
    assert ("country" in data and NOTE in page.content.decode()) or "country" not in data
    assert not Verdict.objects.exists()


def test_an_international_body_says_where_it_saw_it(client, amina):
    lesson = lesson_of(amina)
    body = make.organization("UNICEF", iso2="", kind="international")
    client.force_login(make.member(body))
    assert client.post(address(lesson, "confirm"), typed(body, country="")).status_code == 422
    assert client.post(address(lesson, "confirm"), typed(body, country="HT")).status_code == 302
    assert "Haiti" in read(client, address(lesson))


def test_who_writes_for_several_speaks_for_each(client, amina, boris):
    lesson, other = lesson_of(amina), make.organization("Agency", iso2="BR")
    ministry = make.ministry_of(boris)
    other.memberships.create(person=boris, role="editor", confirmed_at="2026-01-01T00:00Z")
    client.force_login(boris)
    assert re.search(r"<select[^>]*name=\"verdict-organization\"", read(client, address(lesson)))
    client.post(address(lesson, "confirm"), typed(ministry))
    client.post(address(lesson, "contradict"), typed(other, country="BR"))
    assert set(Verdict.objects.values_list("organization__name", "stance")) == {
        ("Ministry of Labour", "confirms"), ("Agency", "contradicts")}  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verbs", [("confirm", "confirm"), ("confirm", "contradict")])
def test_two_clicks_at_once_make_one_verdict(verbs):
    amina, boris = make.amina(), make.boris()
    lesson, data = lesson_of(amina), typed(make.ministry_of(boris))
    together = threading.Barrier(2)
    answers: list[int] = []

    def click(verb: str) -> None:
        browser = Client()
        browser.force_login(boris)
        together.wait()
        answers.append(browser.post(address(lesson, verb), data).status_code)
        connection.close()

    clicks = [threading.Thread(target=click, args=[verb]) for verb in verbs]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert answers == [302, 302]
    assert Verdict.objects.count() == 1
    different = len(set(verbs))
    assert Event.objects.of(lesson).count() == different
    assert Letter.objects.filter(name="lesson_judged").count() == different


# --- Who reads it --------------------------------------------------------------------------------


def test_both_sides_stand_on_the_page_with_country_and_note(client, amina, boris):
    lesson = lesson_of(amina)
    give(lesson, boris)
    brazil = make.organization("Ministério", iso2="BR")
    give(lesson, make.member(brazil), Stance.CONTRADICTS, note="Aqui não.", language="pt")
    text = read(client, address(lesson))
    assert re.search(
        r"Confirmed by others.*\(1\).*Jamaica.*Ministry of Labour.*Kingston", text, re.S
    )
    assert re.search(r"Contradicted by others.*\(1\).*Brazil.*Ministério.*lang=\"pt-BR\".*Aqui não",
                     text, re.S)  # fmt: skip
    assert re.search(r"Ministério.*?</time>\s*<span class=\"badge\">In Portuguese<", text, re.S)
    assert text.count("In Portuguese") == 1
    cards = read(client, "/en/lessons/")
    assert "Confirmed by 1 other" in cards
    assert "Contradicted by 1 other" in cards
    assert "Confirmed by 1 other" in read(client, lesson.experience.get_absolute_url())
    table = client.get("/en/lessons/csv/").getvalue().decode()
    assert "confirmed_by,contradicted_by" in table


CALL = "Sign in to say what you found"


def test_a_visitor_learns_that_lessons_are_confirmed_or_contradicted(client, amina, boris):
    lesson = lesson_of(amina)
    text = read(client, address(lesson))
    assert "No other organization has confirmed or contradicted this lesson so far." in text
    assert re.search(rf'href="/en/accounts/login/\?next={address(lesson)}">{CALL}<', text)
    give(lesson, boris)
    text = read(client, address(lesson))
    assert CALL in text
    assert "No other organization has" not in text


def test_who_can_say_something_is_told_how(client, amina, boris, chloe):
    lesson = lesson_of(amina)
    viewer = make.member(make.ministry_of(boris), "viewer")
    asked = {
        "a person": make.person(), "boris": boris, "amina": amina, "chloe": chloe, "viewer": viewer,
    }  # fmt: skip
    shown = {}
    for who, person in asked.items():
        client.force_login(person)
        text = read(client, address(lesson))
        assert CALL not in text
        shown[who] = ("join yours first" in text, "We contradict it" in text)
    assert shown.pop("a person") == (True, False)
    assert shown.pop("boris") == (False, True)
    assert set(shown.values()) == {(False, False)}


def test_nobody_is_called_to_judge_what_is_not_public(client, amina):
    lesson = make.sheet(make.ministry_of(amina)).lessons.get()
    client.force_login(amina)
    text = read(client, address(lesson))
    assert "What others found" not in text
    assert "What did you find?" not in text


def test_what_a_suspended_organization_said_is_hidden_and_not_counted(client, amina, boris):
    lesson = lesson_of(amina)
    give(lesson, boris)
    rows = Organization.objects.filter(name="Ministry of Labour")
    rows.update(status="suspended")
    assert NOTE not in read(client, address(lesson))
    assert "Confirmed by" not in read(client, "/en/lessons/")
    rows.update(status="approved")
    assert NOTE in read(client, address(lesson))


def test_lessons_are_filtered_by_what_others_found(client, amina, boris):
    names = ("confirmed", "contradicted", "disputed", "quiet")
    lessons = {name: lesson_of(amina, name) for name in names}
    brazilian = make.member(make.organization(iso2="BR"))
    give(lessons["confirmed"], boris)
    give(lessons["contradicted"], boris, Stance.CONTRADICTS)
    give(lessons["disputed"], boris)
    give(lessons["disputed"], brazilian, Stance.CONTRADICTS)
    give(lessons["quiet"], boris).take_back(by=boris)
    for name in names[:3]:
        text = read(client, f"/en/lessons/?verdict={name}")
        assert re.findall(r'lesson__claim"[^>]*><a [^>]*>([^<]*)<', text) == [name]
        assert re.findall(r">[^<]*onfirmed[^<]* <b>(\d+)",
                          text) == ["1", "1", "1"]  # fmt: skip
    text = read(client, "/en/lessons/?verdict=confirmed&verdict=disputed")
    assert "2 lessons" in text
    assert "There is no such filter" in read(client, "/en/lessons/?verdict=maybe")
    feed = client.get("/en/lessons/feed/?verdict=disputed").content.decode()
    assert "disputed</title>" in feed
    assert "quiet" not in feed


def test_lessons_are_filtered_by_their_evidence(client, amina):
    lesson_of(amina, "weak")
    strong = lesson_of(amina, "strong")
    Lesson.objects.filter(pk=strong.pk).update(evidence="impact")
    text = read(client, "/en/lessons/?evidence=impact")
    assert re.findall(r'lesson__claim"[^>]*><a [^>]*>([^<]*)<', text) == ["strong"]


# --- What becomes of it --------------------------------------------------------------------------


def merged(source: Organization, target: Organization) -> Merger:
    chloe = make.chloe()
    return Merger(kept=target, merged=source, reason="One body.").make(by=chloe)


@pytest.mark.parametrize("last", ["source", "target"])
def test_two_organizations_become_one_and_what_was_said_last_stands(amina, boris, last):
    lesson = lesson_of(amina)
    source, target = make.ministry_of(boris), make.organization(iso2="JM")
    order = [source, target] if last == "target" else [target, source]
    for organization in order:
        somebody = make.member(organization)
        give(lesson, somebody, organization=organization, note=f"Said by {organization.pk}")
    merged(source, target)
    heard = Verdict.objects.heard().get()
    assert heard.organization == target
    assert heard.note == f"Said by {order[1].pk}"


def test_what_one_said_of_a_lesson_that_becomes_its_own_is_not_counted(client, amina, boris):
    lesson = lesson_of(amina)
    give(lesson, boris)
    merged(make.ministry_of(boris), make.ministry_of(amina))
    assert Verdict.objects.standing().exists()
    assert not Verdict.objects.heard().exists()
    assert NOTE not in read(client, address(lesson))


def test_a_person_goes_and_what_she_said_stays_with_the_organization(client, amina, boris):
    lesson = lesson_of(amina)
    editor = make.member(make.ministry_of(boris), "editor", name="Elena Soto")
    give(lesson, editor, organization=make.ministry_of(boris))
    take_leave(editor, by=editor)
    verdict = Verdict.objects.get()
    assert (verdict.by, verdict.organization) == (None, make.ministry_of(boris))
    assert NOTE in read(client, address(lesson))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, amina, rows, django_assert_num_queries):
    lesson = lesson_of(amina)
    for iso2 in ("BR", "JM", "PE")[:rows]:
        give(lesson, make.member(make.organization(iso2=iso2)))
    with django_assert_num_queries(3):
        client.get(address(lesson))
    reader = make.member(make.organization(iso2="HT"), "editor")
    client.force_login(reader)
    with django_assert_num_queries(9):
        client.get(address(lesson))


# --- Two of one organization ---------------------------------------------------------------------


def test_what_a_colleague_said_meanwhile_is_not_replaced_unread(client, amina, boris):
    lesson, ministry = lesson_of(amina), make.ministry_of(boris)
    client.force_login(boris)
    opened = re.findall('name="was" value="([^"]*)"', read(client, address(lesson)))
    give(lesson, make.member(ministry, "editor"), Stance.CONTRADICTS, note="Not on the coast.")
    mine = typed(ministry, note="It held.")
    answer = client.post(address(lesson, "confirm"), {**mine, "was": opened})
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "A colleague has spoken for your organization meanwhile" in text
    assert "Not on the coast." in text
    assert ">\nIt held.</textarea>" in text
    assert Verdict.objects.get().stance == Stance.CONTRADICTS
    now = re.findall('name="was" value="([^"]*)"', text)
    assert client.post(address(lesson, "confirm"), {**mine, "was": now}).status_code == 302
    assert Verdict.objects.get().stance == Stance.CONFIRMS
    again = {**mine, "verdict-note": "It held in 2020.", "was": opened}  # her own is no news to her
    assert client.post(address(lesson, "confirm"), again).status_code == 302


def test_a_note_stays_in_its_language_when_the_stance_changes_on_another_page(amina, boris):
    lesson = lesson_of(amina)
    give(lesson, boris, note="Así fue.", language="es")
    assert give(lesson, boris, Stance.CONTRADICTS, note="Así fue.", language="en").language == "es"
    assert give(lesson, boris, note="So it was.", language="en").language == "en"


# --- The secretariat -----------------------------------------------------------------------------


def test_the_secretariat_takes_off_what_should_not_stand_there_and_says_why(client, amina, boris):
    chloe, lesson = make.chloe(), lesson_of(amina)
    verdict = give(lesson, boris, note="The Pérez family was cheated.")
    down = f"/admin/experiences/verdict/{verdict.pk}/take-down/"
    client.force_login(boris)
    assert down not in read(client, address(lesson))
    assert client.post(down, {"reason": "Mine."}).status_code in (302, 403, 404)
    assert Verdict.objects.standing().exists()
    client.force_login(chloe)
    assert down in read(client, address(lesson))
    assert "Pérez" in read(client, "/admin/experiences/verdict/")
    assert down in read(client, f"/admin/experiences/verdict/{verdict.pk}/change/")
    for page in ("/admin/experiences/verdict/", f"/admin/experiences/verdict/{verdict.pk}/change/"):
        assert "what you" not in read(client, page).lower()  # an officer saw and found nothing
    assert f'name="typed_by" value="{mark(chloe)}"' in read(client, down)  # signed out, it is kept
    assert client.post(down, {"reason": " "}).status_code == 200
    assert Verdict.objects.standing().exists()
    assert client.post(down, {"reason": "It names a family."}).url == address(lesson)
    assert "Pérez" not in read(client, address(lesson))
    told = read(client, f"/admin/experiences/verdict/{verdict.pk}/change/")
    assert "Taken off by the secretariat" in told
    assert "It names a family." in told
    assert down not in told
    letter = Letter.objects.get(name="verdict_taken_down")
    assert letter.person == boris
    for words in ("It names a family.", "The Pérez family was cheated.", address(lesson)):
        assert words in letter.body
    assert "taken back already" in client.post(down, {"reason": "Once more."}).text
    again = give(lesson, boris, note="Some were cheated.")
    assert again.pk != verdict.pk
    assert "Some were cheated." in read(client, address(lesson))


@pytest.mark.django_db(transaction=True)
def test_what_is_being_taken_off_is_not_brought_back_by_who_rewrites_it():
    amina, boris, chloe = make.amina(), make.boris(), make.chloe()
    lesson = lesson_of(amina)
    named = give(lesson, boris, note="The Reyes family of 12, Hope Road.")
    mending = threading.Thread(target=lambda: at_once(lambda: give(lesson, boris)))
    with transaction.atomic():
        named.take_down(by=chloe, reason="It names a family.")
        mending.start()
        mending.join(1)
        assert mending.is_alive()
    mending.join(10)
    named.refresh_from_db()
    assert named.taken_back_at
    assert named.note.startswith("The Reyes family")
    assert [one.note for one in Verdict.objects.standing()] == [NOTE]


def test_nobody_else_takes_it_off_and_never_without_a_reason(amina, boris):
    verdict = give(lesson_of(amina), boris)
    for person in (amina, boris):
        with pytest.raises(PermissionDenied):
            verdict.take_down(by=person, reason="Because.")
    chloe = make.chloe()
    with pytest.raises(MoveRefused):
        verdict.take_down(by=chloe, reason=" ")
    verdict.take_down(by=chloe, reason="Because.")
    with pytest.raises(MoveRefused):
        verdict.take_down(by=chloe, reason="Because.")
    assert Letter.objects.filter(name="verdict_taken_down").count() == 1


def test_officers_take_it_off_and_editors_only_look(client, amina, boris):
    verdict = give(lesson_of(amina), boris)
    down = f"/admin/experiences/verdict/{verdict.pk}/take-down/"
    make_groups()
    for office, status in (("officer", 200), ("editor", 403)):
        person = make.person(is_staff=True)
        Authenticator.objects.create(
            user=person, type=Authenticator.Type.TOTP, data={"secret": "-"}
        )
        person.groups.add(Group.objects.get(name=office))
        client.force_login(person)
        assert client.get(down).status_code == status
        assert (down in read(client, address(verdict.lesson))) == (status == 200)
        assert client.get(f"/admin/experiences/verdict/{verdict.pk}/change/").status_code == 200
