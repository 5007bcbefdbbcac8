"""Files of a sheet: kept at once, shown when described, private with their sheet."""

import html
import threading
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from PIL import Image

from community.uploads import receive
from experiences.models import Attachment, Experience
from tests import files, make, s3
from tests.community.test_uploads import room_for
from tests.experiences.test_writing import rows, typed

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["memory", "disk", "bucket"])
def storage(request, settings, tmp_path):
    """The files are wherever Django can keep them."""
    if request.param == "disk":
        backend = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
        settings.STORAGES = {**settings.STORAGES, "default": backend}
        settings.MEDIA_ROOT = tmp_path
    if request.param == "bucket":
        backend = s3.bucket(request.getfixturevalue("s3_server"))
        settings.STORAGES = {**settings.STORAGES, "default": backend}
    return default_storage


@pytest.fixture
def signed_in(client, amina):
    client.force_login(amina)
    make.theme("visits")
    return client


@pytest.fixture
def draft(amina):
    return make.sheet(make.ministry_of(amina), title="Visits at home", slug="visits-at-home")


def edit(sheet: Experience) -> str:
    return f"/en/experiences/{sheet.slug}/edit/"


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def stored() -> set[str]:
    try:
        return set(default_storage.listdir("experiences")[1])
    except FileNotFoundError:  # nothing was ever
        return set()


def names_of(sheet: Experience) -> set[str]:
    kept = Attachment.objects.filter(experience=sheet)
    return {str(name).rpartition("/")[2] for file in kept for name in (file.file, file.preview)} - {
        ""
    }


@pytest.fixture(autouse=True)
def nothing_is_stored_that_no_row_names(db):
    """Neither half a file nor a forgotten one, whatever a test has done."""
    before = stored()
    yield
    named = {str(name).rpartition("/")[2] for row in Attachment.objects.values_list(
        "file", "preview") for name in row}  # fmt: skip
    assert stored() - before <= named


def send(client: Client, sheet: Experience, name: str, content: bytes, **more: Any) -> Any:
    data = typed(sheet.organization, **more) | {"file": files.upload(name, content)}
    return client.post(edit(sheet), data)


# --- Choosing a file -----------------------------------------------------------------------------


def test_a_chosen_file_becomes_a_row_to_describe(signed_in, draft, amina):
    response = send(signed_in, draft, "Manual_de_visitas.pdf", files.PDF, add="attachments")
    assert response.url == f"{edit(draft)}#attachments"
    file = draft.attachments.get()
    assert (file.name, file.title, file.kind, file.size, file.uploaded_by, file.credit) == (
        "Manual_de_visitas.pdf", "Manual de visitas", "pdf", len(files.PDF), amina, "")  # fmt: skip
    text = text_of(signed_in.get(edit(draft)))
    assert f'name="attachments-0-id" value="{file.pk}"' in text
    assert "Readers see this file once you have said who made it." in text
    assert 'name="attachments-0-alt"' not in text  # nothing to see on a document


def test_to_add_a_file_one_is_chosen_first(signed_in, draft, amina):
    public = make.published(draft.organization)
    for sheet in (draft, public):
        page = text_of(signed_in.post(edit(sheet), typed(sheet.organization, add="attachments")))
        assert '<a href="#id_file">Choose a file: Choose a file first.' in page


def test_a_new_sheet_may_begin_with_a_file(signed_in, amina):
    data = typed(make.ministry_of(amina)) | {"file": files.upload("a.pdf", files.PDF)}
    response = signed_in.post("/en/experiences/new/", data)
    assert response.url == "/en/experiences/visits-at-home/edit/#attachments"
    assert Attachment.objects.get().experience.title == "Visits at home"


def test_the_file_is_kept_when_another_field_is_wrong(signed_in, draft):
    response = send(signed_in, draft, "a.pdf", files.PDF, start_year="x", add="attachments")
    file = draft.attachments.get()
    text = text_of(response)
    assert f'name="attachments-0-id" value="{file.pk}"' in text
    assert 'value="x"' in text
    draft.refresh_from_db()
    assert draft.results == "They came."


