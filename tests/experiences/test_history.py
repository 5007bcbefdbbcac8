"""The history of a sheet: every version, what changed, and what the public may know of it."""

import html
import time
from random import Random

import pghistory
import pytest
from django.db import connection
from django.utils import timezone

from experiences.differences import pieces
from experiences.models import Experience
from tests import make

pytestmark = pytest.mark.django_db


def read(client, sheet, query=""):
    response = client.get(f"/en/experiences/{sheet.slug}/history/{query}")
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def test_a_visitor_sees_what_changed_since_publication_word_by_word(client):
    sheet = make.published(title="Visits at home", problem="Nobody came.")
    sheet.title = "Visits at every home"
    sheet.save()
    text = read(client, sheet)
    assert "Visits at <ins>every </ins>home" in text
    assert "Nobody came." not in text  # what did not change is not repeated


def test_what_was_written_before_publication_stays_inside(client, amina, chloe):
    sheet = make.sheet(make.ministry_of(amina), title="A clumsy first try")
    sheet.title = "Visits"
    sheet.save()
    sheet.submit(by=amina)
    sheet.return_(by=chloe, reason="Secret doubts.")
    sheet.submit(by=amina)
    sheet.publish(by=chloe)
    text = read(client, sheet)
    for secret in ("clumsy", "Secret doubts", "Amina", "Chloe", "Submitted"):
        assert secret not in text, secret
    assert sheet.organization.name in text
    client.force_login(amina)
    text = read(client, sheet)
    for known in ("clumsy", "Secret doubts", "Amina", "Chloe"):
        assert known in text, known


def test_the_history_says_what_happened_and_not_what_was_pressed(client, amina, chloe):
    sheet = make.sheet(make.ministry_of(amina))
    sheet.submit(by=amina)
    sheet.publish(by=chloe)
    sheet.archive(by=chloe, reason="Out of date.")
    sheet.republish(by=chloe)
    client.force_login(amina)
    page = client.get(f"/en/experiences/{sheet.slug}/history/")
    told = [event["what"] for event in page.context["events"]]
    assert told == ["Published again", "Archived", "Published", "Submitted"]


def test_nobody_reads_the_history_of_what_is_not_published(client, amina, boris):
    sheet = make.sheet(make.ministry_of(amina))
    address = f"/en/experiences/{sheet.slug}/history/"
    assert client.get(address).status_code == 404
    client.force_login(boris)
    assert client.get(address).status_code == 404
    client.force_login(amina)
    assert client.get(address).status_code == 200


def test_who_changed_it_is_named_to_members_alone(client, amina, boris):
    sheet = make.published(make.ministry_of(amina), title="Before")
    client.force_login(amina)
    address = f"/en/experiences/{sheet.slug}/edit/"
    form = client.get(address)
    assert form.status_code == 200
    data = {"language": "en", "title": "After", "summary": "x", "countries": ["CL"],
            "scale": "national", "start_year": "2012", "themes": ["cash-transfers"],
            "populations": ["children"], "problem": "x", "what_was_done": "x", "results": "x",
            "what_did_not_work": "x", "lessons-0-id": sheet.lessons.get().pk,
            "lessons-0-claim": "x", "lessons-TOTAL_FORMS": "1", "lessons-INITIAL_FORMS": "1",
            "figures-TOTAL_FORMS": "0", "figures-INITIAL_FORMS": "0",
            "sources-TOTAL_FORMS": "0", "sources-INITIAL_FORMS": "0"}  # fmt: skip
    assert client.post(address, data).status_code == 302
    assert "Amina Reyes" in read(client, sheet)
    client.force_login(boris)
    assert "Amina Reyes" not in read(client, sheet)


def act(person):
    """One request of this person."""
    return pghistory.context(user=person.pk)


def told_of(client, sheet):
    page = client.get(f"/en/experiences/{sheet.slug}/history/").context
    versions = {one.number: (one.who, one.told) for one in page["versions"]}
    return versions, [(event["what"], event["who"]) for event in page["events"]]


def test_the_public_reads_that_the_secretariat_brought_a_version_back(client, amina, chloe):
    ministry = make.ministry_of(amina)
    with act(amina):
        sheet = make.published(ministry, title="Visits")  # the draft is version 1
    with act(amina):
        Experience.objects.filter(pk=sheet.pk).update(title="Emptied")
    with act(chloe):
        sheet.restore(2, by=chloe, reason="Secret doubts.")
    with act(chloe):  # it mends a word at the desk
        Experience.objects.filter(pk=sheet.pk).update(title="Visits at home")
    versions, events = told_of(client, sheet)
    assert versions == {
        2: (ministry.name, ""),
        3: (ministry.name, ""),
        4: ("The secretariat", "Brought back as it was in version 2"),
        5: ("The secretariat", ""),
    }
    assert events == [("Brought back as it was in version 2", "The secretariat")]
    text = read(client, sheet)
    assert "Secret doubts." not in text
    assert text.count("Brought back as it was in version 2") == 2
    client.force_login(amina)
    assert told_of(client, sheet)[0][4] == (str(chloe), "Brought back as it was in version 2")


