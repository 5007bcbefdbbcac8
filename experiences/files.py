"""The addresses of files: guarded like their sheet, and nothing a browser would run.

Always a download, of a type that we know, under a policy of its own that lets nothing run; pages
show pictures all the same, as ``img`` asks for neither.
"""

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from community.file_kinds import KINDS
from experiences.models import Attachment

# "identity" keeps the compressing middleware away: almost all of these bytes are packed already,
# and a browser shows how far a download is only where it knows the length.
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Content-Encoding": "identity",
}


@login_not_required
@require_safe
def file(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    attachment = _attachment(request, slug, pk)
    return _answer(request, attachment, str(attachment.file), attachment.kind)


@login_not_required
@require_safe
def preview(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """A picture as the sheet shows it."""
    attachment = _attachment(request, slug, pk)
    if not attachment.preview:
        raise Http404
    return _answer(request, attachment, str(attachment.preview), "webp")


def _attachment(request: HttpRequest, slug: str, pk: int) -> Attachment:
    visible = Attachment.objects.visible_to(request.user).select_related("experience")
    return get_object_or_404(visible, experience__slug=slug, pk=pk)


def _answer(
    request: HttpRequest, attachment: Attachment, stored: str, kind: str
) -> HttpResponseBase:
    etag = f'"{attachment.sha256}-{kind}"'
    unchanged: HttpResponse | None = get_conditional_response(request, etag=etag)
    response = unchanged or _download(attachment, stored, kind)
    for name, value in {**HEADERS, "ETag": etag}.items():
        response[name] = value
    if attachment.experience.is_published:  # asked for anew each time: archived is gone at once
        patch_cache_control(response, public=True, no_cache=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _download(attachment: Attachment, stored: str, kind: str) -> FileResponse:
    try:
        content = default_storage.open(stored)
    except FileNotFoundError as lost:
        raise Http404 from lost
    name = f"{attachment.name.rpartition('.')[0]}.{kind}"
    return FileResponse(
        content, as_attachment=True, filename=name, content_type=KINDS[kind].media_type
    )
