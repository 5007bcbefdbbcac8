"""Building blocks: what others take over one by one, each at an address of its own."""

import html
import re
import uuid
from typing import Any

import pghistory
import pytest
from django.utils import timezone

from community.lifecycle import MoveRefused
from experiences.models import Block, Experience
from tests import make

pytestmark = pytest.mark.django_db
STATES = ("draft", "submitted", "returned", "withdrawn", "archived")


@pytest.fixture
def sheet(amina):
    return make.sheet(make.ministry_of(amina), slug="visits")


@pytest.fixture
def signed_in(client, amina):
    client.force_login(amina)
    return client


def typed(**changes: Any) -> dict[str, Any]:
    """The form of a block, as a browser sends it."""
    names = ("kind", "purpose", "how", "enabling_factors", "lesson", "needed_law", "needed_data",
             "needed_systems")  # fmt: skip
    return {"title": "A registry", **dict.fromkeys(names, ""), **changes}


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def titles(sheet: Experience) -> list[str]:
    return [block.title for block in sheet.blocks.all()]


# --- Reading -------------------------------------------------------------------------------------


def test_its_page_names_the_sheet_in_the_reader_s_language_and_leads_to_its_kind(client):
    sheet = make.published(title="Visits")
    block = make.block(sheet, kind="payment")
    made = sheet.translations.create(language="es", published_at="2026-01-01T00:00Z")
    made.pieces.create(part="title", text="Visitas", original="Visits")
    text = client.get(block.get_absolute_url().replace("/en/", "/es/")).content.decode()
    assert re.search(r'<dd lang="es"><a href="[^"]*">Visitas<', text)
    assert 'href="/es/experiences/?block=payment">Pago<' in text
    assert ">Visits<" not in text


def test_a_visitor_reads_a_block_at_its_own_address(client):
    sheet = make.published(slug="visits")
    block = make.block(
        sheet, enabling_factors="A patient minister.", lesson="Begin small.",
        needed_law="Law 20.530.", needed_data="The census.", needed_systems="One server.",
    )  # fmt: skip
    make.block(sheet, title="A way of paying")
    text = text_of(client.get(f"/en/experiences/visits/blocks/{block.number}/"))
    for words in ("A registry of families", "Registry", "To know who is entitled.",
                  "Nurses bring the lists.", "A patient minister.", "Begin small.", "Law 20.530.",
                  "The census.", "One server.", sheet.title, f"/id/{block.number}",
                  f"/exchanges/request/?experience=visits&block={block.number}",
                  "A way of paying"):  # fmt: skip
        assert words in text, words


def test_the_address_of_a_block_survives_another_order(client, amina):
    sheet = make.published(make.ministry_of(amina))
    first, second = make.block(sheet), make.block(sheet, title="A way of paying")
    second.move(-1, by=amina)
    assert titles(sheet) == ["A way of paying", "A registry of families"]
    for block in (first, second):
        assert block.title in text_of(client.get(block.get_absolute_url()))


@pytest.mark.parametrize("state", STATES)
def test_a_block_is_as_private_as_its_sheet(client, amina, boris, chloe, sheet, state):
    block = make.block(sheet, title="Still secret")
    stamp = "2026-01-01T00:00Z" if state == "archived" else None
    Experience.objects.update(status=state, published_at=stamp)
    address, permanent = block.get_absolute_url(), f"/id/{block.number}"
    for stranger in (None, boris, make.person()):
        if stranger:
            client.force_login(stranger)
        assert client.get(address).status_code == client.get(permanent).status_code == 404
    for insider in (amina, chloe, make.member(sheet.organization, "viewer")):
        client.force_login(insider)
        text = text_of(client.get(address))
        assert "Still secret" in text
        assert "noindex" in text
        assert "/exchanges/request/" not in text.split("<main", 1)[1]


@pytest.mark.parametrize("number", ["BLK-9", "BLK-x", "LES-0001", "BLK-" + "9" * 40, "BLK-²", "1"])
def test_a_block_that_was_never_written_is_not_found(client, number):
    make.block(make.published(slug="visits"), pk=1)
    assert client.get("/en/experiences/visits/blocks/BLK-0001/").status_code == 200
    assert client.get(f"/en/experiences/visits/blocks/{number}/").status_code == 404


