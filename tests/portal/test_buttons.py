"""What answers a button alone, opened by a link: nobody stands before an empty page."""

import pytest

from portal.buttons import page_above
from tests import make

pytestmark = pytest.mark.django_db
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_who_opens_the_address_of_a_button_is_led_to_its_page(client, amina, boris):
    """As by a link to another language on a page that came back with a mistake."""
    lesson = make.published(make.ministry_of(amina)).lessons.get()
    client.force_login(boris)
    path = f"/es/lessons/{lesson.number}/"
    refused = client.post(f"{path}confirm/", {})
    assert refused.status_code == 422
    assert f'href="/en/lessons/{lesson.number}/confirm/"' in refused.text
    answer = client.get(f"{path}confirm/", headers=BROWSER)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert f'href="{path}"' in answer.text
    assert "No se hizo nada" in answer.text
    assert lesson.verdicts.count() == 0
    assert "no-store" in answer["Cache-Control"]


def test_programs_and_the_desk_get_the_answer_without_a_page(client, chloe):
    client.force_login(chloe)
    sheet = make.published()
    assert client.get(f"{sheet.get_absolute_url()}publish/").content == b""
    begin = client.get("/admin/logout/", headers=BROWSER)
    assert (begin.status_code, begin.content) == (405, b"")


@pytest.mark.parametrize(
    ("path", "above"),
    [
        ("/en/experiences/x/edit/blocks/BLK-0001/up/", "/en/experiences/x/edit/blocks/BLK-0001/"),
        ("/en/my/follows/theme/3/follow/", "/en/my/"),
        ("/nothing/here/", "/"),
    ],
)
def test_the_page_above_is_the_nearest_that_exists(path, above):
    assert page_above(path) == above
