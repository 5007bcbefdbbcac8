"""The signs around words that do not come with a sentence, as each language sets them."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template

from community.languages import one_by_one, speaking

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
SENTENCE = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}|{#.*?#}", re.DOTALL)
BARE = re.compile(r"[%}]}(?:</\w+>)*:(?=[\s<{])|“(?={{)")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Country: “Peru”"),
        ("es", "Country: “Peru”"),
        ("pt", "Country: “Peru”"),
        ("fr", "Country\u00a0: «\u00a0Peru\u00a0»"),
    ],
)
def test_a_label_and_a_quotation_have_the_signs_of_the_language(language: str, said: str):
    with speaking(language):
        written = Template("{{ label }}{% colon %} {{ name|quoted }}")
        assert written.render(Context({"label": "Country", "name": "Peru"})) == said


def test_a_question_has_its_own_sign_already():
    written = Template("{{ label }}{% colon label %} required")
    assert written.render(Context({"label": "What for?"})) == "What for? required"


@pytest.mark.parametrize(
    ("language", "said"), [("pt", "sim, talvez; não"), ("fr", "sim, talvez\u00a0; não")]
)
def test_texts_in_a_row_too(language: str, said: str):
    with speaking(language):
        assert one_by_one(["sim, talvez", "não"]) == said


def test_no_template_sets_them_itself():
    pages = {page: page.read_text() for page in TEMPLATES.rglob("*.*")}
    bare = {
        f"{page.relative_to(TEMPLATES)}: {found.group()}"
        for page, text in pages.items()
        for found in BARE.finditer(SENTENCE.sub("", text))
    }
    assert bare == set()
