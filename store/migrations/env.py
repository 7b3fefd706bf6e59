"""How alembic sees our tables. Run by alembic on a connection that `store.migrating` opened and locked."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from store import moments, tables
from store.tables import bases


def _render(kind: str, item: Any, autogenerate: AutogenContext) -> str | Literal[False]:
    # Migrations outlive today's classes, so they name the plain column types.
    if kind != "type":
        return False
    if isinstance(item, moments.Moment):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, bases.Json):
        return "sa.JSON(none_as_null=True)"
    if type(item).__name__ == "AutoString":
        return "sa.String()"
    del autogenerate
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.METADATA,
    render_as_batch=True,  # SQLite can't alter a table in place
    render_item=_render,
    compare_type=True,
    compare_server_default=True,
)
context.run_migrations()
