"""Two web processes, two workers, a replica and a bucket are one portal.

Each web process and each worker has a folder of its own, as on a machine of its own. Which server
of the database has made a page is read in the servers' logs.
"""

import asyncio
import itertools
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any, NamedTuple

import pytest
from aiosmtpd.controller import Controller
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from community import mail
from community.models import Person
from experiences.models import Experience
from members.models import Organization
from tests import files, make, s3
from tests.community.test_mail import PostOffice
from tests.machines import servers, sites
from tests.machines.servers import Server, until
from tests.machines.sites import Browser, Site
from tests.ports import free_port
from tests.thorough import THOROUGH

pytestmark = pytest.mark.skipif(
    not THOROUGH, reason="a minute: CI=true make test ARGS='tests/machines'"
)
LIBRARY = "/en/experiences/"
LETTERS = 40
_fresh = itertools.count()


class BusyOffice(PostOffice):
    """Knows how many letters were on their way at the same moment."""

    at_once = most_at_once = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.05)
        self.at_once -= 1
        return await super().handle_DATA(server, session, envelope)


class Portal(NamedTuple):
    primary: Server
    replica: Server
    sites: tuple[Site, Site]
    office: BusyOffice


@pytest.fixture
def portal(s3_server: str, django_db_blocker: Any) -> Iterator[Portal]:
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        place = Path(stack.enter_context(TemporaryDirectory()))
        office = BusyOffice()
        post = Controller(office, hostname="127.0.0.1", port=free_port())
        post.start()
        stack.callback(post.stop)
        primary = stack.enter_context(servers.primary(place))
        replica = stack.enter_context(servers.replica_of(primary))
        bucket = s3.bucket(s3_server)["OPTIONS"]
        env = sites.of_production(
            DATABASE_URL=primary.url(),
            DATABASE_REPLICA_URLS=replica.url(role="reader"),
            PAGE_CACHE_URL="dbcache://portal_cache",  # as redis:// would be
            SMTP_HOST="127.0.0.1",
            SMTP_PORT=str(post.port),
            SMTP_TLS="False",
            S3_BUCKET=bucket["bucket_name"],
            S3_ENDPOINT=bucket["endpoint_url"],
            S3_REGION=bucket["region_name"],
            S3_KEY_ID=bucket["access_key"],
            S3_SECRET_KEY=bucket["secret_key"],
        )
        two = Site(), Site()
        commands = [two[0].command, two[1].command, sites.WORKER, sites.WORKER]
        for number, command in enumerate(commands):
            own = env | {"VAR_DIR": str(place / f"machine-{number}")}
            stack.enter_context(sites.running(command, own))
        sites.wait_for(*two)
        stack.enter_context(servers.written_to(primary))
        yield Portal(primary, replica, two, office)


def with_password(person: Person) -> Person:
    """As production keeps it."""
    coded = PBKDF2PasswordHasher().encode(make.PASSWORD, "salt", 1000)
    Person.objects.filter(pk=person.pk).update(password=coded)
    return person


def fresh(path: str) -> str:
    """An address of the same page under which nothing is kept."""
    return f"{path}?n={next(_fresh)}"


def read(portal: Portal, path: str) -> list[sites.Answer]:
    """By a visitor, at both."""
    return [Browser().get(site, fresh(path)) for site in portal.sites]


def makers(portal: Portal, sheet: Experience, address: str = "") -> Counter[str]:
    """Which server was asked for the sheet when a visitor read it at each of the two."""
    asked = portal.primary, portal.replica
    since = [server.log.stat().st_size for server in asked]
    if address:
        answers = [Browser().get(site, address) for site in portal.sites]
    else:
        answers = read(portal, sheet.get_absolute_url())
    assert [answer.status for answer in answers] == [200, 200]
    assert all(sheet.title in answer.text for answer in answers)
    lines = [server.said(start).splitlines() for server, start in zip(asked, since, strict=True)]
    return Counter(
        primary=sum(f"'{sheet.slug}'" in line for line in lines[0]),
        replica=sum(f"'{sheet.slug}'" in line for line in lines[1]),
    )


def is_by_replica(portal: Portal, sheet: Experience) -> bool:
    found = makers(portal, sheet)
    return found["primary"] == 0 and found["replica"] >= 2


def is_by_primary(portal: Portal, sheet: Experience) -> bool:
    found = makers(portal, sheet)
    return found["replica"] == 0 and found["primary"] >= 2


# --- What each of the two knows of the other -----------------------------------------------------


def people_and_files(portal: Portal) -> None:
    here, there = portal.sites
    amina = with_password(make.amina())
    browser = Browser()
    form = "/en/accounts/login/"
    assert browser.post(here, form, login=amina.email, password=make.PASSWORD).status == 302
    assert amina.name in browser.get(there, "/en/my/").text
    organization = make.ministry_of(amina)
    edit = f"/en/organizations/{organization.slug}/edit/logo/"
    said = {"logo": files.picture("PNG"), "logo_alt": "A house"}
    assert browser.post(here, edit, **said).status == 302
    logo = f"/en/organizations/{organization.slug}/logo/"
    assert Browser().get(there, logo).headers["Content-Type"] == "image/webp"
    Organization.objects.filter(pk=organization.pk).update(status="submitted")
    assert [Browser().get(site, logo).status for site in portal.sites] == [404, 404]
    assert browser.get(there, logo).status == 200


