"""The directory as a table: every row that matches, and nothing that is not for everybody."""

import csv
import io

import pytest
from django.test import Client

from community.models import Person
from members.models import Organization
from tests import make

pytestmark = pytest.mark.django_db
TABLE = "/es/organizations/csv/"


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer).decode()  # type: ignore[arg-type]
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_whole_answer(client: Client, chloe: Person):
    ministry = make.organization(
        "Ministerio de Inclusión; Social",
        "PE",
        acronym="MIDIS",
        name_en="Ministry of Inclusion",
        slug="midis",
        status="applied",
        website="https://midis.example/",
        email_domain="midis.example",
        languages=["es", "qu"],
        description='Atiende a "las familias",\nen todo el país.',
        description_language="es",
        is_national_focal=True,
    )
    ministry.knows.set([make.theme("vouchers"), make.theme("cash-transfers")])
    ministry.seeks.set([make.theme("school-meals")])
    ministry.approve(by=chloe, because="known")
    Organization.objects.update(verified_at="2026-03-01T12:00Z", confirmed_at="2026-04-02T12:00Z")
    answer = client.get(TABLE)
    assert answer["Content-Disposition"] == 'attachment; filename="organizations.csv"'
    assert b"".join(answer).decode() == (  # type: ignore[arg-type]
        "\ufeffnumber,name,name_en,acronym,kind,country,national_focal_organization,website,"
        "email_domain,working_languages,knows,seeks,description,description_language,verified_on,"
        "last_confirmed_on,url\r\n"
        f"{ministry.number},Ministerio de Inclusión; Social,Ministry of Inclusion,MIDIS,ministry,"
        "PE,yes,https://midis.example/,midis.example,es; qu,cash-transfers; vouchers,school-meals,"
        '"Atiende a ""las familias"",\nen todo el país.",es,2026-03-01,2026-04-02,'
        "http://127.0.0.1:8000/es/organizations/midis/\r\n"
    )


def test_it_has_the_rows_of_the_page_in_its_order_and_all_of_them(client: Client):
    for number in range(23):
        make.organization(f"Ministerio {22 - number:02}", "UY")
    make.organization("Fundación", "UY", kind="ngo")
    names = [row["name"] for row in rows_of(client, TABLE + "?country=uy&kind=ministry&page=2")]
    assert names == [f"Ministerio {number:02}" for number in range(23)]
    assert [row["name"] for row in rows_of(client, TABLE + "?q=fundacion")] == ["Fundación"]
    assert [row["name"] for row in rows_of(client, TABLE + "?q=fundasion")] == ["Fundación"]
    assert rows_of(client, TABLE + "?q=nothing-like-it") == []


def test_a_value_that_does_not_exist_is_left_out_as_on_the_page(client: Client):
    make.organization("Ministerio")
    assert len(rows_of(client, TABLE + "?kind=cult&country=%00")) == 1


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", " ="])
def test_nothing_is_taken_for_a_formula(client: Client, sign: str):
    make.organization(f"{sign}HYPERLINK(1)", name_en="a=b")
    row = rows_of(client, TABLE)[0]
    assert (row["name"], row["name_en"]) == (f"'{sign}HYPERLINK(1)", "a=b")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Visits;=1+1;", "Visits;'=1+1;"),
        ("Visits; @SUM(1)", "Visits; '@SUM(1)"),
        ("Visits\n-2+3", "Visits\n'-2+3"),
        ("Visits; a=b – 2 + 3", "Visits; a=b – 2 + 3"),
        ("Visits:\n- at home\n- in school", "Visits:\n- at home\n- in school"),
    ],
)
def test_no_formula_begins_where_a_spreadsheet_parts_a_table_at_semicolons(
    client: Client, said: str, shown: str
):
    """As it does in Spanish, Portuguese and French, where a comma is the sign of decimals."""
    make.organization("Visits", description=said)
    assert rows_of(client, TABLE)[0]["description"] == shown


def test_what_is_not_approved_is_in_no_table(client: Client):
    for status in ("applied", "question", "refused", "suspended", "retired"):
        make.organization(f"Hidden {status}", status=status)
    shown = make.organization("Shown")
    assert [row["number"] for row in rows_of(client, TABLE)] == [shown.number]


def test_no_private_field_is_told(client: Client, amina: Person, chloe: Person):
    """Every text that the profile does not show says SECRET, and the table does not."""
    told = {"name", "name_en", "acronym", "website", "email_domain", "description"}
    ministry = make.ministry_of(amina)
    private = [
        field.name
        for field in Organization._meta.concrete_fields
        if field.get_internal_type() in {"CharField", "TextField", "FileField"}
        and not field.choices
        and field.name not in told
    ]
    assert {"official_email", "interests", "verified_how", "domain_proven_with"} <= set(private)
    Organization.objects.filter(pk=ministry.pk).update(**dict.fromkeys(private, "SECRET@x.example"))
    Organization.objects.filter(pk=ministry.pk).update(
        verified_by=chloe, applied_by=amina, check_began_by=chloe
    )
    ministry.names.create(kind="alias", text="Alias")
    for reader in (None, amina, chloe):
        if reader:
            client.force_login(reader)
        text = b"".join(client.get(TABLE)).decode()  # type: ignore[arg-type]
        assert ministry.name in text
        for secret in (
            "SECRET",
            amina.name,
            amina.email,
            chloe.name,
            str(ministry.application_key),
        ):
            assert secret not in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_table_asks_the_same_few_questions(
    client: Client, number: int, django_assert_num_queries
):
    for one in range(number):
        theme = make.theme(f"theme-{one}")
        ministry = make.organization()
        ministry.knows.set([theme])
        ministry.seeks.set([theme])
    with django_assert_num_queries(1):
        assert len(rows_of(client, TABLE)) == number
