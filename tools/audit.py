"""Look up known vulnerabilities of everything that is locked: `python tools/audit.py`, called by `make check`.

In: requirements/*.lock, and the exceptions in requirements/accepted.toml. Out: one line when all is well, or when no
database of vulnerabilities can be reached (that fails nothing: checks work offline); else a line for each vulnerability
that nobody has accepted, or no longer, and 1.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
PATIENCE_SECONDS = 300

Package = Mapping[str, Any]
"""A package as pip-audit reports it: name, version, vulns; or name and skip_reason."""


def main() -> int:
    """Audit; 0 when nothing is known, or nothing can be."""
    found = ask(sorted(REQUIREMENTS.glob("*.lock")))
    accepted = tomllib.loads((REQUIREMENTS / "accepted.toml").read_text(encoding="utf-8")).get("accepted", [])
    lines, is_well = judge(found, accepted, datetime.now(UTC).date())
    print("\n".join(lines))
    return 0 if is_well else 1


def ask(locks: Sequence[Path]) -> list[Package]:
    """What is known of each locked package; nothing when there is no answer."""
    words = ["--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    files = [word for lock in locks for word in ("--requirement", str(lock))]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pip_audit", *words, *files],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        if "No module named" in done.stderr:
            raise SystemExit("audit: pip-audit is not there; run `make setup`")
        packages: list[Package] = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
        return []
    return packages


def judge(found: Sequence[Package], accepted: Sequence[Mapping[str, Any]], today: date) -> tuple[list[str], bool]:
    """What to say about packages, and whether it is well."""
    looked_up = {str(one["name"]) for one in found if "skip_reason" not in one}
    unknown = sorted({str(one["name"]) for one in found} - looked_up)
    if not looked_up:
        return ["audit: no database of vulnerabilities answers from here, so nothing was looked up"], True
    lines = [*_vulnerable(found, accepted, today)]
    rest = f"; not found there: {', '.join(unknown)}" if unknown else ""
    summary = f"audit: {len(looked_up)} locked packages looked up, {len(lines) or 'no'} known vulnerabilities{rest}"
    return [*lines, summary], not lines


def _vulnerable(found: Sequence[Package], accepted: Sequence[Mapping[str, Any]], today: date) -> Iterator[str]:
    """A line for each vulnerability that is not accepted today."""
    until = {(one["package"], one["id"]): one["until"] for one in accepted if str(one.get("reason", "")).strip()}
    for package in found:
        for one in package.get("vulns", ()):
            names = [one["id"], *one.get("aliases", ())]
            days = [until[package["name"], name] for name in names if (package["name"], name) in until]
            if not any(today <= day for day in days):
                cure = (
                    f"fixed in {', '.join(one['fix_versions'])}" if one.get("fix_versions") else "no version fixes it"
                )
                was = f"; accepted until {max(days)}, look at it again" if days else ""
                yield f"{package['name']} {package.get('version', '')}: {one['id']}, {cure}{was}"


if __name__ == "__main__":
    sys.exit(main())
