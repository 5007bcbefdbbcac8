"""The ground floor at the secretariat's desk: people, vocabulary, letters and the audit."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import SUCCESS, WARNING
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from community import tasks
from community.accounts import has_another, put_at
from community.acts_admin import ActsAdmin, Link, OnRecordAdmin
from community.desk_lists import Filled, ListAdmin, PlainTextAdmin, short_time
from community.languages import colon
from community.merging import MergesAdmin
from community.models import Event, Letter, Person, Synonym, Theme
from community.visible_text import only_visible


class ReadOnlyAdmin(ListAdmin):
    """What is written by the portal itself can be looked at, not changed."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OfficesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Group) -> str:
        return gettext(obj.name)


class PersonForm(forms.ModelForm):
    groups = OfficesField(
        Group.objects.all(),
        label=capfirst(_("offices of the secretariat")),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        only_visible(name)
        return name

    def clean_email(self) -> str:
        """As accounts have it: in small letters, and at most one account at an address."""
        address: str = self.cleaned_data["email"].lower()
        if has_another(address, self.instance):
            raise forms.ValidationError(gettext("Somebody else has an account at this address."))
        return address


@admin.register(Person)
class PersonAdmin(ActsAdmin):
    form = PersonForm
    list_display = ("email", "name", "language", "is_staff", "is_active", "date_joined")
    list_filter = ("is_staff", "is_active", "language", "participation")
    search_fields = ("email", "name")
    ordering = ("-date_joined",)
    fields = (
        "email",
        "name",
        "language",
        "participation",
        "is_active",
        "is_staff",
        "groups",
        "date_joined",
        "last_login",
    )
    readonly_fields = ("date_joined", "last_login")

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        """Another address is more than another word in a row: it is the way into the account."""
        if change and "email" in form.changed_data:
            address, obj.email = obj.email, form.initial["email"]
            put_at(obj, address, here=request.session.session_key)
        super().save_model(request, obj, form, change)

    def acts_on(self, thing: Person) -> list[Link]:
        """Deleting an account is a story of all floors: the roof tells it."""
        return [
            (_("Delete the account on request"), reverse("admin:erase-person", args=[thing.pk]))
        ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ThemeForm(forms.ModelForm):
    def clean_label_en(self) -> str:
        """It is the name by which libraries find a tag, and names no two."""
        label: str = self.cleaned_data["label_en"]
        if Theme.every.filter(name=label).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(gettext("Another theme has this label, or had it once."))
        return label

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if Theme.every.filter(slug=slug).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(gettext("Another theme has this address, or had it once."))
        return slug

    def clean_parent(self) -> Theme | None:
        """There are two levels."""
        parent: Theme | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and self.instance.narrower.exists():
            raise forms.ValidationError(gettext("This theme has narrower ones: it stays on top."))
        return parent


class SynonymInline(PlainTextAdmin, admin.StackedInline):
    """Beside the labels, which stand above and are its names without being typed again."""

    model = Synonym
    fields = (("language", "text", "is_shown"),)
    ordering = ("language", "text__unaccent")
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Synonym]:
        return super().get_queryset(request).filter(is_label=False)


@admin.register(Theme)
class ThemeAdmin(MergesAdmin):
    form = ThemeForm
    acts = {"merge": _("Took the place of another theme")}
    stays = (
        _("The theme that stays"),
        _(
            "Whatever has one of the others has this one instead. Their names become other names of"
            " it, and their addresses lead to it. This cannot be undone."
        ),
    )
    list_display = ("label_en", "label_es", "label_pt", "label_fr", "parent")
    list_filter = (("parent", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("label_en", "label_es", "label_pt", "label_fr", "synonyms__text")
    prepopulated_fields = {"slug": ("label_en",)}
    fields = (
        "label_en",
        "label_es",
        "label_pt",
        "label_fr",
        "slug",
        "parent",
        "scope_note_en",
        "scope_note_es",
        "scope_note_pt",
        "scope_note_fr",
        "reference",
    )
    readonly_fields = ("address",)
    inlines = [SynonymInline]

    def get_form(self, request: HttpRequest, *given: Any, **named: Any) -> Any:
        """The library that keeps themes calls it by its own word."""
        return super().get_form(request, *given, labels={"slug": capfirst(_("address"))}, **named)

    @admin.display(description=_("address"))
    def address(self, theme: Theme) -> str:
        return theme.slug

    def get_fields(self, request: HttpRequest, obj: Theme | None = None) -> Any:
        """Once it has an address it keeps it: links, filters and searches hold it."""
        return ["address" if obj and name == "slug" else name for name in self.fields]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Theme | None = None) -> Any:
        return {} if obj else self.prepopulated_fields

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **named: Any) -> Any:
        """Those on top alone can be the broader one; in the officer's order."""
        field = super().formfield_for_foreignkey(db_field, request, **named)
        if field and db_field.name == "parent":
            own = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
            broader = Theme.objects.broader().in_order()
            field.queryset = broader.exclude(pk=own) if own and own.isdecimal() else broader
        return field

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What has a theme keeps it from going: counted, as there may be thousands."""
        if users := Theme.users([theme.pk for theme in objs]):
            counted = [f"{capfirst(kind)}{colon()} {number}" for kind, number in users]
            return [], {}, set(), counted
        return super().get_deleted_objects(objs, request)

    def save_model(self, request: HttpRequest, obj: Theme, form: Any, change: bool) -> None:
        obj.name = obj.label_en
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, *rest: Any) -> None:
        super().save_related(request, form, *rest)
        form.instance.name_itself()


class ActFilter(admin.SimpleListFilter):
    title = _("move")
    parameter_name = "name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = Event.objects.order_by("name").values("name", "subject_type_id").distinct()
        events = [Event(**row, subject_label="…") for row in rows]
        return list({event.name: model_admin.what(event) for event in events}.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(name=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Each is told by the desk of what it is about, in the officer's language."""

    list_display = ("when", "subject_label", "what", "source_label", "target_label", "by",
                    "organization_name")  # fmt: skip
    list_filter = (ActFilter,)
    search_fields = ("subject_label", "organization_name", "organization_number")
    date_hierarchy = "at"
    list_select_related = ("by",)
    fields = ("at", *list_display[1:], "organization_number", "reason", "is_public")

    def told(self, event: Event) -> dict[str, Any]:
        """Keywords are known at the desk by a proxy of their model."""
        model = ContentType.objects.get_for_id(event.subject_type_id).model_class()
        for kind in (model, *model.__subclasses__()) if model else ():
            if self.admin_site.is_registered(kind):
                desk = self.admin_site.get_model_admin(kind)
                if isinstance(desk, OnRecordAdmin):
                    return desk.told(event)
        return {"what": event.name}

    @admin.display(description=_("when"), ordering="at")
    def when(self, event: Event) -> str:
        return short_time(event.at)

    @admin.display(description=_("move"))
    def what(self, event: Event) -> str:
        return str(capfirst(self.told(event)["what"]))

    @admin.display(description=_("from"))
    def source_label(self, event: Event) -> str:
        return str(self.told(event).get("source", event.source)) or "–"

    @admin.display(description=_("to"))
    def target_label(self, event: Event) -> str:
        return str(self.told(event).get("target", event.target)) or "–"


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ("written", "address", "subject", "sent_at", "last_error")
    list_filter = ("language", ("sent_at", Filled))
    search_fields = ("address", "subject")
    actions = ("send_again",)

    @admin.display(description=_("written"), ordering="written_at")
    def written(self, letter: Letter) -> str:
        return short_time(letter.written_at)

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A code is for its reader alone: whoever saw it here could sign in as her."""
        hidden = ("name", "message_id", "is_secret")
        return (*hidden, "body") if obj is not None and obj.is_secret else hidden

    @admin.action(description=_("Try to send again"), permissions=["view"])
    def send_again(self, request: HttpRequest, letters: QuerySet[Letter]) -> None:
        """Only what was never sent: a letter goes out once."""
        # One with a code that came back has lost its text.
        unsent = letters.filter(sent_at=None).exclude(body="")
        unsent.update(refused_at=None)
        for letter in unsent:
            tasks.deliver_letter.defer(letter_id=letter.pk)
        number = len(unsent)
        told = ngettext("%(count)d letter is tried again.", "%(count)d letters are tried again.",
                        number)  # fmt: skip
        self.message_user(request, told % {"count": number}, SUCCESS if number else WARNING)
