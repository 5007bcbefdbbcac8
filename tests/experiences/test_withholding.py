"""A version that nobody may read any more, such as one that names a child."""

import pghistory
import pytest
from django.core.exceptions import PermissionDenied

from community import content
from community.lifecycle import MoveRefused
from community.models import Event, Letter
from experiences.models import Experience, Translation
from experiences.models.versions import Past
from tests import make

pytestmark = pytest.mark.django_db
CHILD = "Juanita Flores, 9 years old"
AT = "/en/experiences/visits/"


@pytest.fixture
def sheet(amina) -> Experience:
    """1 is a draft, 2 is public; 3 names a child, 4 no longer does."""
    with pghistory.context():
        made = make.sheet(
            make.ministry_of(amina), title="Visits", slug="visits", problem="Far away."
        )
    with pghistory.context():
        Experience.objects.filter(pk=made.pk).update(
            status="published", published_at="2026-01-01T00:00Z"
        )
    for problem in (f"Far away, as for {CHILD}.", "Very far away."):
        with pghistory.context():
            made.refresh_from_db()
            made.problem = problem
            made.save()
    return made


def words(client, path: str) -> str:
    return client.get(AT + path).content.decode()


PLACES = (
    "history/", "versions/3/", "history/compare/?from=2&to=3", "history/compare/?from=3&to=4",
    "history/compare/",
)  # fmt: skip


def test_nobody_finds_it_once_it_is_withheld(client, sheet, amina, chloe):
    assert [path for path in PLACES if "Juanita" not in words(client, path)] == []
    sheet.withhold(3, 3, by=chloe, reason="It names a child.")
    for reader in (None, amina, chloe):
        if reader:
            client.force_login(reader)
        assert [path for path in PLACES if "Juanita" in words(client, path)] == []


def test_the_history_says_that_there_was_one_and_what_is_new_since_the_one_before(
    client, sheet, chloe
):
    sheet.withhold(3, 3, by=chloe, reason="It names a child.")
    told = words(client, "history/")
    assert told.count("Withheld by the secretariat.") == 1
    assert "What is new since version 2:" in told
    assert "Very" in told
    assert "Read version 3" not in told
    assert "It names a child." not in told
    assert "From version 2 to version 4" in words(client, "history/compare/")


def test_who_comes_by_a_citation_learns_that_it_is_withheld(client, sheet, chloe):
    sheet.withhold(3, 3, by=chloe, reason="It names a child.")
    answer = client.get(AT + "versions/3/")
    assert answer.status_code == 404
    assert "Version 3 is withheld" in answer.content.decode()
    assert client.get(AT + "cite/bibtex/?version=2").status_code == 200
    for path in ("cite/bibtex/?version=3", "history/compare/?from=2&to=3"):
        assert client.get(AT + path).status_code == 404


def test_a_withheld_draft_is_no_version_to_strangers(client, sheet, chloe):
    sheet.withhold(1, 2, by=chloe, reason="It names a child.")
    assert "withheld" not in words(client, "versions/1/")
    told = words(client, "history/")
    assert told.count("Withheld by the secretariat.") == 1  # version 2
    assert "The first version that can be shown." in told  # version 3
    assert 'name="from" type="number" required min="3"' in told
    assert "Version 2 is withheld" in words(client, "history/compare/?from=2&to=4")
    assert "Juanita" in told  # which is another one


def test_its_people_read_in_its_history_which_ones_and_why(client, sheet, amina, chloe):
    sheet.withhold(2, 3, by=chloe, reason="They name a child.")
    sheet.release(2, 2, by=chloe, reason="That one does not.")
    client.force_login(amina)
    told = words(client, "history/")
    assert "Versions withheld: 2–3" in told
    assert "Withheld versions shown again: 2<" in told
    assert "They name a child." in told


@pytest.mark.django_db(transaction=True)
def test_pages_kept_for_visitors_are_made_anew(sheet, chloe):
    before = content.version()
    sheet.withhold(3, 3, by=chloe, reason="It names a child.")
    withheld = content.version()
    sheet.release(3, 3, by=chloe, reason="It was another Juanita.")
    assert before < withheld < content.version()


def test_it_is_shown_again_and_its_people_read_why(client, sheet, amina, chloe):
    sheet.withhold(2, 3, by=chloe, reason="It names a child.")
    sheet.release(1, 3, by=chloe, reason="She is a public figure.")
    assert "Juanita" in words(client, "versions/3/")
    letters = Letter.objects.filter(name="versions_withheld", person=amina).order_by("pk")
    withheld, released = (f"{letter.subject} {letter.body}" for letter in letters)
    assert "nobody can read any more" in withheld
    assert "from version 2 to version 3" in withheld
    assert "It names a child." in withheld
    assert "can be read again" in released
    assert "She is a public figure." in released
    events = Event.objects.of(sheet).filter(name__in=("withhold", "release")).order_by("pk")
    assert [(one.name, one.source, one.target, one.by) for one in events] == [
        ("withhold", "2", "3", chloe),
        ("release", "1", "3", chloe),
    ]


