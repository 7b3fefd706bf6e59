"""Logs: for people on a terminal, as JSON lines elsewhere; UTC times, the shop and round on every line, no secrets.

`configure` is called once by a command that works for a while (`run`, `apply`, `simulate`); `bound` by whoever starts
a round. Libraries and our own packages log through the standard library, and come out in the same form.
"""

import logging
import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any, TextIO

import structlog
from structlog import contextvars, dev, processors, stdlib, types

from trueup import redacting

_QUIET = ("httpx", "httpcore", "apscheduler", "alembic", "uvicorn.access")


def configure(
    *, level: str = "info", form: str = "auto", secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Send all logs from `level` on to the stream (stderr by default), in the form "auto", "console" or "json".

    `secrets` are taken out of every finished line, tracebacks included.
    """
    target = stream or sys.stderr
    renderer = _renderer(form, target)
    hide = redacting.Redactor(secrets)

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


def _renderer(form: str, stream: TextIO) -> types.Processor:
    terminal = stream.isatty()
    if form == "console" or (form == "auto" and terminal):
        return dev.ConsoleRenderer(colors=terminal, exception_formatter=dev.plain_traceback)
    return processors.JSONRenderer(ensure_ascii=False)
