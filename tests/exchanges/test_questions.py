"""Questions in public, the partners' answers, and what the secretariat hides."""

import pytest
from django.core.exceptions import PermissionDenied

from community.lifecycle import MoveRefused
from community.models import Answer, Letter, Question
from exchanges.vocabulary import PRIVATE
from members.farewell import take_leave
from tests import make
from tests.exchanges import stages


@pytest.fixture
def ines():
    """Somebody with an account and without an organization."""
    return make.person(name="Inés Vidal")


def test_ines_asks_the_partners_answer_and_everybody_reads_it(client, who, ines):
    exchange = stages.opened(who)
    path = exchange.get_absolute_url()
    client.force_login(ines)
    client.post(f"{path}ask/", {"text": "Who pays <i>this</i>?"})
    asked = Letter.objects.get(name="question_asked")
    assert asked.address == who.amina.email
    assert "Who pays <i>this</i>?" in asked.body
    client.force_login(make.member(who.of(who.amina), "editor"))
    question = Question.objects.get()
    client.post(f"{path}questions/{question.pk}/answer/", {"text": "Each its own part."})
    assert Letter.objects.get(name="question_answered").address == ines.email
    client.logout()
    page = client.get(path).text
    assert "Who pays &lt;i&gt;this&lt;/i&gt;?" in page
    assert "Each its own part." in page
    assert ines.email not in page


@pytest.mark.parametrize("state", PRIVATE)
def test_nobody_asks_in_public_about_what_is_private(state, who, ines):
    exchange = stages.force(make.request(who.amina), state)
    with pytest.raises(MoveRefused):
        exchange.ask("When?", by=ines)


def test_a_question_sent_twice_is_asked_once_and_nobody_asks_without_end(who, ines):
    exchange = stages.opened(who)
    for _ in range(2):
        exchange.ask("When?", by=ines)
    for nth in range(4):
        exchange.ask(f"And {nth}?", by=ines)
    with pytest.raises(MoveRefused):
        exchange.ask("One too many?", by=ines)
    assert Question.objects.count() == Letter.objects.filter(name="question_asked").count() == 5
    exchange.ask("Mine?", by=who.dana)


def test_where_nobody_is_here_to_answer_the_secretariat_hears_of_it(who, ines):
    exchange = stages.opened(who)
    who.of(who.amina).memberships.update(ended_at=exchange.created_at)
    exchange.ask("When?", by=ines)
    assert Letter.objects.get(name="question_asked").address == who.chloe.email


def test_an_empty_question_comes_back_with_its_form(client, who, ines):
    client.force_login(ines)
    answer = client.post(f"{stages.opened(who).get_absolute_url()}ask/", {"text": " "})
    assert answer.status_code == 200
    assert "This field is required." in answer.text
    assert not Question.objects.exists()


def test_only_who_writes_for_a_partner_answers(who, ines):
    exchange = stages.opened(who)
    question = exchange.ask("When?", by=ines)
    strangers = (ines, who.boris, who.chloe, make.member(who.of(who.amina), "viewer"))
    for person in strangers:  # Boris is invited and has not accepted
        with pytest.raises(PermissionDenied):
            exchange.answer(question, "Now.", by=person)
    stages.party(exchange, "first-provider").accept(by=who.boris)
    assert exchange.answer(question, "Now.", by=who.boris).organization_name


def test_chloe_hides_with_a_reason_that_everybody_reads_in_its_place(client, who, ines):
    exchange = stages.opened(who)
    question = exchange.ask("SECRET-QUESTION", by=ines)
    answer = exchange.answer(question, "SECRET-ANSWER", by=who.amina)
    for said, what in ((question, "questions"), (answer, "answers")):
        path = f"{exchange.get_absolute_url()}{what}/{said.pk}/hide/"
        client.force_login(who.amina)
        assert client.post(path, {"reason": "Rude."}).status_code == 403
        client.force_login(who.chloe)
        assert client.post(path, {"reason": ""}).status_code == 200
        said.refresh_from_db()
        assert said.hidden_at is None
        client.post(path, {"reason": f"It names a family ({what})."})
    client.logout()
    page = client.get(exchange.get_absolute_url()).text
    assert "SECRET" not in page
    assert page.count("Hidden by the secretariat: It names a family") == 2
    hidden = Letter.objects.filter(name="words_hidden")
    assert {letter.address for letter in hidden} == {ines.email, who.amina.email}
    with pytest.raises(MoveRefused):
        exchange.answer(question, "Still.", by=who.amina)


def test_what_ines_asked_goes_with_her_and_what_the_ministry_answered_stays(client, who, ines):
    exchange = stages.opened(who)
    question = exchange.ask("SECRET-QUESTION", by=ines)
    exchange.answer(question, "Each its own part.", by=who.amina)
    take_leave(ines, by=ines)
    question.refresh_from_db()
    assert (question.by, question.text) == (None, "…")
    page = client.get(exchange.get_absolute_url()).text
    assert "Its author has left the portal." in page
    assert "Each its own part." in page
    assert Answer.objects.count() == 1


def test_the_page_stands_where_nobody_is_left_who_asked(client, who, ines):
    exchange = stages.opened(who)
    exchange.ask("How long does it take?", by=ines)
    Question.objects.update(by=None)  # whatever took her row away
    page = client.get(exchange.get_absolute_url())
    assert "How long does it take?" in page.content.decode()
