"""What stands where on the page of a sheet at the desk."""

from typing import Any

from django.utils.translation import gettext_lazy as _

NEVER_TYPED = (
    "status",
    "status_since",
    "number",
    "submitted_at",
    "submitted_by",
    "published_at",
    "published_by",
    "reviewed_at",
    "changed_at",
    "confirmed_at",
)
FIELDSETS: tuple[tuple[Any, Any], ...] = (
    (None, {"fields": ("number", "organization", "status", "status_since")}),
    (_("Who and when"), {"fields": NEVER_TYPED[3:], "classes": ("collapse",)}),
    (
        _("The sheet"),
        {
            "fields": (
                "title",
                "slug",
                "language",
                "summary",
                "overview",
                "programme",
                "countries",
                "scale",
                ("start_year", "end_year"),
                "themes",
                "keywords",
                "populations",
                "instrument",
                "maturity",
                "evidence",
            )
        },
    ),
    (
        _("The story"),
        {
            "fields": (
                "problem",
                "what_was_done",
                "results",
                "what_did_not_work",
                "conditions_for_transfer",
                "adapted_from",
                "adapted_how",
                "licence",
            )
        },
    ),
    (
        _("The long form"),
        {
            "fields": (
                "legal_frame",
                "institutional_frame",
                "stakeholders",
                "sustainability",
                "available_for_exchange",
                "exchange_how",
                "exchange_languages",
                "exchange_capacity",
            ),
            "classes": ("collapse",),
        },
    ),
)
