"""Which pages are taken from a replica, and what stays of those that are not.

Here a second connection that may not write stands for it; a real one is in ``tests/machines``.
"""

import time
from inspect import getclosurevars

import pytest
from django.contrib import messages
from django.contrib.messages.storage import default_storage as messages_of
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.test import RequestFactory
from django.urls import resolve

from community import content
from community.models import Theme
from portal import checks, replicas
from portal.replicas import Replica, ReplicasMiddleware
from portal.shared_pages import VERSION
from tests import make
from tests.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)
READ_ONLY = {"options": "-c default_transaction_read_only=on -c statement_timeout=200"}


@pytest.fixture(autouse=True)
def second_connection(settings, monkeypatch, transactional_db):
    # Django lets tests connect to what was in the settings when they began.
    connect = getclosurevars(BaseDatabaseWrapper.ensure_connection).nonlocals
    real = connect["real_ensure_connection"]
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", real)
    own = connections.settings["default"]
    others = {**own, "OPTIONS": {**own["OPTIONS"], **READ_ONLY}}
    monkeypatch.setitem(connections.settings, "replica_1", others)
    monkeypatch.setattr(replicas, "VERSION_OF_REPLICA", content.VERSION)
    settings.REPLICAS = ["replica_1"]
    yield
    connections["replica_1"].close()
    del connections["replica_1"]
    content.latest.close()


@pytest.fixture
def pages():
    made = ReplicasMiddleware(lambda _request: HttpResponse())
    made.replicas[0].is_there = True
    return made


@pytest.fixture
def request_():
    """Of a visitor, as far as the middlewares outside have brought it."""
    made = RequestFactory().get("/en/")
    made.META[VERSION] = content.latest.version()
    made.session, made.resolver_match = SessionStore(), resolve("/en/")
    made._messages = messages_of(made)
    return made


def themes(_request):
    return HttpResponse(f"{Theme.objects.count()} by {connections['default'].alias}")


def test_a_page_comes_from_the_replica_that_has_the_version(pages, request_):
    answer = pages.process_view(request_, themes, (), {})
    assert answer.text == "0 by replica_1"
    assert connections["default"].alias == "default"
    make.theme()  # the primary can be written to


def test_a_template_is_filled_there(pages, request_):
    def view(request):
        asked = {"detail": Theme.objects.all()}
        return TemplateResponse(request, "404.html", asked)

    assert pages.process_view(request_, view, (), {}).is_rendered


def test_a_replica_that_is_behind_is_not_asked(pages, request_):
    request_.META[VERSION] += 1
    assert pages.process_view(request_, themes, (), {}) is None


def test_who_is_no_visitor_gets_no_page_of_a_replica(pages, request_):
    del request_.META[VERSION]
    assert pages.process_view(request_, themes, (), {}) is None


def test_what_this_transaction_has_changed_only_the_primary_knows(pages, request_):
    with transaction.atomic():
        make.theme()
        assert pages.process_view(request_, themes, (), {}) is None


def writes(_request):
    make.theme()
    return HttpResponse()


def writes_in_vain(_request):
    """As Django's cache in the database does."""
    try:
        make.theme()
    except DatabaseError:
        return HttpResponse("As if nothing had been")


def is_missing(_request):
    raise Http404


def leads_on(_request):
    return redirect("/en/")


def has_a_form(request):
    return HttpResponse(get_token(request))


def has_a_cookie(_request):
    answer = HttpResponse()
    answer.set_cookie("seen", "yes")
    return answer


def is_private(_request):
    return HttpResponse(headers={"Cache-Control": "no-store"})


def is_sent_piece_by_piece(_request):
    return StreamingHttpResponse(str(theme) for theme in Theme.objects.all())


def tells(request):
    messages.info(request, "Welcome")
    return HttpResponse()


def remembers(request):
    request.session["seen"] = True
    return HttpResponse()


def takes_too_long(_request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(10)")
    return HttpResponse()


OTHERS = [writes, writes_in_vain, has_a_form, has_a_cookie, is_private, is_sent_piece_by_piece,
    tells, remembers]  # fmt: skip


@pytest.mark.parametrize("view", [*OTHERS, is_missing, leads_on, takes_too_long])
def test_what_is_not_for_everybody_is_made_by_the_primary_as_if_nothing_had_been(
    pages, request_, view
):
    before = dict(request_.META)
    assert pages.process_view(request_, view, (), {}) is None
    assert connections["default"].alias == "default"
    assert before == request_.META
    assert not request_.session.modified
    assert not request_._messages.added_new
    assert pages.replicas[0].is_there
    assert bool(pages.aside) is (view in OTHERS)  # others at that address may have a page


def test_it_is_not_tried_in_vain_each_time(pages, request_):
    pages.process_view(request_, has_a_form, (), {})
    assert pages.process_view(request_, themes, (), {}) is None
    pages.aside = {name: time.monotonic() for name in pages.aside}  # ten minutes later
    assert pages.process_view(request_, themes, (), {})


def test_two_take_turns(pages, request_):
    pages.replicas *= 2
    pages.replicas[1:] = [Replica("replica_1")]
    assert [pages._in_turn()[0] for _turn in range(4)] == pages.replicas * 2
    assert pages.process_view(request_, themes, (), {})  # though the second is away


def test_nobody_waits_for_one_that_is_away(pages, request_, monkeypatch):
    monkeypatch.setattr(replicas, "AGAIN", 0.05)
    [replica] = pages.replicas
    there = connections.settings["replica_1"]
    nowhere = {**there, "ENGINE": "django.db.backends.postgresql", "HOST": "127.0.0.1"}
    monkeypatch.setitem(connections.settings, "replica_1", {**nowhere, "PORT": free_port()})
    assert pages.process_view(request_, themes, (), {}) is None
    assert not replica.is_there
    assert pages.process_view(request_, themes, (), {}) is None  # begins to look
    monkeypatch.setitem(connections.settings, "replica_1", there)
    del connections["replica_1"]  # this thread's
    for _try in range(200):
        if replica.is_there and not replica.looking.locked():
            break
        time.sleep(0.05)
    assert pages.process_view(request_, themes, (), {})


def test_without_replicas_there_is_no_step_more(settings):
    settings.REPLICAS = []
    with pytest.raises(MiddlewareNotUsed):
        ReplicasMiddleware(render)


def test_replicas_without_versions_are_told_before_people_come(settings):
    settings.SHARE_PAGES = True
    assert checks.replicas_are_read() == []
    settings.SHARE_PAGES = False
    assert [one.id for one in checks.replicas_are_read()] == ["portal.W003"]


def test_what_is_kept_of_an_older_state_is_kept_under_its_number():
    """Else all readers would get it for the latest."""
    told = []

    @content.kept
    def answer():
        told.append(connection.alias)
        return len(told)

    latest = content.latest.version()
    with content.as_of(latest - 1):
        assert answer() == 1
    assert answer() == 2
    with content.as_of(latest - 1):
        assert answer() == 1
    assert answer() == 2
