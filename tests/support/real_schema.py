"""Shopify's real Admin schema, from the public npm package that carries it; kept in a cache, never in the repository.

Used by tests/conformance. Without network (and without npm) a test that needs it is skipped, but fails where CI is set.
"""

import functools
import gzip
import hashlib
import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from graphql import GraphQLSchema, build_client_schema

PACKAGE = "@shopify/dev-mcp@1.16.0"
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
    npm = shutil.which("npm")
    if npm is None:
        return "there is no npm on this machine"
    home.mkdir(parents=True, exist_ok=True)
    packed = subprocess.run(
        [npm, "pack", PACKAGE, "--silent"], cwd=home, capture_output=True, text=True, timeout=120, check=False
    )
    if packed.returncode != 0:
        return f"npm could not fetch {PACKAGE}: {packed.stderr.strip()[-300:]}"
    with tarfile.open(home / packed.stdout.strip().splitlines()[-1]) as archive:
        archive.extract(MEMBER, home, filter="data")
    return None
