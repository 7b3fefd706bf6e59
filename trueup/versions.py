"""Which Trueup this is: read from the installed distribution, for `trueup --version` and the logs."""

from importlib import metadata


def trueup() -> str:
    """The installed version, or "unknown" when run from a folder that was never installed."""
    try:
        return metadata.version("trueup")
    except metadata.PackageNotFoundError:
        return "unknown"