def test_a_block_of_another_sheet_is_not_found_here(client):
    block = make.block(make.published())
    make.published(slug="other")
    assert client.get(f"/en/experiences/other/blocks/{block.number}/").status_code == 404


def test_the_sheet_shows_its_blocks_and_how_to_ask_about_each(client):
    sheet = make.published(slug="visits")
    block = make.block(sheet)
    text = text_of(client.get("/en/experiences/visits/"))
    assert "To know who is entitled." in text
    assert block.get_absolute_url() in text
    assert f"?experience=visits&block={block.number}" in text
    Experience.objects.update(available_for_exchange=False)
    text = text_of(client.get("/en/experiences/visits/"))
    assert "cannot share it in an exchange at present" in text
    assert "/exchanges/request/?experience" not in text


def test_nobody_is_led_to_ask_her_own_organization(client, amina, boris, subtests):
    ministry = make.ministry_of(amina)
    block = make.block(make.published(ministry))
    of_two = make.member(ministry)
    make.organization("Agency").memberships.create(
        person=of_two, role="editor", confirmed_at=timezone.now()
    )
    people = {"Boris": (boris, True), "Amina": (amina, False), "of two": (of_two, True)}
    people["viewer"] = make.member(ministry, "viewer"), False
    people["Chloe"] = make.chloe(), False
    for name, (person, is_led) in people.items():
        client.force_login(person)
        sheet = block.experience
        for page in (sheet, block, f"{sheet.get_absolute_url()}versions/2/"):
            with subtests.test(who=name, page=str(page)):
                path = page if isinstance(page, str) else page.get_absolute_url()
                text = text_of(client.get(path))
                assert ("/exchanges/request/?experience" in text) == is_led
                told = "Readers of other organizations find a link here"
                assert (told in text) == (not is_led and page != block)


@pytest.mark.parametrize("blocks", [1, 3])
def test_the_number_of_queries_does_not_grow(client, blocks, django_assert_num_queries):
    sheet = make.published()
    for _ in range(blocks):
        block = make.block(sheet)
    with django_assert_num_queries(3):
        client.get(block.get_absolute_url())


# --- Writing -------------------------------------------------------------------------------------


def test_a_block_is_added_at_the_end_and_opens_a_version(signed_in, sheet):
    make.block(sheet)
    page = text_of(signed_in.get("/en/experiences/visits/edit/blocks/new/"))
    assert re.search(r'name="key" value="[^"]+"', page)
    before = sheet.versions.count()
    answer = signed_in.post("/en/experiences/visits/edit/blocks/new/", typed(how="By hand."))
    made = sheet.blocks.last()
    assert answer["Location"] == f"/en/experiences/visits/edit/blocks/#{made.number}"
    assert (made.title, made.how, titles(sheet)[0]) == (
        "A registry", "By hand.", "A registry of families")  # fmt: skip
    assert sheet.versions.count() == before + 1


def test_the_list_says_what_a_block_does_not_say_yet(signed_in, sheet):
    for purpose, how in (("", ""), ("To know.", ""), ("", "By hand."), ("To know.", "By hand.")):
        Block.objects.all().delete()
        make.block(sheet, purpose=purpose, how=how)
        text = text_of(signed_in.get("/en/experiences/visits/edit/blocks/"))
        lacks = re.findall("Not said yet [^<]*", text)
        told = ["what it is for"] * (not purpose) + ["how it works"] * (not how)
        assert lacks == ([f"Not said yet {' and '.join(told)}"] if told else [])


def test_a_form_sent_twice_makes_one_block(signed_in, sheet):
    key = str(uuid.uuid4())
    for _ in range(2):
        signed_in.post("/en/experiences/visits/edit/blocks/new/", typed(key=key))
    assert titles(sheet) == ["A registry"]


def test_what_was_written_into_a_block_since_the_answer_was_lost_is_kept(signed_in, sheet):
    new, key = "/en/experiences/visits/edit/blocks/new/", str(uuid.uuid4())
    signed_in.post(new, typed(key=key))  # and the line broke
    signed_in.post(new, typed(key=key, how="By hand."))
    assert sheet.blocks.get().how == "By hand."
    answer = signed_in.post(new, typed(key=key, how="By machine."))
    assert (sheet.blocks.get().how, answer.status_code) == ("By hand.", 422)
    assert "This was changed meanwhile" in text_of(answer)


