"""Begins, shows and cancels bulk operations."""

from datetime import datetime
from typing import Any

from simulator import bulk_jobs, bulk_lines, bulk_rules, errors, gids, pages, searching
from simulator.bulk_jobs import Job
from simulator.calls import Answer, Call
from simulator.searching import Field, Fields

BUSY = "A bulk query operation for this app and shop is already in progress: {gid}."
ID = "BulkOperation"

FILTERS: Fields = {
    "default": Field(lambda _job, _call: []),
    "id": Field(lambda job, _call: job.id, "id"),
    "created_at": Field(lambda job, _call: job.created_at, "time"),
    "operation_type": Field(lambda _job, _call: "query", accepts=frozenset({"query", "mutation"})),
    "status": Field(
        lambda job, call: job.status(call.world.clock()).lower(),
        accepts=frozenset({"canceled", "canceling", "completed", "created", "failed", "running"}),
    ),
}


def find(call: Call, gid: str) -> Job | None:
    """Return the job that a global id names."""
    return call.world.bulk.all.get(gids.number(gid, ID) or 0)


def _one(_: Any, call: Call, args: dict[str, Any]) -> Job | None:
    kind, number = gids.parse(args["id"])
    return call.world.bulk.all.get(number) if kind == ID else None


def _current(_: Any, call: Call, args: dict[str, Any]) -> Job | None:
    """Answer the newest job, ended or not: those who poll it mistake an old one for theirs."""
    return next(reversed(call.world.bulk.all.values()), None) if args["type"] == "QUERY" else None


def _list(_: Any, call: Call, args: dict[str, Any]) -> pages.Connection:
    found = searching.search(call.world.bulk.all.values(), args.get("query"), FILTERS, call)
    now = call.world.clock()
    key = {"COMPLETED_AT": lambda job: _ended(job, now) or ""}.get(args["sortKey"], lambda job: job.created_at)
    # "Newest first" is the default here; `reverse` turns that round. Source: schema description of bulkOperations.
    return pages.page(found, {**args, "reverse": not args["reverse"]}, key)


def _ended(job: Job, now: datetime) -> datetime | None:
    return job.completed_at(now).replace(microsecond=0) if job.status(now) in bulk_jobs.ENDED else None


def _run(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    query = bulk_rules.read(args["query"], call.scopes)
    jobs = call.world.bulk
    running = jobs.running()
    if len(running) >= bulk_jobs.CONCURRENT:
        raise errors.refusal(BUSY.format(gid=gids.make(ID, running[0].id)), None, "OPERATION_IN_PROGRESS")
    result = bulk_lines.write(query, call, grouped=args["groupObjects"])
    job = jobs.begin(call.shop.new_id(ID), args["query"], result.lines, result.root_count, result.error)
    return Answer("BulkOperationRunQueryPayload", bulkOperation=job, userErrors=[])


def _cancel(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    job = find(call, args["id"])
    if job is None:
        raise errors.invalid_id(args["id"])
    try:
        call.world.bulk.cancel(job)
    except errors.UserErrors as refused:
        raise errors.UserErrors(refused.errors, {"bulkOperation": job}) from refused
    return Answer("BulkOperationCancelPayload", bulkOperation=job, userErrors=[])


def _size(job: Job, call: Call, _: dict[str, Any]) -> str | None:
    now = call.world.clock()
    return str(len(job.content(now))) if job.has_file(now) or job.has_partial_file(now) else None


def _written(job: Job, call: Call, _: dict[str, Any]) -> str:
    return str(job.written(call.world.clock()))


def _roots_written(job: Job, call: Call, _: dict[str, Any]) -> str:
    return str(min(job.root_count, job.written(call.world.clock())))


RESOLVERS: dict[str, dict[str, Any]] = {
    "QueryRoot": {"bulkOperation": _one, "bulkOperations": _list, "currentBulkOperation": _current},
    "Mutation": {"bulkOperationRunQuery": _run, "bulkOperationCancel": _cancel},
    "BulkOperation": {
        "id": lambda job, _call, _args: gids.make(ID, job.id),
        "status": lambda job, call, _args: job.status(call.world.clock()),
        "type": lambda _job, _call, _args: "QUERY",
        "errorCode": lambda job, call, _args: job.error_code(call.world.clock()),
        "completedAt": lambda job, call, _args: _ended(job, call.world.clock()),
        "objectCount": _written,
        "rootObjectCount": _roots_written,
        "fileSize": _size,
        "url": lambda job, call, _args: call.world.bulk.address(job) if job.has_file(call.world.clock()) else None,
        "partialDataUrl": lambda job, call, _args: (
            call.world.bulk.address(job) if job.has_partial_file(call.world.clock()) else None
        ),
    },
}