def test_who_left_the_ministry_still_wrote_for_it(client, amina, chloe):
    ministry = make.ministry_of(amina)
    chloe.memberships.create(organization=ministry, role="editor", confirmed_at=timezone.now())
    with act(amina):
        sheet = make.published(ministry)
    with act(chloe):
        Experience.objects.filter(pk=sheet.pk).update(title="By Chloe")
    amina.memberships.update(ended_at=timezone.now())
    assert {who for who, _told in told_of(client, sheet)[0].values()} == {ministry.name}
    with act(chloe):  # a member, too: this she can do as an officer alone
        sheet.restore(2, by=chloe, reason="Better.")
    assert told_of(client, sheet)[0][4][0] == "The secretariat"


def test_what_was_brought_back_before_publication_stays_inside(client, amina, chloe):
    with act(amina):
        sheet = make.sheet(make.ministry_of(amina), title="A clumsy first try")
    Experience.objects.filter(pk=sheet.pk).update(title="Visits")
    sheet.restore(1, by=chloe, reason="Better.")
    sheet.submit(by=amina)
    sheet.publish(by=chloe)
    versions, events = told_of(client, sheet)
    assert events == [("Published", "The secretariat")]
    path = f"{sheet.get_absolute_url()}history/"
    assert ">Published</li>" not in client.get(path).content.decode()  # it stands there already
    assert [told for _who, told in versions.values()] == [""]
    sheet.restore(2, by=chloe, reason="Better still.")
    assert told_of(client, sheet)[1][0][0] == "Brought back as it was in an earlier version"


def test_ten_versions_a_page_and_the_eleventh_is_compared_too(client):
    sheet = make.published(title="Title 0")
    for number in range(1, 13):
        Experience.objects.filter(pk=sheet.pk).update(title=f"Title {number}")
    assert "<del>2</del> <ins>3</ins>" in read(client, sheet).replace("Title ", "")
    assert "<del>1</del> <ins>2</ins>" in read(client, sheet, "?page=2").replace("Title ", "")
    assert client.get(f"/en/experiences/{sheet.slug}/history/?page=x").status_code == 200


def test_html_in_an_old_version_stays_text(client):
    sheet = make.published(title="<script>alert(1)</script>")
    sheet.title = "Harmless"
    sheet.save()
    answer = client.get(f"/en/experiences/{sheet.slug}/history/").content
    assert b"<script>alert" not in answer
    assert b"&lt;script&gt;" in answer


@pytest.mark.parametrize("changed", [1, 3])
def test_the_number_of_queries_does_not_grow(client, changed, django_assert_num_queries):
    sheet = make.published()
    for number in range(changed):
        Experience.objects.filter(pk=sheet.pk).update(title=f"Title {number}")
        make.attachment(sheet)
    with django_assert_num_queries(16):
        read(client, sheet)


def test_both_texts_can_be_read_out_of_the_difference():
    before, after = "We went to them.\nThey came.", "We walked to them.\nMost of them came. Good."
    told = pieces(before, after)
    assert "".join(text for what, text in told if what != "come").split() == before.split()
    assert "".join(text for what, text in told if what != "gone").split() == after.split()


def test_what_came_in_the_place_of_a_last_word_is_not_glued_to_it():
    assert pieces("Submitted", "Published") == [
        ("gone", "Submitted"), ("same", " "), ("come", "Published"),
    ]  # fmt: skip


def test_two_long_texts_are_compared_in_time():
    before, after = "word another. " * 10_000, "word others. " * 10_000
    assert pieces(before, after)


@pytest.mark.parametrize("between", ["\n", ". ", "\t"])
def test_what_is_no_prose_is_compared_in_time_too(between):
    """Twenty thousand characters, as a field takes them, in words of one letter."""
    letters = Random(1)
    before, after = (between.join(letters.choices("ab", k=6_600)) for _text in range(2))
    began = time.process_time()
    told = pieces(before, after)
    assert time.process_time() - began < 1
    assert "".join(text for what, text in told if what != "come").split() == before.split()


def test_a_word_in_a_long_text_is_found():
    before = " ".join(f"word{number}" for number in range(2_800))
    told = pieces(before, before.replace("word7 ", "other "))
    assert [text for what, text in told if what != "same"] == ["word7 ", "other "]


def test_a_sheet_that_was_written_past_all_triggers_has_no_versions_to_tell_of(client):
    sheet = make.published()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM experiences_experienceversion")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert client.get(f"{sheet.get_absolute_url()}history/").status_code == 200
