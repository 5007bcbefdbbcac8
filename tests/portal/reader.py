"""A web process for test_shared_pages: reads an address until ``stop``, then tells what it saw."""

import json
import os
import re
import select
import sys
import time

os.environ["PORTAL_MODE"] = "test"
os.environ["SHARE_PAGES"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"

import django

django.setup()

from django.db import connection  # noqa: E402

from tests.portal.visitor import Visitor  # noqa: E402


def main(database: str, address: str) -> None:
    connection.settings_dict["NAME"] = database
    browser, tag, page = Visitor(), "", b""
    browser.get(address)
    looks = []
    print("ready", flush=True)  # noqa: T201 - to the test
    while not select.select([sys.stdin], [], [], 0)[0]:
        at = time.monotonic()
        # A browser asks whether its page is still true; every third one has none.
        answer = browser.get(address, headers={"If-None-Match": tag} if len(looks) % 3 else {})
        if answer.status_code == 200:
            tag, page = answer["ETag"], answer.content
        numbers = [int(number) for number in re.findall(rb"Round (\d+) of visits", page)]
        looks.append((at, time.monotonic(), sorted(set(numbers)), answer.status_code))
    print(json.dumps(looks))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
