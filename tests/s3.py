"""An S3 server on this machine, and buckets of it that are the portal's storage."""

import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

from portal.lifeline import tied
from tests.ports import free_port

PATIENCE = 60.0
KEY = {"access_key": "key", "secret_key": "secret", "region_name": "us-east-1"}


@contextmanager
def server() -> Iterator[str]:
    """Its address."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=tied(15)
    )
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(port):
            assert process.poll() is None and time.monotonic() < deadline  # noqa: PT018
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def bucket(endpoint: str) -> dict[str, Any]:
    """A new one, as ``STORAGES`` names it."""
    from community.s3_files import S3Files  # noqa: PLC0415 - half a second, for few tests

    options = {**KEY, "endpoint_url": endpoint, "bucket_name": f"files-{secrets.token_hex(4)}"}
    S3Files(**options).connection.create_bucket(Bucket=options["bucket_name"])
    return {"BACKEND": "community.s3_files.S3Files", "OPTIONS": options}
