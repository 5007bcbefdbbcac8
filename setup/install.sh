#!/bin/sh
# Makes .uv (uv by pip) and .venv (the portal's packages by uv); later it only looks whether they
# are up to date. `sh setup/install.sh base` is enough to run, `s3` with files in a bucket, `dev` also
# to test.
set -eu
cd "$(dirname "$0")/.."
wanted=$1
log=var/setup.log

# The network of an office often has a certificate authority of its own, which the system knows.
for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
    if test -e "$bundle"; then export UV_SYSTEM_CERTS=true; fi
done

fail() {
    echo "$*" >&2
    exit 1
}

full() {
    if grep -qiE 'no space left|disk quota' "$log"; then
        fail "The disk is full: free about 1 GB and run the same command again."
    fi
}

# What a person can do about the failure whose output is in the log.
explain() {
    full
    if grep -qiE 'hash(es)? (mismatch|do not match)|do not match the hashes' "$log"; then
        fail "A downloaded package is not the one that requirements/ names: run it again; if that does not help, do not use this network."
    elif grep -qiE 'resolv|connect|network|timed? ?out|dns|proxy|certificate|unreachable|no matching distribution|error sending request' "$log"; then
        fail "The package index cannot be reached: check the network (and HTTPS_PROXY, if you need one) and run the same command again. $log has the details."
    fi
    tail -n 5 "$log" >&2
    fail "$1 failed: the lines above and $log say why."
}

attempt() {
    what=$1
    shift
    "$@" </dev/null >"$log" 2>&1 || explain "$what"
}

# Under pyenv `python3` may be a shim for a version that is not there, so each one is tried.
find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11 python3.10 python3.9 \
        /usr/bin/python3 /usr/local/bin/python3 /opt/homebrew/bin/python3 python; do
        if "$name" -c "import sys; sys.exit(sys.version_info < (3, 9))" >/dev/null 2>&1; then
            found=$name
            "$name" -c "import ensurepip, venv" >/dev/null 2>&1 && python=$name && return
        fi
    done
    test -n "${found:-}" ||
        fail "No Python 3.9 or later was found: install python3 and run the same command again."
    fail "$found has no venv module: install it (on Debian: apt-get install python3-venv) and run the same command again."
}

# True if the folder was made from these files; `mark` says so once it is.
made_from() { test "$(cat "$1" 2>/dev/null)" = "$(cksum "$2")"; }
mark() { cksum "$2" >"$1"; }

get_uv() {
    made_from .uv/made requirements/uv.txt && test -x .uv/bin/uv && return
    find_python
    echo "Getting uv, which installs the rest …"
    rm -rf .uv
    attempt "Making the folder .uv" "$python" -m venv .uv
    attempt "Installing uv" .uv/bin/python -m pip install --require-hashes -r requirements/uv.txt
    mark .uv/made requirements/uv.txt
}

# The Python of .python-version, else a later one than 3.12, else a download.
get_python() {
    .venv/bin/python -c "import sys; sys.exit(sys.version_info < (3, 12))" 2>/dev/null && return
    echo "Making a Python environment in .venv …"
    version=$(cat .python-version)
    for choice in "$version --no-python-downloads" ">=3.12 --no-python-downloads"; do
        # Two words on purpose.
        # shellcheck disable=SC2086
        .uv/bin/uv venv --quiet --clear --python $choice .venv >"$log" 2>&1 && return
    done
    .uv/bin/uv venv --clear --python "$version" .venv >"$log" 2>&1 && return
    full
    fail "The portal needs Python 3.12 or later, which is not on this machine and cannot be downloaded: install Python $version and run the same command again. $log has the details."
}

get_packages() {
    made_from .venv/dev requirements/dev.txt && return
    made_from ".venv/$wanted" "requirements/$wanted.txt" && return
    echo "Installing the packages of requirements/$wanted.txt …"
    exact=
    test "$wanted" != dev || exact=--exact # takes away what the lock no longer names
    attempt "Installing the packages" .uv/bin/uv pip install --python .venv/bin/python \
        --require-hashes $exact -r "requirements/$wanted.txt"
    mark ".venv/$wanted" "requirements/$wanted.txt"
}

{ mkdir -p var && : >"$log"; } 2>/dev/null ||
    fail "This folder cannot be written to: the disk is full or the folder belongs to somebody else."
get_uv
get_python
get_packages
