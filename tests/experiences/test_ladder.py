"""The ladder of maturity: a stage above promising rests on something on record."""

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from community.lifecycle import MoveRefused
from experiences.models import Experience
from experiences.vocabulary import Evidence, Maturity, SourceKind
from tests import make
from tests.experiences.test_writing import rows, text_of, typed

pytestmark = pytest.mark.django_db
HIGH = ["good-practice", "institutionalized"]


def source(sheet: Experience, kind: str = "") -> None:
    sheet.sources.create(title="Report", url="https://example.org/report", kind=kind)


def is_refused(sheet: Experience) -> bool:
    return "maturity" in sheet.missing()


@pytest.mark.parametrize("maturity", ["", *Maturity.values])
def test_only_the_stages_above_promising_need_proof(amina, maturity):
    sheet = make.sheet(make.ministry_of(amina), maturity=maturity)
    assert is_refused(sheet) == (maturity in HIGH)


@pytest.mark.parametrize("kind", ["", *SourceKind.values])
@pytest.mark.parametrize("maturity", HIGH)
def test_an_evaluation_among_the_sources_is_enough(amina, kind, maturity):
    sheet = make.sheet(make.ministry_of(amina), maturity=maturity)
    source(sheet, kind)
    assert is_refused(sheet) == (kind != "evaluation")


@pytest.mark.parametrize("evidence", ["", *Evidence.values])
def test_a_study_counts_with_a_source_and_not_without(amina, evidence):
    sheet = make.sheet(make.ministry_of(amina), maturity="good-practice", evidence=evidence)
    assert is_refused(sheet)
    source(sheet)
    assert is_refused(sheet) == (evidence not in {"evaluation", "impact", "review"})


def test_an_adaptation_by_others_or_elsewhere_counts_once_it_is_public(amina, boris, subtests):
    ministry = make.ministry_of(amina)
    sheet = make.sheet(ministry, maturity="good-practice")
    jamaica, chile = [make.country("JM")], [make.country("CL")]
    cases: dict[str, tuple[Any, Any, bool]] = {
        "another organization, same country": (make.ministry_of(boris), chile, True),
        "same organization, another country": (ministry, jamaica, True),
        "same organization, same country": (ministry, chile, False),
        "same organization, one more country": (ministry, chile + jamaica, False),
    }
    for name, (organization, countries, counts) in cases.items():
        with subtests.test(name), make.undone():
            make.sheet(organization, countries=countries, adapted_from=sheet)
            assert is_refused(sheet)  # a draft proves nothing
            make.published(organization, countries=countries, adapted_from=sheet)
            assert is_refused(sheet) != counts


def test_submitting_and_publishing_ask_for_it(amina, chloe):
    sheet = make.sheet(make.ministry_of(amina), maturity="good-practice")
    with pytest.raises(MoveRefused) as refusal:
        sheet.submit(by=amina)
    assert list(refusal.value.message_dict) == ["maturity"]
    source(sheet, "evaluation")
    sheet.submit(by=amina)
    sheet.sources.all().delete()
    with pytest.raises(MoveRefused):
        sheet.publish(by=chloe)
    source(sheet, "evaluation")
    sheet.publish(by=chloe)
    assert Experience.objects.get().status == "published"


def test_the_form_says_it_beside_the_field(client, amina):
    make.theme("visits")
    sheet = make.sheet(make.ministry_of(amina), slug="visits-at-home", maturity="good-practice")
    client.force_login(amina)
    edit = f"/en/experiences/{sheet.slug}/edit/"
    assert "This stage needs an evaluation among the sources" in text_of(client.get(edit))
    data = typed(sheet.organization, maturity="good-practice", submit="1")
    answer = client.post(edit, data)
    assert answer.status_code == 422
    assert 'href="#id_maturity">Maturity: This stage needs' in text_of(answer)
    again = {"id": sheet.sources.get().pk, "kind": "evaluation", "title": "What came of it"}
    data |= rows("sources", {**again, "url": "https://example.org/e"}, initial=1)
    lessons, figures = sheet.lessons.all(), sheet.figures.all()
    data |= rows("lessons", *[{"id": one.pk, "claim": one.claim} for one in lessons],
                 initial=len(lessons))  # fmt: skip
    data |= rows("figures", *[{"id": one.pk, "value": one.value, "unit": one.unit}
                              for one in figures], initial=len(figures))  # fmt: skip
    assert client.post(edit, data).status_code == 302
    assert Experience.objects.get().status == "submitted"


