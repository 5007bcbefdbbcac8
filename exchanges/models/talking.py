"""What is asked about an exchange in public, and who answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import MoveRefused
from community.models import Answer, Event, Person, Question, decides_on
from community.models.questions import QuestionQuerySet
from exchanges import letters
from exchanges.models.lasting import Lasting


class Talking(Lasting):
    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what Exchange has

        @property
        def is_public(self) -> bool: ...

    def questions(self) -> QuestionQuerySet:
        return Question.objects.of(self)

    def ask(self, text: str, *, by: Person) -> Question:
        """Anybody with an account, about what everybody can read."""
        if not self.is_public:
            raise MoveRefused(_("Questions are asked once the exchange is open."))
        with transaction.atomic():
            question, is_new = Question.ask(self, text, by=by)
            if is_new:
                letters.question_asked(self, question, to=self._who_answers().exclude(pk=by.pk))
        return question

    def _who_answers(self) -> models.QuerySet[Person]:
        """Nobody may be here to answer for a past exchange; then the secretariat looks for one."""
        people = self.people()
        return people if people.exists() else Person.objects.secretariat()

    def answer(self, question: Question, text: str, *, by: Person) -> Answer:
        """In the name of the first organization here that ``by`` writes for."""
        organization = self.voices_of(by).first()
        if organization is None:
            raise PermissionDenied
        with transaction.atomic():
            question = self.questions().select_for_update(of=("self",)).get(pk=question.pk)
            if same := question.answers.filter(by=by, text=text.strip()).first():
                return same  # sent twice
            answer = question.answer(text, organization.act(by))
            if question.by and question.by != by:
                letters.question_answered(self, answer, to=[question.by])
        return answer

    def hide(self, said: Question | Answer, *, by: Person, reason: str) -> None:
        """The secretariat takes words off the page; whose they were hears why."""
        if not decides_on(by, type(self)):
            raise PermissionDenied
        with transaction.atomic():
            said.hide(by=by, reason=reason)
            Event.record(self, "hide", Act(by, reason=reason))
            if said.by and said.by.is_active:
                letters.words_hidden(self, said, to=[said.by])
