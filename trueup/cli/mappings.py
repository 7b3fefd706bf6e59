"""`trueup map`, `unmap` and `locations`: which location of the shop each warehouse is."""

import asyncio
from typing import Annotated

import typer

from reconciler.shopify import reading
from store import errors, locations, mappings
from trueup import projects, wiring
from trueup.cli import desks, printing

Warehouse = Annotated[str, typer.Argument(help="The warehouse's key or name.", show_default=False)]


def add_to(app: typer.Typer) -> None:
    """Put the commands of this module at the top of the tree."""
    app.command("map", epilog='Example: trueup map warehouse-a "Austin Office"')(map_one)
    app.command("unmap", epilog="Example: trueup unmap warehouse-a")(unmap)
    app.command("locations", epilog="Example: trueup locations --remembered")(show_locations)


def map_one(
    context: typer.Context,
    warehouse: Annotated[str | None, typer.Argument(help="The warehouse's key or name; none lists all.")] = None,
    location: Annotated[str | None, typer.Argument(help="The location's name in the shop.")] = None,
    *,
    inventory: Annotated[
        bool | None,
        typer.Option("--inventory/--no-inventory", help="Whether its stock counts in the location's. On at first."),
    ] = None,
    move: Annotated[bool, typer.Option("--move", help="It may have another location now: change it.")] = False,
) -> None:
    """Map a warehouse to a location of the shop, or list the mappings."""
    desk = desks.at(context)
    with desk.shop() as at:
        if warehouse is None:
            _list(at)
            return
        if location is None:
            raise typer.BadParameter("Name the location too.", param_hint="LOCATION")
        try:
            _map(at, warehouse, location, inventory=inventory, move=move)
        except errors.UnknownLocationError:
            # It may be new in the shop. Without a token, what the store says stands.
            if not _can_ask(desk.project):
                raise
            _refresh(desk.project, at)
            _map(at, warehouse, location, inventory=inventory, move=move)
    printing.say(f'{warehouse} is mapped to "{location}". See what that changes: trueup diff')


def unmap(context: typer.Context, warehouse: Warehouse) -> None:
    """Take a warehouse's mapping away. Orders that ship from it can then not be written to the shop."""
    with desks.at(context).shop() as at, at.database.session() as session:
        mappings.unmap(session, at.domain, warehouse)
    printing.say(f"{warehouse} is not mapped any more.")


def show_locations(
    context: typer.Context,
    *,
    remembered: Annotated[
        bool, typer.Option("--remembered", help="Do not ask the shop; show what it last said.")
    ] = False,
) -> None:
    """List the shop's locations, and the warehouses mapped to each."""
    desk = desks.at(context)
    with desk.shop() as at:
        if not remembered:
            _refresh(desk.project, at)
        with at.database.session() as session:
            mapped = mappings.list_all(session, at.domain)
            lines = [
                (
                    one.name,
                    "active" if one.is_active else "not active",
                    ", ".join(other.warehouse_key for other in mapped if other.location_gid == one.gid),
                )
                for one in locations.list_all(session, at.domain)
            ]
    printing.rows(("Location", "", "Warehouses"), lines, nothing="The shop has no location that we know of.")


def _map(at: desks.ShopDesk, warehouse: str, location: str, *, inventory: bool | None, move: bool) -> None:
    with at.database.session() as session:
        mappings.map_warehouse(session, at.domain, warehouse, location, writes_inventory=inventory, move=move)


def _list(at: desks.ShopDesk) -> None:
    with at.database.session() as session:
        lines = [
            (
                one.warehouse_key,
                one.location_name + ("" if one.location_is_active else " (not active)"),
                one.writes_inventory,
            )
            for one in mappings.list_all(session, at.domain)
        ]
    nothing = 'No warehouse is mapped. Map one: trueup map WAREHOUSE "LOCATION"'
    printing.rows(("Warehouse", "Location", "Inventory counts"), lines, nothing=nothing)


def _can_ask(project: projects.Project) -> bool:
    return project.secrets.shop_token is not None or project.secrets.client_secret is not None


def _refresh(project: projects.Project, at: desks.ShopDesk) -> None:
    found = asyncio.run(_read(project))
    with at.database.session() as session:
        locations.remember(session, at.domain, found)


async def _read(project: projects.Project) -> list[tuple[str, str, bool]]:
    async with wiring.connect(project) as client:
        await reading.check_shop(client)
        return [(one.id, one.name, one.is_active) for one in await reading.locations(client)]
