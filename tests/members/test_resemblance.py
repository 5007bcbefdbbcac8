"""Which organizations somebody may mean: names in any language, acronym, domain, look-alikes."""

import time

import pytest

from members import domains
from members.lookalikes import folded, foreign_letters
from members.models import Organization
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mides(db: None) -> Organization:
    return make.organization(
        "Ministerio de Desarrollo Social",
        "UY",
        name_en="Ministry of Social Development",
        acronym="MIDES",
        email_domain="mides.gub.uy",
    )


def found(**words: str) -> list[Organization]:
    return list(Organization.objects.approved().resembling(**words))


@pytest.mark.parametrize(
    "words",
    [
        {"name": "Ministerio de Desarrollo Social"},
        {"name": "MINISTERIO DE DESAROLLO SOCIAL"},
        {"name": "Ministry of Social Developement"},
        {"name": "Мinistеriо dе Dеsarrоllо Sосial"},  # a good part of it Cyrillic
        {"name": "Mini\u200bsterio de Desarrollo So\u00adcial"},
        {"name": "mides"},
        {"acronym": "Mídes"},
        {"domain": "mides.gub.uy"},
        {"domain": "mides.gub-uy.com"},
        {"domain": "mides-gub.uy"},
        {"domain": "xn--mdes-l9d.gub.uy"},  # with a Cyrillic і
        {"name": "Something else", "acronym": "MIDES"},
    ],
)
def test_the_ministry_is_recognized(mides: Organization, words: dict[str, str]):
    assert found(**words) == [mides]


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"name": " ", "acronym": "", "domain": ""},
        {"name": "Universidad de la República"},
        {"acronym": "MIDE"},
        {"domain": "unicef.org"},
        {"name": "%_%"},
        {"name": "x" * 10_000},
    ],
)
def test_what_is_something_else_resembles_nothing(mides: Organization, words: dict[str, str]):
    assert found(**words) == []


def test_aliases_and_former_names_count(mides: Organization):
    mides.names.create(kind="former", text="Instituto Nacional de la Familia")
    mides.names.create(kind="alias", text="DINEM")
    assert found(name="instituto nacional de la familia") == [mides]
    assert found(acronym="dinem") == [mides]


def test_the_namesake_at_home_stands_first(mides: Organization):
    chilean = make.organization("Ministerio de Desarrollo Social", "CL")
    name = "Ministerio de Desarrollo Social"
    assert found(name=name, country="CL") == [chilean, mides]
    assert found(name=name, country="UY") == [mides, chilean]


def test_what_is_not_public_is_not_guessed():
    for state in ("applied", "question", "refused", "suspended", "retired"):
        make.organization("Ministerio Secreto", status=state, acronym="SECRET")
    assert found(name="Ministerio Secreto", acronym="SECRET") == []


# --- Domains -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("MIDES.gub.uy", "mides.gub.uy"),
        ("  @mides.gub.uy ", "mides.gub.uy"),
        ("https://www.mides.gub.uy/inicio?x=1", "mides.gub.uy"),
        ("mides.gub.uy.", "mides.gub.uy"),
        ("españa.example", "xn--espaa-rta.example"),
        ("mіdes.gub.uy", "xn--mdes-l9d.gub.uy"),
        ("ministry.xn--p1ai", "ministry.xn--p1ai"),
    ],
)
def test_a_domain_is_written_in_one_way(typed: str, written: str):
    assert domains.normal(typed) == written


@pytest.mark.parametrize(
    "typed", ["", "mides", "a b.uy", "-a.uy", "a..uy", "é" * 300, "1.2.3.4", "gub.uy", "com.br"]
)
def test_what_is_no_domain_is_refused(typed: str):
    with pytest.raises(ValueError):  # noqa: PT011 - that is what it says
        domains.normal(typed)


@pytest.mark.parametrize(
    "typed", [{"name": "ﷺ" * 1_600_000}, {"domain": "xn--espaa-rta." * 350_000 + "uy"}]
)
def test_what_is_far_too_long_for_a_name_is_not_looked_at_as_a_whole(typed: dict[str, str]):
    began = time.process_time()
    assert not Organization.objects.resembling(**typed)
    assert time.process_time() - began < 1


def test_what_is_far_too_long_for_a_domain_is_not_even_spelled():
    """A form brings five million bytes; to spell them as a domain takes half a minute."""
    began = time.process_time()
    with pytest.raises(ValueError):  # noqa: PT011 - that is what it says
        domains.normal("é" * 2_000_000)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("address", "domain", "proves"),
    [
        ("a@mides.gub.uy", "mides.gub.uy", True),
        ("a@dinem.mides.gub.uy", "mides.gub.uy", True),
        ("A@MIDES.GUB.UY", "mides.gub.uy", True),
        ("a@amides.gub.uy", "mides.gub.uy", False),
        ("a@mides.gub.uy.evil.example", "mides.gub.uy", False),
        ("a@gub.uy", "mides.gub.uy", False),
        ("a@evil.com.br", "com.br", True),  # which nobody can claim: see the test above
        ("a@gmail.com", "gmail.com", False),
        ("a@mides.gub.uy", "", False),
        ("", "", False),
    ],
)
def test_an_address_is_at_a_domain_or_not(address: str, domain: str, proves: bool):
    assert domains.is_at(address, domain) is proves


def test_letters_are_told_apart():
    assert foreign_letters("Ministeriо de Inclusión Nº 5") == "о"
    assert foreign_letters("Ñandé reko – Ministério") == ""
    assert folded("Мinistеriо") == "Ministerio"
