"""Words of files in the search: those of files that readers see, at once, and of no other."""

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from experiences import tasks
from experiences.models import Attachment, Experience, FileText, IndexEntry
from tests import files, make
from tests.experiences.test_search_index import assert_index_is_true, finds

pytestmark = pytest.mark.django_db


def with_text(sheet: Experience, text: str, name: str = "Manual.txt", **fields) -> Attachment:
    made = make.attachment(sheet, name, text.encode(), **fields)
    tasks.read_file(made.pk)
    return made


def test_a_file_that_is_kept_is_read_by_a_job_of_the_same_transaction():
    file = make.attachment(make.published(), "Manual.pdf", files.pdf("About shepherds"))
    job = ProcrastinateJob.objects.filter(task_name="read_file").latest("pk")  # others left theirs
    assert job.args == {"attachment_id": file.pk}
    make.attachment(make.published(), "a.jpg", files.picture())
    assert not ProcrastinateJob.objects.filter(task_name="read_file", pk__gt=job.pk).exists()


def test_its_words_are_found_with_the_endings_of_the_language_of_the_sheet():
    sheet = make.published(language="es")
    with_text(sheet, "Guía para las comunidades pesqueras")
    assert finds("pesquero") == [sheet.slug]
    sheet.language = "en"
    sheet.save()
    assert finds("pesquero") == []
    assert_index_is_true()


def test_a_file_is_found_once_it_is_described_and_no_longer():
    sheet = make.published()
    file = with_text(sheet, "About shepherds", credit="")
    assert finds("shepherds") == []
    Attachment.objects.update(credit="MDS")
    assert finds("shepherds") == finds("manual") == [sheet.slug]
    Attachment.objects.update(title="Handbook")
    assert (finds("handbook"), finds("manual")) == ([sheet.slug], [])
    assert_index_is_true()
    Attachment.objects.get(pk=file.pk).delete()
    assert finds("shepherds") == []
    assert FileText.objects.count() == 0
    assert_index_is_true()


def test_a_picture_is_found_by_what_it_shows():
    sheet = make.published()
    picture = make.attachment(sheet, "a.jpg", files.picture(), alt="Shepherds at a well")
    assert finds("shepherds") == [sheet.slug]
    Attachment.objects.filter(pk=picture.pk).update(alt="")
    assert finds("shepherds") == []


def test_raw_sql_is_no_way_around():
    sheet, other = make.published(), make.published()
    with_text(sheet, "About shepherds")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE experiences_filetext SET text = 'About fishermen'")
        assert (finds("shepherds"), finds("fishermen")) == ([], [sheet.slug])
        cursor.execute("UPDATE experiences_attachment SET experience_id = %s", [other.pk])
        assert finds("fishermen") == [other.slug]
        cursor.execute("DELETE FROM experiences_attachment")
    assert finds("fishermen") == []
    assert FileText.objects.count() == 0
    assert_index_is_true()


@pytest.mark.parametrize("status", ["draft", "withdrawn", "archived"])
def test_the_text_of_a_sheet_that_is_not_public_is_found_by_nobody(client, status):
    sheet = make.published()
    with_text(sheet, "About shepherds")
    assert "In the file" in client.get("/en/experiences/?q=shepherds").text
    Experience.objects.filter(pk=sheet.pk).update(
        status=status, published_at=sheet.published_at if status == "archived" else None
    )
    assert finds("shepherds") == []
    for page in ("experiences/", "search/", "experiences/feed/", "experiences/csv/"):
        response = client.get(f"/en/{page}?q=shepherds")
        assert sheet.title.encode() not in b"".join(response)
    assert_index_is_true()


def test_the_result_says_in_which_file_and_marks_the_words(client):
    evil = "<b>Long</b> before it <script>alert(1)</script> speaks of shepherds"
    sheet = make.published()
    with_text(sheet, "A manual", title="Manual <i>")
    FileText.objects.update(text=evil)
    text = client.get("/en/experiences/?q=shepherds").text
    assert "In the file “Manual &lt;i&gt;”" in text
    assert "<mark>shepherds</mark>" in text
    assert "… &lt;b&gt;" not in text  # it is the beginning
    assert "<script>alert(1)" not in text
    assert "In the file" in client.get("/en/search/?q=shepherds").text
    own = client.get("/en/experiences/?q=visits").text  # stands in the sheet itself
    assert "In the file" not in own


def test_a_file_that_cannot_be_read_stays_and_its_author_is_told(client, amina):
    sheet = make.sheet(make.ministry_of(amina))
    file = make.attachment(sheet)  # a PDF of one empty object
    tasks.read_file(file.pk)
    assert FileText.objects.get().problem == "broken"
    client.force_login(amina)
    told = "The search cannot look into this file: it is damaged."
    assert told in client.get(f"/en/experiences/{sheet.slug}/edit/").text
    assert client.get(file.get_absolute_url()).status_code == 200


def test_reading_again_doubles_nothing():
    sheet = make.published()
    file = with_text(sheet, "About shepherds")
    before = IndexEntry.objects.get().vector
    tasks.read_file(file.pk)
    assert FileText.objects.count() == 1
    assert IndexEntry.objects.get().vector == before


def test_a_file_deleted_before_its_turn_is_left_alone():
    file = make.attachment(make.published())
    pk = file.pk
    file.delete()
    tasks.read_file(pk)
    assert FileText.objects.count() == 0


def test_what_nobody_has_read_yet_is_asked_for_once():
    sheet = make.published()
    unread = make.attachment(sheet)
    with_text(sheet, "About shepherds")
    make.attachment(sheet, "a.jpg", files.picture())
    ProcrastinateJob.objects.all()._raw_delete("default")  # as if these were files of last year
    for _twice in range(2):
        tasks.read_unread_files(0)
    (job,) = ProcrastinateJob.objects.filter(task_name="read_file")
    assert job.args == {"attachment_id": unread.pk}


def test_what_a_killed_worker_had_begun_is_read_again_and_once():
    file = make.attachment(make.published(), "a.txt", b"About shepherds")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    tasks.read_unread_files(0)
    again = ProcrastinateJob.objects.get(task_name="read_file", status="todo")
    for _both in range(2):
        tasks.read_file(**again.args)
    assert FileText.objects.get().attachment_id == file.pk


def test_many_long_files_do_not_stop_anybody_from_publishing():
    sheet = make.published()
    for number in range(10):
        file = make.attachment(sheet, f"{number}.txt", b"%d" % number)
        words = (f"ж{number}x{word:05d}" for word in range(6000))
        FileText.objects.create(attachment=file, text=" ".join(words))
    assert finds("ж9x00007") == finds("ж0x00007") == [sheet.slug]
    assert_index_is_true()


def test_the_lists_do_not_carry_the_texts(client, django_assert_max_num_queries):
    """Neither a page nor a form fetches what only the search needs."""
    sheet = make.published()
    with_text(sheet, "About shepherds")
    with django_assert_max_num_queries(40) as told:
        client.get(sheet.get_absolute_url())
    assert not [q for q in told.captured_queries if "filetext" in q["sql"]]