@pytest.mark.parametrize(
    ("first", "last", "reason", "field"),
    [
        (3, 4, "Why not.", "last"),  # what everybody reads today
        (3, 2, "Why not.", "last"),
        (0, 2, "Why not.", "last"),
        (3, 9, "Why not.", "last"),
        (3, 3, " ", "reason"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(first, last, reason, field, sheet, chloe):
    with pytest.raises(MoveRefused) as refused:
        sheet.withhold(first, last, by=chloe, reason=reason)
    assert list(refused.value.message_dict) == [field]
    assert not sheet.withheld.exists()


def test_what_is_so_already_is_told_to_nobody_twice(sheet, chloe):
    sheet.withhold(3, 3, by=chloe, reason="It names a child.")
    with pytest.raises(MoveRefused):
        sheet.withhold(3, 3, by=chloe, reason="It names a child.")
    sheet.withhold(2, 3, by=chloe, reason="So does the one before.")
    assert Letter.objects.filter(name="versions_withheld").count() == 2
    with pytest.raises(MoveRefused):
        sheet.release(1, 1, by=chloe, reason="A mistake.")


def test_only_an_office_that_decides_on_sheets_withholds(sheet, amina, boris):
    staff = make.person(is_staff=True)
    for by in (amina, boris, staff):
        for verb in (sheet.withhold, sheet.release):
            with pytest.raises(PermissionDenied):
                verb(3, 3, by=by, reason="It names a child.")


def test_a_withheld_version_is_not_brought_back(client, sheet, chloe):
    sheet.withhold(3, 3, by=chloe, reason="It names a child.")
    with pytest.raises(MoveRefused):
        sheet.restore(3, by=chloe, reason="A mistake.")
    client.force_login(chloe)
    shown = client.get(f"/admin/experiences/experience/{sheet.pk}/restore/").content.decode()
    assert '<option value="2"' in shown
    assert '<option value="3"' not in shown


def test_chloe_does_it_at_the_desk(client, sheet, chloe):
    client.force_login(chloe)
    at = f"/admin/experiences/experience/{sheet.pk}/"
    assert "withhold/" in client.get(f"{at}change/").content.decode()
    assert "release/" not in client.get(f"{at}change/").content.decode()
    assert client.get(f"{at}release/").status_code == 404
    shown = client.get(f"{at}withhold/?version=3").content.decode()
    assert '<option value="3" selected>' in shown
    assert '<option value="4"' not in shown
    refused = client.post(f"{at}withhold/", {"first": 3, "last": 2, "reason": "A child."})
    assert "not before the first one" in refused.content.decode()
    assert "A child." in refused.content.decode()
    done = client.post(f"{at}withhold/", {"first": 3, "last": 3, "reason": "A child."})
    assert done.headers["Location"] == f"{at}change/"
    assert list(sheet.withheld.values_list("number", flat=True)) == [3]
    assert "Versions withheld" in client.get(f"{at}change/").content.decode()
    client.post(f"{at}release/", {"first": 3, "last": 3, "reason": "She is grown up."})
    assert not sheet.withheld.exists()


def test_staff_without_such_an_office_are_not_let_in(client, sheet):
    client.force_login(make.person(is_staff=True))
    for verb in ("withhold", "release"):
        at = f"/admin/experiences/experience/{sheet.pk}/{verb}/"
        assert client.get(at).status_code in (302, 403)
        assert client.post(at, {"first": 3, "last": 3, "reason": "Why not."}).status_code != 200
    assert not sheet.withheld.exists()


def test_officers_do_not_find_it_at_the_desk_either(client, sheet, amina, chloe):
    """Where a version is chosen to be brought back, and where what is new since is read."""
    client.force_login(chloe)
    at = f"/admin/experiences/experience/{sheet.pk}"
    places = (f"{at}/restore/", f"{at}/restore/?version=3", f"{at}/review/?seen=3")
    assert [path for path in places if "Juanita" not in client.get(path).content.decode()] == []
    sheet.withhold(3, 3, by=chloe, reason="It names a child.")
    assert [path for path in places if "Juanita" in client.get(path).content.decode()] == []
    assert client.get(f"{at}/withhold/?version=3").status_code == 404


def test_what_was_translated_from_it_is_read_no_more(client, sheet, amina, chloe):
    """A part that is behind says what its original said; one that is not stays."""
    with pghistory.context():
        sheet.problem = f"Far away, as for {CHILD}."
        sheet.save()
    translation = Translation.begin(sheet, "es", by=amina)
    translation.say("title", "Visitas", by=amina)
    translation.say("problem", "Lejos, como para Juanita.", by=amina)
    translation.publish(by=amina)
    with pghistory.context():
        sheet.problem = "Very far away."
        sheet.save()
    here = "/es/experiences/visits/"
    assert "Juanita" in client.get(here).content.decode()
    sheet.withhold(3, 5, by=chloe, reason="They name a child.")
    read = client.get(here).content.decode()
    assert "Juanita" not in read
    assert "Visitas" in read
    client.force_login(amina)
    shown = client.get("/en/experiences/visits/translations/es/").content.decode()
    assert "Juanita" not in shown


def test_a_title_of_then_stands_in_no_log(sheet, chloe, amina):
    with pghistory.context():
        sheet.title = "Visits to Juanita"
        sheet.save()
        sheet.archive(by=chloe, reason="It names a child.")
        sheet.republish(by=chloe)
    with pghistory.context():
        sheet.title = "Visits"
        sheet.save()
    named = Event.objects.filter(subject_label__contains="Juanita")
    assert named.count() == 2
    sheet.withhold(3, len(Past(sheet)) - 1, by=chloe, reason="They name a child.")
    assert not named.exists()