def test_the_other_fields_are_kept_when_the_file_is_wrong(signed_in, draft):
    response = send(signed_in, draft, "page.pdf", files.HOSTILE["html-as.pdf"])
    assert response.status_code == 422
    summary = text_of(response).partition('role="alert"')[2].partition("</div>")[0]
    assert "Choose a file: The name says PDF, but the content is something else." in summary
    draft.refresh_from_db()
    assert (draft.results, draft.attachments.count()) == ("They came.", 0)


def test_the_summary_names_the_file_beside_the_other_field_that_is_wrong(signed_in, draft):
    wrong = files.HOSTILE["html-as.pdf"]
    response = send(signed_in, draft, "page.pdf", wrong, start_year="x")
    summary = text_of(response).partition('role="alert"')[2].partition("</div>")[0]
    assert 'href="#id_start_year"' in summary
    assert '<a href="#id_file">Choose a file: The name says PDF' in summary


def test_what_is_typed_about_one_file_is_kept_while_the_next_is_added(signed_in, amina):
    sheet = make.published(make.ministry_of(amina))
    first = make.attachment(sheet, by=amina)
    about = rows("attachments", {"id": first.pk, "title": "T", "credit": "New credit"}, initial=1)
    response = send(
        signed_in, sheet, "b.docx", files.docx(), start_year="x", add="attachments", **about
    )
    text = text_of(response)
    second = sheet.attachments.get(kind="docx")
    assert 'value="New credit"' in text
    assert f'name="attachments-1-id" value="{second.pk}"' in text
    first.refresh_from_db()
    assert first.credit == "MDS, 2024"  # a published sheet changes as a whole or not at all


@pytest.mark.parametrize(
    "name",
    ["bomb.docx", "way-out.docx", "html-in.pdf", "html-as.pdf", "drawing.svg", "huge.png",
     "cut.jpg", "nul.csv", "empty.pdf", "21-megabytes.pdf"],
)  # fmt: skip
def test_a_hostile_file_gets_a_clear_answer_and_leaves_nothing(signed_in, draft, name):
    before = stored()
    content = files.HOSTILE.get(name) or (b"" if "empty" in name else files.PDF + b" " * 21 * 2**20)
    response = send(signed_in, draft, name, content)
    assert response.status_code == 422
    assert '<a href="#id_file">Choose a file: ' in text_of(response)
    assert not Attachment.objects.exists()
    assert stored() == before


def test_a_name_never_becomes_an_address(signed_in, draft, storage):
    send(signed_in, draft, "..\\..\\\u202egpj.exe\x01.pdf", files.PDF)
    file = draft.attachments.get()
    assert file.name == "gpj.exe.pdf"
    assert file.file.name.startswith("experiences/")
    assert len(file.file.name) == len("experiences/") + 32 + len(".pdf")


def test_the_same_file_sent_twice_is_one(signed_in, draft):
    send(signed_in, draft, "a.pdf", files.PDF)
    send(signed_in, draft, "b.pdf", files.PDF)
    assert draft.attachments.get().name == "a.pdf"
    assert stored() >= names_of(draft)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_adds_one_file():
    amina = make.amina()
    sheet = make.sheet(make.ministry_of(amina))
    received = [receive(files.upload("door.jpg", files.picture())) for _click in range(2)]
    together = threading.Barrier(2)
    added: list[int] = []

    def click(file: Any) -> None:
        together.wait()
        added.append(Attachment.add(sheet, file, by=amina).pk)
        connection.close()

    clicks = [threading.Thread(target=click, args=[file]) for file in received]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert added == [sheet.attachments.get().pk] * 2