def test_a_published_sheet_does_not_climb_without_proof_and_changes_as_a_whole(client, amina):
    make.theme("visits")
    sheet = make.published(make.ministry_of(amina), maturity="pilot", title="Before")
    client.force_login(amina)
    edit = f"/en/experiences/{sheet.slug}/edit/"
    lesson = sheet.lessons.get()
    data = typed(sheet.organization, maturity="institutionalized", title="After")
    data |= rows("lessons", {"id": lesson.pk, "claim": lesson.claim}, initial=1)
    assert client.post(edit, data).status_code == 422
    sheet.refresh_from_db()
    assert (sheet.maturity, sheet.title) == ("pilot", "Before")
    data |= rows("sources", {"kind": "evaluation", "title": "E", "url": "https://example.org/e"})
    assert client.post(edit, data).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.maturity, sheet.title) == ("institutionalized", "After")


def test_the_page_says_why_this_stage(client, amina, boris):
    sheet = make.published(make.ministry_of(amina), maturity="good-practice", evidence="impact")

    def told(code: str = "en") -> str:
        path = f"/{code}/experiences/{sheet.slug}/"
        return html.unescape(re.sub("<[^>]*>", "", client.get(path).content.decode()))

    assert "Why this stage: Good practice" in told()
    assert "neither an evaluation nor an adaptation by others is on record" in told()
    source(sheet, "evaluation")
    other = make.published(make.ministry_of(boris), title="In Kingston", adapted_from=sheet)
    nowhere = make.published(title="Nowhere", adapted_from=sheet)
    nowhere.countries.clear()
    text = told()
    assert "Evaluation: Report" in text
    assert "Evidence: Impact evaluation, with its sources" in text
    assert "Adapted elsewhere: In Kingston (Jamaica)" in text
    assert "Adapted elsewhere: Nowhere" in text
    assert "Nowhere (" not in text
    made = other.translations.create(language="es", published_at="2026-01-01T00:00Z")
    made.pieces.create(part="title", text="En Kingston", original="In Kingston")
    assert "Adaptada en otro lugar: En Kingston (Jamaica)" in told("es")
    Experience.objects.filter(pk=sheet.pk).update(maturity="pilot")
    assert "A stage above promising needs" in told()
    Experience.objects.filter(pk=sheet.pk).update(maturity="")
    assert "Why this stage" not in told()


def test_the_desk_climbs_by_the_same_rule(client, amina, chloe):
    sheet = make.published(make.ministry_of(amina), maturity="pilot")
    client.force_login(chloe)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp"}]
    session.save()
    change = f"/admin/experiences/experience/{sheet.pk}/change/"
    page = client.get(change)
    if page.status_code != 200:
        pytest.fail(f"the desk answered {page.status_code} {page.get('Location')}")
    form = page.context["adminform"].form
    bound = type(form)(posted(form, maturity="good-practice"), instance=sheet)
    assert "maturity" in bound.errors
    source(sheet, "evaluation")
    bound = type(form)(posted(form, maturity="good-practice"), instance=sheet)
    assert "maturity" not in bound.errors


def posted(form: Any, **changes: str) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, field in form.fields.items():
        value = field.prepare_value(form.get_initial_for_field(field, name))
        data.setlist(name, value if isinstance(value, list) else [value or ""])
    for name, value in changes.items():
        data[name] = value
    return data


@pytest.mark.parametrize("adaptations", [0, 1])
def test_a_stage_asks_for_adaptations_where_there_are_any(client, adaptations):
    sheet = make.published(maturity="institutionalized")
    for _number in range(adaptations):
        make.published(adapted_from=sheet)
    with CaptureQueriesContext(connection) as asked:
        client.get(sheet.get_absolute_url())
    grounds = [one for one in asked if '"adapted_from_id" = ' in one["sql"].partition("WHERE")[2]]
    page = html.unescape(client.get(sheet.get_absolute_url()).text)
    assert (len(grounds) > 1, "Adapted elsewhere:" in page) == (adaptations > 0,) * 2
