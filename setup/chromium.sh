#!/bin/sh
# Prints the path of a Chromium that works, for the tests in a real browser: the one that CHROMIUM
# names, Debian's without windows (the same engine for half of the processor's time), an installed
# one, Debian's package where it can be installed, else Playwright's download.
set -eu
cd "$(dirname "$0")/.."
log=var/chromium.log
asked=var/chromium.asked # for the one without windows: once, for it is not everywhere

works() { "$1" --version </dev/null >/dev/null 2>&1; }

use() {
    command -v "$1"
    exit 0
}

installed() {
    for name in chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
        "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
        if works "$name"; then use "$name"; fi
    done
}

may_install() { test "$(id -u)" = 0 && command -v apt-get >/dev/null; }

install() {
    echo "Installing Chromium with apt-get …" >&2
    DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=0 -o Acquire::http::Timeout=20 \
        install --yes --no-install-recommends "$1" </dev/null >>"$log" 2>&1
}

without_windows() {
    name=chromium-headless-shell
    if works $name; then use $name; fi
    if test -e "$asked" || ! may_install; then return 0; fi
    : >"$asked"
    if install $name && works $name; then use $name; fi
}

of_debian() {
    may_install && apt-get update </dev/null >>"$log" 2>&1 || return 0
    rm -f "$asked"
    without_windows
    install chromium || return 0
    installed
}

of_playwright() {
    echo "Downloading Chromium with Playwright …" >&2
    .venv/bin/python -m playwright install chromium </dev/null >>"$log" 2>&1 || return 0
    path=$(.venv/bin/python -c "
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)")
    if works "$path"; then use "$path"; fi
}

if test -n "${CHROMIUM:-}"; then
    if works "$CHROMIUM"; then use "$CHROMIUM"; fi
    echo "CHROMIUM names $CHROMIUM, which does not start." >&2
    exit 1
fi
mkdir -p var
: >"$log"
without_windows
installed
of_debian
of_playwright
echo "The tests need a Chromium: install it (on Debian: apt-get install chromium) or set CHROMIUM to its path; $log says what was tried." >&2
exit 1
