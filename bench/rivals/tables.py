"""Tables of races, as Markdown: a row per contestant, facts a second, and how many times as fast Trueup is.

Timings, or texts that say why there is none, go in; rows are printed as they come.
"""

import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from rivals import races

Rates: TypeAlias = dict[str, float]
"""Facts per second of processor time, by way."""

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
_LONGEST = 80
"""How much of a reason is shown; some engines put the whole fact into their errors."""
_BY_HAND = frozenset({"generated", "by_hand"})
_NO_ENGINES = _BY_HAND | {"frames"}
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
    print(
        "| | facts/s | per CPU second | decisions are | matching is | facts |\n|---|---:|---:|---:|---:|---:|",
        flush=True,
    )


def own_rows(timing: races.Timing | str) -> Rates:
    """Print Trueup's rows and give the rates; a text ends it all."""
    if isinstance(timing, str):
        raise SystemExit(f"Trueup: {timing}")
    for way in timing.passes:
        rates = f"**{timing.per_second(way):,.0f}** | **{timing.per_processor_second(way):,.0f}**"
        print(f"| **Trueup: {way}** | {rates} | | | {timing.facts:,} |", flush=True)
    return {way: timing.per_processor_second(way) for way in timing.passes}


def row(name: str, timing: races.Timing | str, ours: Rates) -> float | None:
    """Print one contestant's row, and give its rate, None where there is none.

    How many times as fast Trueup is, deciding and matching, both cold, counts processor time.
    """
    label = LABELS[name]
    if isinstance(timing, str):
        print(f"| {label} | {' '.join(timing.replace('|', '/').split())[:_LONGEST]} | | | | |", flush=True)
        return None
    rate = timing.per_processor_second()
    times = " | ".join(f"{ours[way] / rate:.2f} x" for way in ("decisions, cold", "which rules match, cold"))
    print(f"| {label} | {timing.per_second():,.0f} | {rate:,.0f} | {times} | {timing.facts:,} |", flush=True)
    return rate


class Summary:
    """One line per table, for the whole at a glance: facts per CPU second, and multiples of the best other engine."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, title: str, ours: Rates, others: Mapping[str, float | None]) -> None:
        """Take the rates of one table; `others` by the name of the contestant."""
        known = {name: rate for name, rate in others.items() if rate is not None}
        engines = {name: rate for name, rate in known.items() if name not in _NO_ENGINES}
        best = max(engines, key=engines.__getitem__, default=None)
        cold, warm = ours["decisions, cold"], ours["decisions, warm"]
        named = f"{LABELS[best]}, {engines[best]:,.0f} | **{cold / engines[best]:.1f} x**" if best else "none | "
        hand = next((rate for name, rate in known.items() if name in _BY_HAND), None)
        by_hand = f"{hand:,.0f} | {cold / hand:.2f} x | {warm / hand:.2f} x" if hand else " | | "
        frames = f"{cold / known['frames']:.1f} x" if "frames" in known else ""
        matching = f"{ours['which rules match, cold']:,.0f}"
        self._lines.append(f"| {title} | {matching} | **{cold:,.0f}** | {warm:,.0f} | {named} | {by_hand} | {frames} |")

    def print(self) -> None:
        """Print all lines."""
        print(
            "\n### At a glance: facts per second of processor time\n\n"
            "| | matching, cold | decisions, cold | warm | best other engine | decisions, cold, are "
            "| generated Python | cold | warm | polars |\n|---|---:|---:|---:|---|---:|---:|---:|---:|---:|"
        )
        print("\n".join(self._lines), flush=True)


def _named(package: str) -> str:
    try:
        return f"{package} {races.version(package)}"
    except ModuleNotFoundError:
        return f"{package} not installed"
