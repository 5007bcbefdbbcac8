"""The sign-up page belongs to the ground floor; who comes with an invitation reads there of it."""

from django import template
from django.core.signing import BadSignature
from django.urls import Resolver404, resolve

from members.models import Invitation

register = template.Library()


@register.simple_tag
def invitation_at(path: str | None) -> Invitation | None:
    """The open invitation that stands at ``path``, where she goes back to."""
    try:
        found = resolve(path or "")
    except Resolver404:
        return None
    if found.view_name != "members:invitation":
        return None
    rows = Invitation.objects.select_related("organization__country", "invited_by")
    try:
        invitation = rows.signed(found.kwargs["token"])
    except BadSignature:
        return None
    return invitation if invitation.is_open else None