def wrong_passwords(portal: Portal) -> None:
    boris = with_password(make.boris())
    browser, form = Browser("203.0.113.7"), "/en/accounts/login/"
    turns = itertools.cycle(portal.sites)
    for _try in range(5):
        answer = browser.post(next(turns), form, login=boris.email, password="a guess")
        assert "Too many" not in answer.text
    for site in portal.sites:  # now not even with the right one
        answer = browser.post(site, form, login=boris.email, password=make.PASSWORD)
        assert "Too many failed" in answer.text


def jobs(portal: Portal) -> None:
    office = portal.office
    until(lambda: portal.primary.ask("SELECT count(*) FROM procrastinate_workers") == 2)
    for number in range(LETTERS):
        mail.enqueue("greeting", f"p{number}@example.org", "en", "Hello", "Welcome.")
    left = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'deliver_letter'"
    until(lambda: portal.primary.ask(left) == 0)
    assert len(office.ids()) >= LETTERS
    assert set(Counter(office.ids()).values()) == {1}
    assert office.most_at_once == 2


def kept_pages(portal: Portal) -> None:
    sheet = make.published(title="Gardens of the school", slug="gardens")
    asked_by_each = makers(portal, sheet).total()
    once = fresh(sheet.get_absolute_url())
    assert 0 < makers(portal, sheet, once).total() < asked_by_each  # by one, for both
    assert makers(portal, sheet, once).total() == 0


# --- The replica ---------------------------------------------------------------------------------


def reading(portal: Portal) -> None:
    sheet = make.published(title="Visits at home", slug="visits-at-home")
    until(lambda: is_by_replica(portal, sheet))
    amina = Browser()
    amina.post(
        portal.sites[0], "/en/accounts/login/", login="amina@example.org", password=make.PASSWORD
    )
    since = portal.replica.log.stat().st_size
    assert sheet.title in amina.get(portal.sites[0], sheet.get_absolute_url()).text
    assert sheet.slug not in portal.replica.said(since)


def a_replica_that_is_behind(portal: Portal) -> None:
    sheet = Experience.objects.get(slug="visits-at-home")
    portal.replica.ask("SELECT pg_wal_replay_pause()")
    until(lambda: portal.replica.ask("SELECT pg_get_wal_replay_pause_state()") == "paused")
    new = make.published(title="Kitchens of the quarter", slug="kitchens")
    assert all(new.title in answer.text for answer in read(portal, LIBRARY))
    assert is_by_primary(portal, new)
    sheet.title = "Visits at every door"
    sheet.save()
    assert all(sheet.title in answer.text for answer in read(portal, LIBRARY))
    assert is_by_primary(portal, sheet)
    Experience.objects.filter(pk=new.pk).update(status="withdrawn")
    assert all(new.title not in answer.text for answer in read(portal, LIBRARY))
    assert [answer.status for answer in read(portal, new.get_absolute_url())] == [404, 404]
    portal.replica.ask("SELECT pg_wal_replay_resume()")
    until(lambda: is_by_replica(portal, sheet))
    assert all(new.title not in answer.text for answer in read(portal, LIBRARY))
    assert [answer.status for answer in read(portal, new.get_absolute_url())] == [404, 404]


def a_replica_that_is_frozen(portal: Portal) -> None:
    """One question waits for it at each site, for three seconds; nobody afterwards."""
    took = []
    with portal.replica.frozen():
        for _time in range(2):
            begun = time.monotonic()
            assert [answer.status for answer in read(portal, LIBRARY)] == [200, 200]
            took.append(time.monotonic() - begun)
    assert took[1] < took[0] / 2
    sheet = Experience.objects.get(slug="visits-at-home")
    until(lambda: is_by_replica(portal, sheet))


def a_replica_that_is_killed(portal: Portal) -> None:
    sheet = Experience.objects.get(slug="visits-at-home")
    dead, told = Event(), list[int]()

    def reader(site: Site) -> None:
        after = 0
        while after < 5:
            told.append(Browser().get(site, fresh(sheet.get_absolute_url())).status)
            after += dead.is_set()

    with ThreadPoolExecutor(2) as pool:
        reading = [pool.submit(reader, site) for site in portal.sites]
        until(lambda: len(told) > 5)
        portal.replica.stop(signal.SIGKILL)
        dead.set()
        for one in reading:
            one.result(servers.PATIENCE)
    assert set(told) == {200}
    portal.replica.start()
    until(lambda: is_by_replica(portal, sheet))


def a_replica_that_became_a_server_of_its_own(portal: Portal) -> None:
    sheet = Experience.objects.get(slug="visits-at-home")
    assert portal.replica.ask("SELECT pg_promote()")
    assert is_by_primary(portal, sheet)


@pytest.mark.timeout(600)
def test_it_is_one_portal(portal: Portal, subtests: Any) -> None:
    for scene in (
        people_and_files,
        wrong_passwords,
        jobs,
        kept_pages,
        reading,
        a_replica_that_is_behind,
        a_replica_that_is_frozen,
        a_replica_that_is_killed,
        a_replica_that_became_a_server_of_its_own,
    ):
        with subtests.test(scene.__name__):
            scene(portal)
