"""The paths of the control API, all under /_control."""

from starlette.routing import Route

from simulator.control import (
    bodies,
    bulk_actions,
    order_actions,
    rule_actions,
    shop_actions,
    waiting_actions,
    webhook_actions,
)
from simulator.worlds import World

_ROUTES: tuple[tuple[str, str, bodies.Action], ...] = (
    ("POST", "/locations", shop_actions.add_location),
    ("POST", "/locations/{name}/deactivate", shop_actions.deactivate),
    ("POST", "/locations/{name}/activate", shop_actions.activate),
    ("DELETE", "/locations/{name}", shop_actions.delete),
    ("POST", "/routing", shop_actions.set_routing),
    ("POST", "/products", shop_actions.add_product),
    ("POST", "/stock", shop_actions.edit_stock),
    ("POST", "/stock_item", shop_actions.stock_item),
    ("POST", "/unstock", shop_actions.unstock),
    ("POST", "/orders", order_actions.place),
    ("POST", "/orders/{name}/cancel", order_actions.cancel),
    ("POST", "/orders/{name}/edit", order_actions.edit),
    ("POST", "/orders/{name}/hold", waiting_actions.hold),
    ("POST", "/orders/{name}/release", waiting_actions.release),
    ("POST", "/orders/{name}/progress", waiting_actions.report_progress),
    ("POST", "/orders/{name}/schedule", waiting_actions.schedule),
    ("POST", "/orders/{name}/service", waiting_actions.ask_service),
    ("POST", "/orders/{name}/fulfil", order_actions.fulfil),
    ("POST", "/orders/{name}/refund", order_actions.refund),
    ("POST", "/orders/{name}/renumber", order_actions.renumber),
    ("GET", "/state", rule_actions.state),
    ("GET", "/summary", rule_actions.summary),
    ("GET", "/requests", rule_actions.show_requests),
    ("DELETE", "/requests", rule_actions.forget_requests),
    ("POST", "/token", rule_actions.set_token),
    ("POST", "/apps", rule_actions.install_app),
    ("DELETE", "/apps/{client_id}", rule_actions.uninstall_app),
    ("POST", "/grants/expire", rule_actions.expire_grants),
    ("POST", "/bulk", bulk_actions.script),
    ("DELETE", "/bulk", bulk_actions.clear),
    ("GET", "/webhooks", webhook_actions.show),
    ("POST", "/webhooks", webhook_actions.script),
    ("DELETE", "/webhooks", webhook_actions.clear),
    ("POST", "/webhooks/send", webhook_actions.send),
    ("POST", "/webhooks/weather", webhook_actions.brew),
    ("POST", "/faults", rule_actions.add_fault),
    ("POST", "/storm", rule_actions.brew_storm),
    ("DELETE", "/faults", rule_actions.clear_faults),
    ("POST", "/rules", rule_actions.set_rules),
)


def of(world: World) -> list[Route]:
    """Return the routes over a world."""
    return [Route(path, bodies.handler(world, action), methods=[method]) for method, path, action in _ROUTES]
