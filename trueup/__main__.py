"""`python -m trueup`, the same as the `trueup` command."""

from trueup import cli

if __name__ == "__main__":
    cli.main()
