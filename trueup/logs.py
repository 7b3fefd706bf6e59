"""Logs: for people on a terminal, as JSON lines elsewhere; UTC times, the shop and round on every line, no secrets.

`configure` is called once by a command that works for a while (`run`, `apply`, `simulate`); `bound` by whoever starts
a round. Libraries and our own packages log through the standard library, and come out in the same form.
"""

import functools
import json
import logging
import re
import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any, TextIO

import structlog
from structlog import contextvars, dev, processors, stdlib, types

HIDDEN = "[hidden]"
_TOKEN = re.compile(r"shp(at|ss|ca|pa|ua)_[A-Za-z0-9]+")  # Source: Shopify docs, prefixes of tokens and secrets
_QUIET = ("httpx", "httpcore", "apscheduler", "alembic", "uvicorn.access")


def configure(
    *, level: str = "info", form: str = "auto", secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Send all logs from `level` on to the stream (stderr by default), in the form "auto", "console" or "json".

    `secrets` are taken out of every finished line, tracebacks included.
    """
    target = stream or sys.stderr
    renderer = _renderer(form, target)
    hide = Redactor(secrets)

    def render(logger: types.WrappedLogger, name: str, event: types.EventDict) -> str:
        # Twice: in the values as they are, and in what became of objects that were only now turned into text.
        return hide(str(renderer(logger, name, hide.inside(event))))

    shared: list[types.Processor] = [
        contextvars.merge_contextvars,
        processors.add_log_level,
        processors.TimeStamper(fmt="iso", utc=True),
        processors.StackInfoRenderer(),
        processors.format_exc_info,
    ]
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[stdlib.ProcessorFormatter.remove_processors_meta, render]
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[stdlib.filter_by_level, *shared, stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=stdlib.LoggerFactory(),
        wrapper_class=stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def bound(**words: Any) -> AbstractContextManager[None]:
    """Put words such as shop= and round= on every line logged inside the `with`."""
    return contextvars.bound_contextvars(**words)


class Redactor:
    """Takes secrets out of finished text: those it was given, and anything that looks like a Shopify token."""

    def __init__(self, secrets: Iterable[str]) -> None:
        plain = {secret for secret in secrets if secret}
        # A secret with quotes or letters beyond ASCII looks otherwise inside a JSON line or a repr.
        written = (json.dumps, functools.partial(json.dumps, ensure_ascii=False), repr)
        forms = plain | {form(secret)[1:-1] for secret in plain for form in written}
        self._forms = sorted(forms, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text with each secret replaced by a word that says so."""
        for form in self._forms:
            text = text.replace(form, HIDDEN)
        return _TOKEN.sub(HIDDEN, text)

    def inside(self, value: Any) -> Any:
        """The value with every text in it, at whatever depth, cleaned."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, dict):
            return {self.inside(key): self.inside(one) for key, one in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.inside(one) for one in value]
        return value


def _renderer(form: str, stream: TextIO) -> types.Processor:
    terminal = stream.isatty()
    if form == "console" or (form == "auto" and terminal):
        return dev.ConsoleRenderer(colors=terminal, exception_formatter=dev.plain_traceback)
    return processors.JSONRenderer(ensure_ascii=False)
