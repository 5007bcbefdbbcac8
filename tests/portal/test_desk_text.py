"""What the secretariat types at its desk is held to the rules of every other text."""

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory

from community.plain_text import PlainTextForm, only_text
from experiences.models import Experience
from tests import make
from tests.exchanges import stages
from tests.exchanges.test_offers import offer

BELL = "Visits\x07"
TOLD = "This holds signs that cannot be shown"


def forms_of(admin_: admin.ModelAdmin, request) -> list[type[forms.BaseForm]]:
    inlines = [inline.get_formset(request).form for inline in admin_.get_inline_instances(request)]
    return [admin_.get_form(request), *inlines] if admin_.has_change_permission(request) else []


def test_every_text_field_of_every_desk_form_refuses_control_characters(chloe):
    request = RequestFactory().get("/admin/")
    request.user = chloe
    asked, missing = 0, []
    own = {config.label for config in apps.get_app_configs() if "site-packages" not in config.path}
    for model, admin_ in admin.site._registry.items():
        if model._meta.app_label not in own:
            continue
        for form in forms_of(admin_, request):
            for name, field in form.base_fields.items():
                if isinstance(field, forms.CharField):
                    asked += 1
                    is_held = issubclass(form, PlainTextForm) or only_text in field.validators
                    if not (is_held or refuses(field)):
                        missing.append(f"{model._meta.label}.{name}")
    assert asked > 80
    assert not missing, " ".join(missing)


def refuses(field: forms.CharField) -> bool:
    """Fields of ours that look something up know what they are given."""
    try:
        field.clean("EXP-0001\x07")
    except forms.ValidationError:
        return True
    return False


@pytest.mark.parametrize("what", ["exchange", "offer", "sheet"])
def test_it_is_told_beside_the_field_and_nothing_is_lost(what, client, amina, boris, chloe):
    if what == "exchange":
        thing, field = stages.submitted(stages.cast(amina, boris, chloe)), "need"
    elif what == "offer":
        thing, field = offer(boris), "description"
    else:
        thing, field = make.sheet(make.ministry_of(amina)), "overview"
    client.force_login(chloe)
    path = f"/admin/{thing._meta.app_label}/{thing._meta.model_name}/{thing.pk}/change/"
    form = client.get(path).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    before = getattr(thing, field)
    answer = client.post(path, {**sent, field: BELL, **management(client.get(path))})
    assert answer.status_code == 200
    assert any(TOLD in error for error in answer.context["adminform"].form.errors[field])
    assert "Visits" in answer.text
    thing.refresh_from_db()
    assert getattr(thing, field) == before


def management(page) -> dict[str, object]:
    """The inline forms as they stand on the page."""
    found: dict[str, object] = {}
    for inline in page.context["inline_admin_formsets"]:
        for one in (inline.formset.management_form, *inline.formset.forms):
            for bound in one:
                found[bound.html_name] = "" if bound.value() is None else bound.value()
    return found


def test_a_reason_is_text_too(client, amina, chloe):
    sheet = make.sheet(make.ministry_of(amina))
    sheet.submit(by=amina)
    client.force_login(chloe)
    answer = client.post(f"/admin/experiences/experience/{sheet.pk}/move/return/", {"reason": BELL})
    assert TOLD in answer.text
    assert Experience.objects.get(pk=sheet.pk).status == "submitted"