def test_who_goes_back_to_the_form_of_a_new_block_finds_the_block_that_it_made(signed_in, sheet):
    new = "/en/experiences/visits/edit/blocks/new/"
    action = re.search(rf'action="({new}\?key=([^"]+))"', text_of(signed_in.get(new)))
    assert f'name="key" value="{action[2]}"' in text_of(signed_in.get(action[1]))
    signed_in.post(action[1], typed(key=action[2]))
    there = f"/en/experiences/visits/edit/blocks/{sheet.blocks.get().number}/"
    assert signed_in.get(action[1]).url == there


def test_of_a_draft_what_is_valid_is_kept_and_the_rest_comes_back(signed_in, sheet):
    long = "x" * 2001
    new = "/en/experiences/visits/edit/blocks/new/"
    answer = signed_in.post(new, typed(purpose=long, how="By hand."))
    block = sheet.blocks.get()
    assert (block.how, block.purpose) == ("By hand.", "")
    assert answer.status_code == 422
    assert long in text_of(answer)
    assert f'action="/en/experiences/visits/edit/blocks/{block.number}/"' in text_of(answer)


def test_what_has_no_title_yet_waits_in_the_draft_and_holds_up_its_submission(signed_in, sheet):
    blocks, key = "/en/experiences/visits/edit/blocks/", str(uuid.uuid4())
    for words in ("By hand.", "By hand, twice."):  # the same form
        answer = signed_in.post(f"{blocks}new/", typed(title="", how=words, key=key))
        assert (answer.status_code, sheet.blocks.count()) == (422, 0)
        assert words in text_of(answer)
        assert "title" in answer.context["form"].errors
    page = text_of(signed_in.get(blocks))
    assert page.count("A building block without a title") == 1
    assert [one.state for one in signed_in.get(blocks).context["progress"].steps][1] == "begun"
    assert "By hand, twice." in page
    assert f'href="{blocks}new/?key={key}">Go on writing it' in page
    page = text_of(signed_in.get(f"{blocks}new/?key={key}"))
    assert "By hand, twice." in page
    assert f'name="key" value="{key}"' in page
    assert "By hand" not in text_of(signed_in.get("/en/experiences/visits/preview/"))
    signed_in.post("/en/experiences/visits/submit/")
    page = text_of(signed_in.get("/en/experiences/visits/edit/?check=1"))
    assert f'<a href="{blocks}">Building blocks: Give a title to what you began.' in page
    signed_in.post(f"{blocks}new/", typed(title="Lists", how="By hand.", key=key))
    assert titles(sheet) == ["Lists"]
    assert not sheet.unfinished_rows.exists()
    assert signed_in.post("/en/experiences/visits/submit/").status_code == 302
    sheet.refresh_from_db()
    assert sheet.status == "submitted"


def test_what_was_begun_without_a_title_and_is_emptied_again_is_gone(signed_in, sheet):
    blocks, key = "/en/experiences/visits/edit/blocks/", str(uuid.uuid4())
    long = typed(title="x" * 161, key=key)
    assert signed_in.post(f"{blocks}new/", long).status_code == 422
    assert sheet.unfinished_rows.get().typed["title"] == "x" * 161
    answer = signed_in.post(f"{blocks}new/", typed(title=" ", key=key))
    assert answer["Location"] == blocks
    assert not sheet.unfinished_rows.exists()
    for nothing in (typed(title="", key=key), {}):
        assert signed_in.post(f"{blocks}new/", nothing).status_code == 422
    assert not sheet.unfinished_rows.exists()


def test_of_a_public_sheet_what_has_no_title_comes_back_as_it_was_typed(signed_in, amina):
    sheet = make.published(make.ministry_of(amina), slug="visits")
    new = "/en/experiences/visits/edit/blocks/new/"
    answer = signed_in.post(new, typed(title="", how="By hand."))
    assert (answer.status_code, sheet.blocks.count()) == (422, 0)
    assert "By hand." in text_of(answer)
    assert not sheet.unfinished_rows.exists()


