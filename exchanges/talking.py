"""Questions about an exchange and their answers, in public; the secretariat hides with a reason."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from community.models import Answer
from community.signed_in import SignedInRequest
from exchanges import page
from exchanges.acting import act, act_with_reason
from exchanges.finding import exchange_of
from exchanges.forms.commons import AnswerForm, QuestionForm

HIDDEN = _("Hidden. The reason stands in its place.")


@require_POST
def ask(request: SignedInRequest, number: str) -> HttpResponse:
    exchange = exchange_of(request, number)
    form = QuestionForm(request.POST, auto_id="ask-%s")
    if not form.is_valid():
        return page.show(request, exchange, ask=form)
    text, done = form.cleaned_data["text"], _("Asked. The partners have been written to.")
    return act(request, exchange, lambda: exchange.ask(text, by=request.user), done)


@require_POST
def answer(request: SignedInRequest, number: str, question_pk: int) -> HttpResponse:
    exchange = exchange_of(request, number)
    asked = get_object_or_404(exchange.questions(), pk=question_pk)
    form = AnswerForm(request.POST, auto_id=f"answer-{question_pk}-%s")
    if not form.is_valid():
        return page.show(request, exchange, **{f"answer_{question_pk}": form})
    text, done = form.cleaned_data["text"], _("Your answer is on the page.")
    return act(request, exchange, lambda: exchange.answer(asked, text, by=request.user), done)


@require_POST
def hide_question(request: SignedInRequest, number: str, question_pk: int) -> HttpResponse:
    exchange = exchange_of(request, number)
    asked = get_object_or_404(exchange.questions(), pk=question_pk)
    return act_with_reason(
        request,
        exchange,
        f"hide_question_{question_pk}",
        lambda reason: exchange.hide(asked, by=request.user, reason=reason),
        HIDDEN,
    )


@require_POST
def hide_answer(request: SignedInRequest, number: str, answer_pk: int) -> HttpResponse:
    exchange = exchange_of(request, number)
    given = get_object_or_404(Answer, question__in=exchange.questions(), pk=answer_pk)
    return act_with_reason(
        request,
        exchange,
        f"hide_answer_{answer_pk}",
        lambda reason: exchange.hide(given, by=request.user, reason=reason),
        HIDDEN,
    )
