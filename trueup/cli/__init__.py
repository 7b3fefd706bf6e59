"""The command line: one module per group of commands, one place that turns errors into sentences.

`main` is what the `trueup` script calls.
"""

import sys

from trueup.cli import refusals


def main() -> None:
    """Run the command line on the process's arguments and leave with its exit code."""
    sys.exit(refusals.run(sys.argv[1:]))