def test_a_block_of_a_public_sheet_changes_as_a_whole_or_not_at_all(signed_in, amina):
    sheet = make.published(make.ministry_of(amina), slug="visits")
    block = make.block(sheet)
    edit = f"/en/experiences/visits/edit/blocks/{block.number}/"
    assert signed_in.post(edit, typed(title="x" * 161, how="Anew.")).status_code == 422
    assert sheet.blocks.get().how == "Nurses bring the lists."
    assert signed_in.post(edit, typed(title="Lists", how="Anew.")).status_code == 302
    assert sheet.blocks.get().how == "Anew."
    assert list(Experience.objects.changed_since_review()) == [sheet]


def test_two_people_write_different_parts_of_a_block(signed_in, amina, sheet):
    """Both opened it before either saved; each page says what it showed."""
    block = make.block(sheet, purpose="Old purpose", how="Old way")
    edit = f"/en/experiences/visits/edit/blocks/{block.number}/"
    page = text_of(signed_in.get(edit))
    shown = dict(re.findall(r'name="(initial-\w+)" value="([^"]*)"', page))
    assert shown["initial-purpose"] == "Old purpose"
    same = typed(title=block.title, kind=block.kind, purpose="Old purpose", how="Old way", **shown)
    signed_in.post(edit, {**same, "purpose": "New purpose"})
    signed_in.post(edit, {**same, "how": "New way"})
    block.refresh_from_db()
    assert (block.purpose, block.how) == ("New purpose", "New way")
    signed_in.post(edit, {**same, "initial-how": "New way", "how": ""})
    block.refresh_from_db()
    assert (block.purpose, block.how) == ("New purpose", "")


def test_blocks_are_moved_by_buttons(signed_in, sheet):
    one, two, three = (make.block(sheet, title=title) for title in ("One", "Two", "Three"))
    base = "/en/experiences/visits/edit/blocks/"
    answer = signed_in.post(f"{base}{three.number}/up/")
    assert answer["Location"] == f"{base}#{three.number}"
    assert titles(sheet) == ["One", "Three", "Two"]
    signed_in.post(f"{base}{one.number}/down/")
    assert titles(sheet) == ["Three", "One", "Two"]
    for way in ("up", "down"):  # the first and the last stay where they are
        signed_in.post(f"{base}{(three if way == 'up' else two).number}/{way}/")
    assert titles(sheet) == ["Three", "One", "Two"]
    text = text_of(signed_in.get(base))
    assert text.index("Three") < text.index("One") < text.index("Two")


def test_a_block_is_taken_out(signed_in, sheet):
    block = make.block(sheet)
    answer = signed_in.post(
        f"/en/experiences/visits/edit/blocks/{block.number}/remove/", follow=True
    )
    assert "Taken out: A registry of families" in text_of(answer)
    assert not sheet.blocks.exists()


@pytest.mark.parametrize("act", ["", "up/", "down/", "remove/"])
def test_a_stranger_changes_no_block(client, boris, sheet, act):
    block = make.block(sheet)
    address = f"/en/experiences/visits/edit/blocks/{block.number}/{act}"
    client.force_login(boris)
    assert client.post(address, typed()).status_code == 404
    client.force_login(make.member(sheet.organization, "viewer"))
    assert client.post(address, typed()).status_code == 404
    assert titles(sheet) == ["A registry of families"]


def test_the_block_of_another_sheet_is_not_changed_through_mine(signed_in, sheet):
    other = make.block(make.published())
    base = f"/en/experiences/visits/edit/blocks/{other.number}/"
    for act in ("", "remove/"):
        assert signed_in.post(f"{base}{act}", typed()).status_code == 404
    assert Block.objects.get() == other


def test_a_sheet_has_at_most_twenty_blocks(signed_in, sheet):
    for _ in range(20):
        make.block(sheet)
    new = "/en/experiences/visits/edit/blocks/new/"
    assert "at most twenty" in text_of(signed_in.get(new, follow=True))
    answer = signed_in.post(new, typed(how="Typed for an hour"))
    assert "at most twenty" in text_of(answer)
    assert "Typed for an hour" in text_of(answer)
    assert sheet.blocks.count() == 20


