"""One shop's Admin GraphQL API over HTTP: the only module that knows httpx.

In: a document and its variables. Out: its data, or one of `errors`. It paces itself by `throttle`, sends several
requests at once, retries what is safe to retry, and checks the API version of every answer. `reading` and `writing`
are its callers.
"""

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
import msgspec

from reconciler.shopify import answers, clocks, costs, documents, domains, errors, throttle, tokens

API_VERSION = "2026-10"
"""The version our documents are written for. Source: Shopify API versioning; supported until 2027-10-16."""

CONCURRENCY = 40
"""Requests under way at once. Enough to spend what Plus gives back, 1,000 points a second, on requests of 8 points that
are answered after 0.3 s. Shopify bounds points, and says nothing of how many requests share them."""

ATTEMPTS = 5
"""How often one request is sent when the network or the shop fails it."""

THROTTLED_ATTEMPTS = 20
"""How often one request is sent when others empty the bucket before us."""

_VERSION_HEADER = "X-Shopify-API-Version"
_TIMEOUT = httpx.Timeout(connect=5.0, read=30.0, write=30.0, pool=60.0)
_LONGEST_BACKOFF = 8.0
_SHORTEST_SECRET = 6
"""Whatever is shorter opens nothing, and covering it would tear up the words of an answer."""
_WEIGHT = 0.1
"""How much the last answer counts for what is known of the latency."""

T = TypeVar("T")


