"""The embedded PostgreSQL: there for whoever uses it, gone with the last, back after a crash."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from portal.embedded import server
from portal.embedded.cluster import Failed, account, beside, make, own, socket_folder
from portal.embedded.keeper import state

USER = "import sys, time; from pathlib import Path; from portal.embedded.server import sign_on; "
USER += "sign_on(Path(sys.argv[1])); print('on', flush=True); time.sleep(60)"


@pytest.fixture
def place() -> Iterator[Path]:
    """Not ``tmp_path``: every pytest that starts closes that one again to the server's account."""
    with TemporaryDirectory() as place:
        yield Path(place)


@pytest.fixture
def fresh(place: Path) -> Iterator[Path]:
    """Never initialized, under a name with a space."""
    folder = place / "a portal" / "postgres"
    yield folder
    assert server.stop(folder) if folder.exists() else True


@pytest.fixture(scope="module")
def initialized() -> Iterator[Path]:
    """Once for all: PostgreSQL takes longer to make its files than to start."""
    with TemporaryDirectory() as place:
        make(Path(place) / "postgres", account())
        yield Path(place) / "postgres"


@pytest.fixture
def folder(fresh: Path, initialized: Path) -> Path:
    """As it is after its first start."""
    fresh.parent.mkdir()
    subprocess.run(["cp", "-a", initialized, fresh], check=True)  # noqa: S607
    return fresh


def ask(folder: Path) -> str:
    sockets = str(server.sign_on(folder))
    with psycopg.connect(host=sockets, user="postgres", dbname="postgres") as connection:
        row = connection.execute("SELECT lower('ÁÑÇ')").fetchone()
    return str(row[0]) if row else ""


def ask_until_answered(folder: Path) -> str:
    for _ in range(100):
        try:
            return ask(folder)
        except psycopg.OperationalError:
            time.sleep(0.1)
    return "no answer in ten seconds"


def test_it_starts_with_the_first_and_stops_with_the_last(fresh: Path) -> None:
    assert ask(fresh) == "áñç"
    assert server.is_kept(fresh)
    assert server.sign_off(fresh)
    assert state(fresh) == []
    assert ask(fresh) == "áñç"
    assert server.sign_off(fresh)


def test_a_killed_user_does_not_keep_it_running(folder: Path) -> None:
    user = subprocess.Popen([sys.executable, "-c", USER, str(folder)], stdout=subprocess.PIPE)
    assert user.stdout
    assert user.stdout.readline() == b"on\n"
    user.kill()
    user.communicate()
    assert server.wait_for_end(folder)


def test_a_user_goes_on_when_the_one_who_started_it_leaves(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", USER, str(folder)], stdout=subprocess.PIPE
    ) as user:
        assert user.stdout
        user.stdout.readline()
        assert ask(folder) == "áñç"
        user.kill()
    time.sleep(0.5)
    assert ask(folder) == "áñç"
    assert server.sign_off(folder)


@pytest.mark.parametrize("whom", ["server", "keeper"])
def test_it_comes_back_after_a_kill(folder: Path, whom: str) -> None:
    ask(folder)
    number = state(folder)[0] if whom == "server" else beside(folder, "keeper").read_text()
    os.kill(int(number), signal.SIGKILL)
    assert ask_until_answered(folder) == "áñç"
    assert server.sign_off(folder)


def test_the_number_of_a_dead_server_may_be_somebody_elses(folder: Path) -> None:
    ask(folder)
    server.sign_off(folder)
    lines = [str(os.getpid()), str(folder), "1", "5432", str(folder), "", "1 1", "ready"]
    (folder / "postmaster.pid").write_text("\n".join(lines))
    assert ask(folder) == "áñç"
    assert server.sign_off(folder)


def test_a_long_name_gets_its_socket_elsewhere(place: Path) -> None:
    folder = place / ("x" * 120) / "postgres"
    assert len(str(socket_folder(folder))) < 88
    assert ask(folder) == "áñç"
    assert server.sign_off(folder)


def test_a_folder_that_is_open_to_others_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(Failed, match="open to others"):
        own(tmp_path, None)
