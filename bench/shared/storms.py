"""Webhooks in a storm: signed requests from another process, each timed from the first byte sent to the answer.

Run by `bench/receiving.py` as `python -m shared.storms PORT COUNT AT_ONCE SECRET DOMAIN`; prints seconds as JSON. The
sender is plain sockets, so that what is measured is the receiver and not a client's own queue.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import sys
import time


async def storm(port: int, count: int, at_once: int, secret: str, domain: str) -> list[float]:
    """Send so many webhooks over so many connections at once; how long each waited for its 200."""
    numbers = iter(range(count))
    waited: list[float] = []

    async def send() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in numbers:
            request = _request(number, secret, domain)
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            waited.append(time.perf_counter() - began)
            if b" 200 " not in head.split(b"\r\n", 1)[0]:
                raise SystemExit(f"a webhook was refused: {head!r}")
        writer.close()

    await asyncio.gather(*(send() for _ in range(at_once)))
    return waited


def _request(number: int, secret: str, domain: str) -> bytes:
    body = json.dumps({"inventory_item_id": 1 + number % 500, "location_id": 1, "available": number}).encode()
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    head = (
        "POST /webhooks HTTP/1.1\r\nHost: receiver\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nX-Shopify-Topic: inventory_levels/update\r\n"
        f"X-Shopify-Hmac-SHA256: {signature}\r\nX-Shopify-Shop-Domain: {domain}\r\n"
        f"X-Shopify-Webhook-Id: storm-{time.time_ns()}-{number}\r\n\r\n"
    )
    return head.encode() + body


if __name__ == "__main__":
    port, count, at_once, secret, domain = sys.argv[1:]
    print(json.dumps(asyncio.run(storm(int(port), int(count), int(at_once), secret, domain))))