def test_ten_files_are_enough(signed_in, draft, amina):
    for _number in range(10):
        make.attachment(draft, by=amina)
    before = stored()
    response = send(signed_in, draft, "eleventh.pdf", files.PDF)
    assert "A sheet has at most ten files." in text_of(response)
    assert (draft.attachments.count(), stored()) == (10, before)


def test_a_row_without_a_file_makes_none(signed_in, draft):
    forged = rows("attachments", {"title": "T", "credit": "C"})
    assert signed_in.post(edit(draft), typed(draft.organization, **forged)).status_code == 302
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "forged", [{"attachments-INITIAL_FORMS": "999999999"}, {"attachments-INITIAL_FORMS": "x"},
               {"attachments-0-id": "\0"}, {"file": "no file"}]
)  # fmt: skip
def test_forged_rows_break_nothing(signed_in, draft, forged):
    about = rows("attachments", {"id": "7", "title": "x"}, initial=1) | forged
    answer = signed_in.post(edit(draft), typed(draft.organization, **about))
    assert answer.status_code in (302, 422)


def test_a_file_deleted_in_another_window_does_not_hold_up_the_form(
    signed_in, draft, amina, django_capture_on_commit_callbacks
):
    file = make.attachment(draft, by=amina)
    about = rows("attachments", {"id": file.pk, "title": "T", "credit": "C"}, initial=1)
    with django_capture_on_commit_callbacks(execute=True):
        file.delete()
    assert signed_in.post(edit(draft), typed(draft.organization, **about)).status_code == 302


def test_a_form_from_before_there_were_files_changes_none(signed_in, draft, amina):
    file = make.attachment(draft, by=amina)
    assert signed_in.post(edit(draft), typed(draft.organization)).status_code == 302
    assert draft.attachments.get() == file


def test_nobody_describes_or_deletes_a_file_of_another_sheet(signed_in, draft):
    theirs = make.attachment(make.published())
    mine = rows("attachments", {"id": theirs.pk, "title": "Mine", "DELETE": "on"}, initial=1)
    signed_in.post(edit(draft), typed(draft.organization, **mine))
    theirs.refresh_from_db()
    assert theirs.title == "Manual"


def test_a_full_disk_keeps_the_text_and_says_so(signed_in, draft, settings, tmp_path):
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    settings.MEDIA_ROOT = tmp_path
    for size in (1_500_000, 3_000_000):  # too large to be stored; too large to be received
        content = files.PDF[:-6] + b" " * size + files.PDF[-6:]
        with room_for(1_000_000):
            response = send(signed_in, draft, "large.pdf", content)
        assert response.status_code == 422
        assert "There is no room for this file at the moment." in text_of(response)
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    draft.refresh_from_db()
    assert draft.results == "They came."


# --- Describing, submitting, deleting ------------------------------------------------------------


def test_a_sheet_is_submitted_once_its_files_say_who_made_them(signed_in, draft):
    send(signed_in, draft, "door.jpg", files.picture())
    file = draft.attachments.get()
    about = rows("attachments", {"id": file.pk, "title": "Door", "credit": "MDS"}, initial=1)
    response = signed_in.post(edit(draft), typed(draft.organization, submit="1", **about))
    assert response.status_code == 422
    assert "Files: Say who made each file, and what each picture shows." in text_of(response)
    about = rows("attachments", {"id": file.pk, "credit": "MDS", "alt": "A door"}, initial=1)
    lesson = rows("lessons", {"id": draft.lessons.first().pk, "claim": "Go."}, initial=1)
    data = typed(draft.organization, submit="1", **about, **lesson)
    signed_in.post(edit(draft), data)
    draft.refresh_from_db()
    assert draft.status == "submitted"


