"""Yes and no in the lists of the desk are pictures: whoever hears them hears a word.

Django names them *True* and *False* in every language, and has no other place to say it.
"""

from django.contrib.admin.templatetags import admin_list
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

FILES = {True: "yes", False: "no", None: "unknown"}


def icon(answer: bool | None) -> SafeString:
    words = {True: gettext("Yes"), False: gettext("No"), None: pgettext("not known", "Unknown")}
    address = static(f"admin/img/icon-{FILES[answer]}.svg")
    return format_html('<img src="{}" alt="{}">', address, words[answer])


def name() -> None:
    admin_list._boolean_icon = icon  # type: ignore[attr-defined]  # it is Django's own
