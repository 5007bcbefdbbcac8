"""What the people of an organization change about it later, and its logo."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.signed_in import SignedInRequest
from community.unsaved import survives_sign_out, typed
from members import logo_files
from members.models import Organization
from members.profile.form import OrganizationForm
from members.profile.logos import LogoForm

# One form shows them in these parts; a registration has a page for each.
PARTS = (
    (
        gettext_lazy("The organization"),
        ("kind", "name", "name_en", "acronym", "aliases", "country", "is_national_focal"),
    ),
    (
        gettext_lazy("How it can be reached and checked"),
        ("website", "official_email", "email_domain"),
    ),
    (gettext_lazy("Its work"), ("description", "description_language", "languages", "interests")),
    (gettext_lazy("What it knows and what it seeks"), ("knows", "seeks")),
)


@survives_sign_out
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.editable_by(request.user), slug=slug)
    name = organization.name  # before the form writes its unsaved words into the object
    form = OrganizationForm(typed(request), instance=organization)
    if request.method == "POST" and form.is_valid():
        form.revise(by=request.user)
        return _saved(request, organization.slug)
    context = {"form": form, "parts": laid_out(form), "organization": organization, "name": name}
    return render(request, "members/edit.html", context)


def edit_logo(request: SignedInRequest, slug: str) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.editable_by(request.user), slug=slug)
    before = organization.logo.name or ""
    form = LogoForm(
        request.POST or None,
        request.FILES or None,
        has_logo=bool(before),
        initial={"logo_alt": organization.logo_alt},
    )
    if request.method == "POST" and form.is_valid():
        try:
            name = form.name_after(before)
        except ValidationError as error:
            form.add_error("logo", error)
        else:
            organization.show_logo(name, form.cleaned_data["logo_alt"], by=request.user)
            return _saved(request, organization.slug)
    context = {"form": form, "organization": organization}
    return render(request, "members/edit_logo.html", context)


@login_not_required
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """Seen by whoever sees the organization."""
    rows = Organization.objects.visible_to(request.user)
    organization = get_object_or_404(rows, slug=slug)
    response = logo_files.answer(organization.logo)
    if organization.is_approved and not request.user.is_authenticated:
        patch_cache_control(response, public=True, max_age=3600)
    return response


def _saved(request: HttpRequest, slug: str) -> HttpResponse:
    messages.success(request, _("Your changes are saved."))
    return redirect("members:application", slug)  # which sends an approved one to its profile


def laid_out(form: OrganizationForm) -> list[dict[str, Any]]:
    """The fields that this kind is asked for, in their parts."""
    return [
        {"title": title, "fields": [form[name] for name in names if name in form.fields]}
        for title, names in PARTS
    ]