def test_a_file_added_to_a_published_sheet_waits_until_it_is_described(signed_in, amina):
    sheet = make.published(make.ministry_of(amina))
    response = send(signed_in, sheet, "a.pdf", files.PDF, add="attachments")
    assert "Readers see it once you have said who made it." in text_of(response)
    file = sheet.attachments.get()
    visitor = Client()
    assert visitor.get(file.get_absolute_url()).status_code == 404
    assert "a.pdf" not in text_of(visitor.get(sheet.get_absolute_url()))
    about = rows("attachments", {"id": file.pk, "title": "Manual", "credit": "MDS"}, initial=1)
    response = signed_in.post(edit(sheet), typed(sheet.organization, **about))
    assert response.url == sheet.get_absolute_url()
    assert visitor.get(file.get_absolute_url()).status_code == 200


def test_a_deleted_file_leaves_no_bytes_but_its_words(
    signed_in, amina, storage, django_capture_on_commit_callbacks
):
    sheet = make.published(make.ministry_of(amina))
    file = make.attachment(sheet, "door.jpg", files.picture(), title="The door", by=amina)
    kept = names_of(sheet)
    assert kept <= stored()
    about = rows("attachments", {"id": file.pk, "DELETE": "on"}, initial=1)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(edit(sheet), typed(sheet.organization, **about))
    assert not stored() & kept
    assert signed_in.get(file.get_absolute_url()).status_code == 404
    text = text_of(Client().get(f"{sheet.get_absolute_url()}history/"))
    assert "<del>The door (JPEG, " in text
    assert "MDS, 2024" in text


def test_the_history_names_files_that_came_and_changed(signed_in, amina):
    sheet = make.published(make.ministry_of(amina))
    send(signed_in, sheet, "a.pdf", files.PDF)
    file = sheet.attachments.get()
    for credit in ("MDS, 2023", "MDS, 2024"):
        about = rows("attachments", {"id": file.pk, "title": "Manual", "credit": credit}, initial=1)
        signed_in.post(edit(sheet), typed(sheet.organization, **about))
    text = text_of(Client().get(f"{sheet.get_absolute_url()}history/"))
    assert f"<ins>Manual (PDF, {len(files.PDF)}\xa0bytes) · MDS, 2023</ins>" in text
    assert "<del>2023</del> <ins>2024</ins>" in text
    assert text.count("<dt>Files</dt>") == 2  # the undescribed file is nobody's business


# --- Who gets it, and how ------------------------------------------------------------------------


def test_a_file_is_private_until_its_sheet_is_public(client, amina, boris, chloe, draft, storage):
    file = make.attachment(draft, by=amina)
    address = file.get_absolute_url()
    colleague = make.member(draft.organization, "viewer")

    def seen_by(*people: Any) -> list[int]:
        answers = []
        for somebody in people:
            client.logout()
            if somebody:
                client.force_login(somebody)
            answer = client.get(address)
            answers.append(answer.status_code)
            answer.getvalue()  # read to its end, so that it is closed
        return answers

    assert seen_by(None, make.person(), boris) == [404, 404, 404]
    assert seen_by(amina, colleague, chloe) == [200, 200, 200]
    draft.submit(by=amina)
    assert seen_by(None, boris) == [404, 404]
    draft.publish(by=chloe)
    address = Attachment.objects.get().get_absolute_url()
    assert seen_by(None, boris, amina) == [200, 200, 200]
    draft.archive(by=chloe, reason="Over.")
    assert seen_by(None, boris, amina) == [404, 404, 200]


def test_a_withdrawn_sheet_takes_its_files_along(client, amina, draft):
    file = make.attachment(draft, by=amina)
    draft.withdraw(by=amina)
    assert client.get(file.get_absolute_url()).status_code == 404


