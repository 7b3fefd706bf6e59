"""Serving: the receiver on a port of its own, in a thread of its own.

Rounds compute for seconds in the daemon's event loop; Shopify waits 5 seconds for an answer and gives up after some
failures. So the receiver has an event loop that nothing else runs in.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from reconciler.webhooks import errors

MOST_AT_ONCE = 500
"""Connections; beyond, the answer is 503 and Shopify comes again."""

PATIENCE_SECONDS = 5


@contextmanager
def serve(app: ASGIApp, host: str, port: int) -> Iterator[int]:
    """Answer on the address inside the `with`; gives the port, which is chosen where 0 was asked for.

    Raises ListenError when the address can't be had.
    """
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError) as problem:
        raise errors.ListenError(
            f"Webhooks can't be received at {host}:{port}: {problem}. Choose another address in [webhooks] listen, "
            "or stop what is using it."
        ) from problem
    with listening:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            limit_concurrency=MOST_AT_ONCE,
            timeout_keep_alive=PATIENCE_SECONDS,
            timeout_graceful_shutdown=PATIENCE_SECONDS,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), name="webhooks", daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(2 * PATIENCE_SECONDS)


def address(listen: str) -> tuple[str, int]:
    """Host and port of a setting such as "127.0.0.1:8770" or "[::1]:8770". Raises ListenError."""
    host, colon, port = listen.strip().rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host or not port.isdecimal() or int(port) > 65535:
        raise errors.ListenError(f'[webhooks] listen is "{listen}"; write HOST:PORT, such as "127.0.0.1:8770".')
    return host, int(port)
