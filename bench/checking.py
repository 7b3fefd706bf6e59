"""How long `trueup check` takes: from the word typed to the answer, for 50, 200 and 1,000 rules.

Run it with `python bench/checking.py [--rules N ...] [--times N]`. Each figure is the best of several runs of the whole
command as a process, and stands beside `trueup check --help`, which loads Python and the same modules and reads no
rule: what starting costs is no matter of rules.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

_RULE = """\
  - name: rule-{number}
    when:
      order.ship_to.country: [US, CA]
      order.total: {{at_least: {number}, less_than: {more}}}
      any line: {{sku: {{starts_with: "S{number}-"}}}}
      order.tags: {{not: t{number}}}
    then:
      - hold: told of by rule {number}
      - tag: x{number}
"""


def write_rules(folder: Path, count: int) -> None:
    """Write so many rules of four conditions and two actions, fifty to a file."""
    for start in range(0, count, 50):
        rules = "".join(
            _RULE.format(number=number, more=number + 50) for number in range(start, min(start + 50, count))
        )
        (folder / f"{start:05}.yaml").write_text(f"on: order.new\nrules:\n{rules}", encoding="utf-8")


def best(command: list[str], folder: Path, times: int) -> float:
    """Run a command so often; returns the seconds of the quickest run. Ends the benchmark if it fails."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own
        took.append(time.perf_counter() - began)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(command)} failed: {done.stdout}{done.stderr}")
    return min(took)


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description="How long `trueup check` takes.")
    arguments.add_argument("--rules", type=int, nargs="*", default=[50, 200, 1_000])
    arguments.add_argument("--times", type=int, default=5, help="runs of each; the quickest counts (default: 5)")
    asked = arguments.parse_args()
    print(
        f"{platform.python_implementation()} {platform.python_version()}, ruamel.yaml "
        f"{metadata.version('ruamel.yaml')}, {os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    )
    trueup = [sys.executable, "-m", "trueup"]
    print(f"\n  {'rules':>7}{'trueup check':>16}{'start alone':>15}{'ratio':>8}")
    for count in asked.rules:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_rules(folder, count)
            start = best([*trueup, "check", "--help"], folder, asked.times)
            whole = best([*trueup, "check", str(folder)], folder, asked.times)
        print(f"  {count:>7,}{whole * 1000:>13.0f} ms{start * 1000:>12.0f} ms{whole / start:>8.1f}")


if __name__ == "__main__":
    main()
