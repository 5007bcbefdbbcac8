"""Versions at addresses of their own: one as it was, two side by side, one to cite."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from experiences.citing import FORMATS, Citation, Format
from experiences.differences import changes
from experiences.history import History
from experiences.models import Experience
from experiences.models.versions import Moment
from experiences.past import as_it_was, files_said
from experiences.reading import facts_of, may_ask_about
from experiences.sheets import titled, trail_to


def _history(request: HttpRequest, slug: str) -> History:
    sheets = titled(Experience.objects.visible_to(request.user))
    return History(get_object_or_404(sheets, slug=slug), request.user)


@login_not_required
@require_safe
def past(request: HttpRequest, slug: str, nth: int) -> HttpResponse:
    """The whole sheet as it was in one version."""
    history = _history(request, slug)
    if history.first <= nth and nth in history.withheld:
        return _withheld(request, history, nth)
    moment = history.moment(nth)
    old = as_it_was(history.past, moment)
    context = {
        "sheet": old,
        "today": history.sheet,
        "trail": trail_to(history.sheet),
        "facts": facts_of(old),
        "asks": may_ask_about(old, request.user),
        "origin": _origin(old),
        "files": files_said(moment),
        "citation": _citation(old, moment) if history.sheet.is_published else None,
        "at": moment.row.pgh_created_at,
        "number": nth,
        "newest": history.newest,
    }
    return render(request, "experiences/past.html", context)


def _withheld(request: HttpRequest, history: History, nth: int) -> HttpResponse:
    """Citations lead there: whoever follows one learns that it was no mistake of hers."""
    context = {
        "sheet": history.sheet,
        "trail": trail_to(history.sheet),
        "number": nth,
        "at": history.withheld[nth],
    }
    return render(request, "experiences/withheld.html", context, status=404)


def _origin(old: Experience) -> Experience | None:
    """What it was adapted from, where everybody may read that today."""
    if old.adapted_from_id is None:
        return None
    return titled(Experience.objects.published()).filter(pk=old.adapted_from_id).first()


def _citation(old: Experience, moment: Moment) -> Citation:
    return Citation(old, moment.number, localtime(moment.row.pgh_created_at).year)


@login_not_required
@require_safe
def difference(request: HttpRequest, slug: str) -> HttpResponse:
    """``from`` and ``to`` are numbers of versions; without them, the last change."""
    history = _history(request, slug)
    if history.newest < history.first:  # nothing that this reader could see
        raise Http404
    last = history.before(history.newest) or history.newest
    numbers = [_number(request, "from", last), _number(request, "to", history.newest)]
    for number in numbers:
        if history.first <= number and number in history.withheld:
            return _withheld(request, history, number)
    before, after = (history.moment(number) for number in sorted(numbers))
    context = {
        "sheet": history.sheet,
        "trail": [
            *trail_to(history.sheet),
            {"label": _("History"), "url": f"{history.sheet.get_absolute_url()}history/"},
        ],
        "before": before,
        "after": after,
        "moments": [before, after],
        "changes": changes(history.past, before, after),
        "history": history,
    }
    return render(request, "experiences/difference.html", context)


def _number(request: HttpRequest, name: str, otherwise: int) -> int:
    asked = request.GET.get(name, "")
    if not asked:
        return otherwise
    if not asked.isdecimal() or len(asked) > 9:
        raise Http404
    return int(asked)


@login_not_required
@require_safe
def bibtex(request: HttpRequest, slug: str) -> HttpResponse:
    return _reference(request, slug, FORMATS["bibtex"])


@login_not_required
@require_safe
def ris(request: HttpRequest, slug: str) -> HttpResponse:
    return _reference(request, slug, FORMATS["ris"])


def _reference(request: HttpRequest, slug: str, form: Format) -> HttpResponse:
    """For a program that keeps references; ``version`` is the newest unless given."""
    history = _history(request, slug)
    moment = history.moment(_number(request, "version", history.newest))
    citation = _citation(as_it_was(history.past, moment), moment)
    headers = {"Content-Disposition": f'attachment; filename="{citation.name}.{form.extension}"'}
    content_type = f"{form.content_type}; charset=utf-8"
    return HttpResponse(form.write(citation), content_type=content_type, headers=headers)