def test_who_wrote_last_for_a_suspended_ministry_changes_nothing(amina, sheet):
    block = make.block(sheet)
    sheet.organization.status = "suspended"
    sheet.organization.save()
    for verb in (lambda: block.move(1, by=amina), lambda: block.remove(by=amina),
                 lambda: block.rewrite(["how"], by=amina),
                 lambda: Block(experience=sheet, title="x").add(by=amina)):  # fmt: skip
        with pytest.raises(MoveRefused):
            verb()
    assert titles(sheet) == ["A registry of families"]


def test_a_block_that_went_meanwhile_is_not_brought_back(amina, sheet):
    block = make.block(sheet)
    Block.objects.get().remove(by=amina)
    with pytest.raises(MoveRefused, match="taken this block out"):
        block.rewrite(["how"], by=amina)


@pytest.mark.parametrize(
    "changes",
    [{"title": "\x00"}, {"title": "a\nb"}, {"title": "x" * 100_000}, {"kind": "galactic"},
     {"kind": "\x00"}, {"how": "\x00"}, {"how": "x" * 100_000}, {"key": "\x00"}, {"key": "x"}],
)  # fmt: skip
def test_nothing_typed_breaks_the_form(signed_in, sheet, changes):
    block = make.block(sheet)
    for name in ("new", block.number):
        address = f"/en/experiences/visits/edit/blocks/{name}/"
        assert signed_in.post(address, typed(**changes)).status_code in (302, 422)


# --- What else reads them ------------------------------------------------------------------------


def test_a_block_is_found_by_all_it_says_and_no_longer_once_it_is_gone(amina):
    sheet = make.published(make.ministry_of(amina))
    block = make.block(sheet, title="Buzzers", needed_data="A census of llamas.")
    assert list(Experience.objects.search("buzzer")) == [sheet]
    assert list(Experience.objects.search("llama")) == [sheet]
    block.needed_data = "A census of goats."
    block.rewrite(["needed_data"], by=amina)
    assert list(Experience.objects.search("goat")) == [sheet]
    assert not Experience.objects.search("llama")
    block.remove(by=amina)
    assert not Experience.objects.search("buzzer")


def test_a_block_that_came_or_went_is_told_in_the_history(client, amina):
    with pghistory.context():
        sheet = make.published(make.ministry_of(amina), slug="visits")
    with pghistory.context():
        block = Block(experience=sheet, title="Buzzers", kind="payment", how="By hand.")
        block.add(by=amina)
    text = text_of(client.get("/en/experiences/visits/history/"))
    assert re.search(r"<dt>Building blocks</dt>.*<ins>Buzzers · Payment\n?.*By hand\.", text, re.S)
    version = sheet.versions.count()
    assert "Buzzers" in text_of(client.get(f"/en/experiences/visits/versions/{version}/"))
    with pghistory.context():
        block.remove(by=amina)
    text = text_of(client.get("/en/experiences/visits/history/"))
    assert re.search(r"<del>Buzzers", text)


def test_a_restored_version_brings_its_blocks_back_under_their_numbers(amina, chloe):
    with pghistory.context():
        sheet = make.published(make.ministry_of(amina), legal_frame="Law 20.530")
    with pghistory.context():
        block = Block(experience=sheet, title="Buzzers").add(by=amina)
    number, version = block.number, sheet.versions.count()
    with pghistory.context():
        block.remove(by=amina)
        sheet.legal_frame = "None"
        sheet.save()
    sheet.restore(version, by=chloe, reason="It was right.")
    assert [block.number for block in sheet.blocks.all()] == [number]
    sheet.refresh_from_db()
    assert sheet.legal_frame == "Law 20.530"


def test_sheets_side_by_side_show_their_blocks(client):
    make.block(make.published(slug="one"))
    make.published(slug="two")
    text = text_of(client.get("/en/experiences/compare/?sheet=one&sheet=two"))
    assert "A registry of families" in text
    Block.objects.all().delete()
    text = text_of(client.get("/en/experiences/compare/?sheet=one&sheet=two"))
    assert "Building blocks" not in text