def test_a_file_is_found_under_its_own_sheet_alone(client):
    file, other = make.attachment(make.published()), make.published()
    assert client.get(f"{other.get_absolute_url()}files/{file.pk}/").status_code == 404
    assert client.post(file.get_absolute_url()).status_code == 405


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("Informe año.pdf", files.PDF, "application/pdf"),
        ("table.csv", b"a;b", "text/csv; charset=utf-8"),
        ("a.docx", files.docx(), "application/vnd.openxmlformats-officedocument"
                                 ".wordprocessingml.document"),
        ("door.png", files.picture("PNG"), "image/png"),
    ],
)  # fmt: skip
def test_a_file_is_a_download_under_a_policy_of_its_own(client, storage, name, content, media_type):
    file = make.attachment(make.published(), name, content)
    answer = client.get(file.get_absolute_url(), headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "public, no-cache"
    assert answer["Content-Length"] == str(file.size)
    body = answer.getvalue()
    assert len(body) == file.size
    assert file.is_picture or body == content


def test_the_name_of_a_download_is_safe(client):
    file = make.attachment(make.published(), 'año "1".pdf')
    disposition = client.get(file.get_absolute_url())["Content-Disposition"]
    assert disposition == "attachment; filename*=utf-8''a%C3%B1o%201.pdf"


def test_an_unchanged_file_is_not_sent_again(client):
    file = make.attachment(make.published(), "door.jpg", files.picture())
    for address in (file.get_absolute_url(), file.get_preview_url()):
        etag = client.get(address)["ETag"]
        again = client.get(address, headers={"If-None-Match": etag})
        assert (again.status_code, again["ETag"], again.content) == (304, etag, b"")
        assert again["Cache-Control"] == "public, no-cache"
        Experience.objects.update(status="archived")
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 404
        Experience.objects.update(status="published")


def test_no_cache_keeps_a_private_file(signed_in, draft, amina):
    answer = signed_in.get(make.attachment(draft, by=amina).get_absolute_url())
    assert "no-store" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]
    answer = signed_in.get(make.attachment(make.published()).get_absolute_url())
    assert "no-store" in answer["Cache-Control"]


def test_a_file_whose_bytes_are_lost_is_not_there(client):
    file = make.attachment(make.published())
    default_storage.delete(file.file.name)
    assert client.get(file.get_absolute_url()).status_code == 404


def test_a_document_has_no_preview(client):
    assert client.get(make.attachment(make.published()).get_preview_url()).status_code == 404


@pytest.mark.parametrize("signed", [False, True])
def test_a_download_asks_the_database_little(client, signed, django_assert_num_queries):
    file = make.attachment(make.published())
    if signed:
        client.force_login(make.person())
        client.get("/en/")
    with django_assert_num_queries(3 if signed else 1):
        client.get(file.get_absolute_url()).getvalue()


# --- On the sheet --------------------------------------------------------------------------------


def test_the_sheet_names_files_with_kind_size_and_maker(client):
    sheet = make.published(language="es")
    make.attachment(sheet, content=files.PDF[:-6] + b" " * 1_300_000 + files.PDF[-6:], title="Guía")
    text = text_of(client.get(f"/es/experiences/{sheet.slug}/"))
    assert '<a href="/es/experiences/' in text
    assert ">Guía</a>" in text
    assert "PDF, 1,2\xa0MB" in text
    assert "MDS, 2024" in text


def test_a_picture_is_shown_small_late_and_told(client):
    sheet = make.published()
    file = make.attachment(sheet, "door.jpg", files.photograph((3000, 1500)))
    text = text_of(client.get(sheet.get_absolute_url()))
    assert (
        f'<img src="{file.get_preview_url()}" width="1200" height="2400" alt="Two women at a door"'
        in text
    )
    assert 'loading="lazy"' in text
    shown = Image.open(BytesIO(client.get(file.get_preview_url()).getvalue()))
    assert (shown.format, shown.size) == ("WEBP", (480, 960))


def test_words_about_a_file_are_text(client):
    sheet = make.published()
    make.attachment(sheet, title="<b>T</b>", credit="<i>C</i>")
    page = client.get(sheet.get_absolute_url()).content.decode()
    assert "&lt;b&gt;T&lt;/b&gt;" in page
    assert "<i>C" not in page
