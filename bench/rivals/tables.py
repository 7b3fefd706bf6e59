"""Tables of races, as Markdown: a row per contestant, facts a second, and how many times as fast Trueup is.

Timings, or texts that say why there is none, go in; rows are printed as they come.
"""

import os
import platform
from pathlib import Path

from rivals import races

LABELS = {
    "generated": "generated Python",
    "datalogic": "datalogic-py",
    "zen": "zen-engine",
    "cel_list": "common-expression-language",
    "clips_rete": "clipspy",
    "custodian": "c7n filters",
    "readme": "durable_rules as in its README",
    "business": "business-rules",
    "rule_engines": "rule-engine",
    "frames": "polars",
    "by_hand": "Python by hand",
}
_PACKAGES = (
    "durable-rules",
    "datalogic-py",
    "zen-engine",
    "common-expression-language",
    "clipspy",
    "c7n",
    "business-rules",
    "rule-engine",
    "polars",
)


def environment() -> None:
    """Say on which machine, with which versions."""
    processor = platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            processor = line.partition(":")[2].strip()
            break
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores of {processor}.")
    print(f"Busy before: {os.getloadavg()[0]:.1f} processes. " + ", ".join(map(_named, _PACKAGES)) + ".")


def heading(title: str, said: str) -> None:
    """Begin a table."""
    print(f"\n### {title}\n\n{said}\n")
    print("| | facts/s | per CPU second | Trueup, cold, is | facts |\n|---|---:|---:|---:|---:|", flush=True)


def own_rows(ours: races.Timing | str) -> None:
    """Print Trueup's rows, and what its start takes; a text ends it all."""
    if isinstance(ours, str):
        raise SystemExit(f"Trueup: {ours}")
    for way in ours.passes:
        rates = f"**{ours.per_second(way):,.0f}** | **{ours.per_processor_second(way):,.0f}**"
        print(f"| **Trueup: {way}** | {rates} | | {ours.facts:,} |", flush=True)


def row(name: str, timing: races.Timing | str, ours: races.Timing) -> None:
    """Print one contestant's row; how much faster Trueup is counts processor time."""
    label = LABELS[name]
    if isinstance(timing, str):
        print(f"| {label} | {' '.join(timing.replace('|', '/').split())} | | | |", flush=True)
        return
    ratio = ours.per_processor_second("which rules match, cold") / timing.per_processor_second()
    rates = f"{timing.per_second():,.0f} | {timing.per_processor_second():,.0f}"
    print(f"| {label} | {rates} | {ratio:.2f} x | {timing.facts:,} |", flush=True)


def _named(package: str) -> str:
    try:
        return f"{package} {races.version(package)}"
    except ModuleNotFoundError:
        return f"{package} not installed"