class ShopClient:
    """An open connection to one shop. Use as `async with`.

    `base_url` points it at another server that speaks the same API (the simulator); otherwise `domain` must be the
    shop's `name.myshopify.com`. `is_proved` says that the shop `domain` was seen to answer there, see `identity`.
    `clock` gives aware UTC moments, `sleep` waits for seconds. `scopes` are those of the token, once `access.granted`
    asked for them. `bulk_pace` is how many objects a second the shop's last bulk operation wrote, `latency` how many
    seconds an answer takes, `page_sizes` the sizes of pages that Shopify did not find too expensive, by the name of the
    document, and `in_turns` the documents of which one page must be asked for after the other.
    """

    def __init__(  # noqa: PLR0913 - one connection, and the two clocks and the wire that tests swap
        self,
        domain: str,
        token: tokens.TokenSource,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        base_url: str | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.domain = domain if base_url else domains.check(domain)
        self.base_url = base_url
        self.is_proved = False
        self.scopes: frozenset[str] | None = None
        self.clock_skew: timedelta | None = None
        self.bulk_pace: float | None = None
        self.latency: float | None = None
        self.in_turns: set[str] = set()
        self.page_sizes: dict[str, int] = {}
        self._token = token
        self._clock = clock
        self._sleep = sleep
        self._gate = throttle.Gate(concurrency=CONCURRENCY, clock=clock, sleep=sleep)
        self._costs: dict[tuple[object, ...], float] = {}
        self._version_seen = False
        self._http = httpx.AsyncClient(
            transport=transport,
            base_url=base_url or f"https://{self.domain}",
            timeout=_TIMEOUT,
            limits=httpx.Limits(max_keepalive_connections=CONCURRENCY),
            headers={"Accept": "application/json", "User-Agent": "trueup"},
        )

    def __repr__(self) -> str:
        return f"ShopClient({self.domain!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._gate.close()
        await self._http.aclose()

    @property
    def bucket(self) -> answers.ThrottleStatus | None:
        """The points there are by our own count; None before the first answer."""
        return self._gate.status

    def price(self, document: documents.Document, variables: Mapping[str, Any]) -> float:
        """What a request asks for, in points: Shopify's figure for the last of its form, else our estimate."""
        return self._costs.get(_form(document, variables), costs.estimate(document, variables))

    def now(self) -> datetime:
        """The moment by this client's clock."""
        return self._clock()

    async def pause(self, seconds: float) -> None:
        """Wait by this client's clock."""
        await self._sleep(seconds)

    async def lines(self, url: str) -> AsyncIterator[bytes]:
        """The lines of a file that Shopify made for us, without our token: its address lets anybody in.

        Raises ShopUnavailable when it can't be had, or not to its end.
        """
        try:
            at = httpx.URL(url)
        except httpx.InvalidURL as problem:
            raise errors.QueryError(f"{self.domain} names no address for a file: {problem}") from problem
        if at.scheme != "https" and at.netloc != self._http.base_url.netloc:
            raise errors.QueryError(
                f"{self.domain} sends us to {at.host} for a file, over an open wire; it is not read"
            )
        try:
            async with self._http.stream("GET", at) as response:
                if response.status_code != 200:
                    raise errors.ShopUnavailable(f"the file can't be had (HTTP {response.status_code})")
                rest = b""
                async for piece in response.aiter_bytes():
                    *whole, rest = (rest + piece).split(b"\n")
                    for line in whole:
                        yield line
                if rest:
                    yield rest
        except httpx.RequestError as problem:
            raise errors.ShopUnavailable(f"the connection for a file broke: {_words(problem)}") from problem

    async def run(self, document_name: str, variables: Mapping[str, Any], *, urgent: bool = False) -> dict[str, Any]:
        """Send one of our documents and give its data as plain values. Raises any of `errors`."""
        return await self.ask(documents.load(document_name), variables, dict[str, Any], urgent=urgent)

    async def ask(
        self, document: documents.Document, variables: Mapping[str, Any], shape: type[T], *, urgent: bool = False
    ) -> T:
        """Send a document and decode its data into `shape`. `urgent` goes before bulk work. Raises any of `errors`.

        Raises UnknownOutcomeError when a mutation may have happened without us seeing its answer.
        """
        if document.is_mutation and not self._version_seen:
            # A wrong version must be noticed before it changes anything.
            await self.run("shop", {}, urgent=urgent)
        envelope = await self._persist(document, variables, urgent=urgent)
        try:
            return answers.read_data(envelope, shape)
        except answers.UNREADABLE as problem:
            message = f"the shop's answer to {document.operation} has an unexpected form: {problem}"
            if document.is_mutation:
                raise errors.UnknownOutcomeError(message) from problem
            raise errors.QueryError(message) from problem

    async def _persist(
        self, document: documents.Document, variables: Mapping[str, Any], *, urgent: bool
    ) -> answers.Envelope:
        """Send until answered, for as long as sending again is safe."""
        failures = throttles = 0
        while True:
            try:
                return await self._once(document, variables, urgent=urgent, again=bool(throttles))
            except errors.Throttled as problem:
                throttles += 1
                if throttles >= THROTTLED_ATTEMPTS:
                    raise
                if problem.after is not None:
                    self._gate.hold(problem.after)
            except errors.ShopUnavailable as problem:
                if document.is_mutation and problem.may_have_run:
                    raise errors.UnknownOutcomeError(
                        f"the answer to {document.operation} was lost, it may have happened: {problem}"
                    ) from problem
                failures += 1
                if not problem.may_retry or failures >= ATTEMPTS:
                    raise
                await self._sleep(problem.after if problem.after is not None else _backoff(failures))

    async def _once(
        self, document: documents.Document, variables: Mapping[str, Any], *, urgent: bool, again: bool
    ) -> answers.Envelope:
        form = _form(document, variables)
        one = await self._gate.enter(lambda: self.price(document, variables), urgent=urgent, again=again)
        report: answers.Cost | None = None
        sent = self._clock()
        try:
            envelope = await self._authorised(document, variables)
            report = envelope.cost
            took = max(0.0, (self._clock() - sent).total_seconds())
            self.latency = took if self.latency is None else self.latency + _WEIGHT * (took - self.latency)
        finally:
            if report is not None and report.requested_query_cost is not None:
                self._costs[form] = report.requested_query_cost
            self._gate.leave(one, report)
        try:
            answers.check_errors(envelope)
        except errors.ShopError as problem:
            if document.is_mutation and answers.holds_data(envelope):
                raise errors.UnknownOutcomeError(
                    f"{document.operation} took place, but its answer could not be read: {problem}"
                ) from problem
            raise
        return envelope

    async def _authorised(self, document: documents.Document, variables: Mapping[str, Any]) -> answers.Envelope:
        """Send with the token, and once more with a new one when a 401 refuses it."""
        body = msgspec.json.encode(
            {"query": document.text, "operationName": document.operation, "variables": variables}
        )
        sent = self._clock()
        token = await self._token.current(self._exchange, sent)
        response = await self._post(body, token)
        if response.status_code == 401:
            other = await self._token.renewed(self._exchange, self._clock(), token)
            if other is not None:
                token = other
                response = await self._post(body, token)
        content, headers = _covered(response, token)
        if date := response.headers.get("date"):
            self.clock_skew = clocks.skew(date, sent, self._clock())
        answers.check_status(response.status_code, headers, content, self.domain)
        answered = response.headers.get(_VERSION_HEADER)
        if answered != API_VERSION:
            raise errors.VersionError(API_VERSION, answered)
        self._version_seen = True
        return answers.open_envelope(content)

    async def _post(self, body: bytes, token: str) -> httpx.Response:
        path = f"/admin/api/{API_VERSION}/graphql.json"
        return await self._deliver(path, body, {"X-Shopify-Access-Token": token})

    async def _exchange(self, fields: Mapping[str, str]) -> bytes:
        """Ask for a token; see `tokens`."""
        try:
            response = await self._deliver("/admin/oauth/access_token", msgspec.json.encode(fields), {})
        except errors.ShopUnavailable as problem:
            # Whatever became of this request, the one that needed the token has not been sent.
            raise errors.ShopUnavailable(str(problem), may_have_run=False) from problem
        content, headers = _covered(response, fields["client_secret"])
        if response.status_code in {400, 401, 403}:
            said = answers.excerpt(content)
            raise errors.AccessError(
                f"{self.domain} refused the client credentials (HTTP {response.status_code}): {said}; check the client "
                "id and secret, and that the app is installed and belongs to the shop's organisation"
            )
        answers.check_status(response.status_code, headers, content, self.domain)
        return content

    async def _deliver(self, path: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
        """Post, and translate what the network does to us."""
        try:
            return await self._http.post(path, content=body, headers={"Content-Type": "application/json", **headers})
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as problem:
            if _is_unknown_host(problem):
                raise errors.WrongShopError(f"there is no host {self.domain}; check the domain") from problem
            raise errors.ShopUnavailable(
                f"{self.domain} can't be reached: {_words(problem)}", may_have_run=False
            ) from problem
        except httpx.RequestError as problem:
            raise errors.ShopUnavailable(f"the connection to {self.domain} broke: {_words(problem)}") from problem


def in_process(app: Any) -> httpx.AsyncBaseTransport:
    """A transport to an ASGI app of this process, such as the simulator, in place of the network."""
    return httpx.ASGITransport(app=app)


def _covered(response: httpx.Response, secret: str) -> tuple[bytes, dict[str, str]]:
    """Body and headers of an answer without our secret: servers, and proxies in between, quote requests in errors."""
    if len(secret) < _SHORTEST_SECRET:
        return response.content, dict(response.headers)
    headers = {name: value.replace(secret, "…") for name, value in response.headers.items()}
    return response.content.replace(secret.encode(), "…".encode()), headers


def _form(document: documents.Document, variables: Mapping[str, Any]) -> tuple[object, ...]:
    """What decides the cost of a request: its document and its page sizes."""
    sizes = sorted((name, value) for name, value in variables.items() if isinstance(value, int))
    return (document.text, *sizes)


def _backoff(failures: int) -> float:
    """Seconds before sending again: doubling from half a second, with jitter so that clients do not march in step."""
    longest = min(_LONGEST_BACKOFF, 0.5 * 2 ** (failures - 1))
    return random.uniform(longest / 2, longest)  # noqa: S311 - spreads load, guards nothing


def _is_unknown_host(problem: BaseException) -> bool:
    cause: BaseException | None = problem
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return cause.errno in {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
        cause = cause.__cause__ or cause.__context__
    return False


def _words(problem: Exception) -> str:
    return str(problem) or type(problem).__name__
