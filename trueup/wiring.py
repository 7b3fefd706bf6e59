"""The wiring: the only place that knows every package. A project in, the parts made from its settings out.

Commands ask here for what they need; nothing else puts two packages together.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from engine import ir, loading, problems
from reconciler.shopify import client, domains, tokens
from store import databases, migrating, shops
from trueup import errors, outlines, projects
from trueup.settings import secrecy, variables


@contextmanager
def open_database(project: projects.Project) -> Iterator[databases.Database]:
    """The project's database, its tables brought up to date, closed at the end.

    Raises store's OpenError, and NewerDatabaseError when a newer Trueup wrote it.
    """
    with databases.open(project.database_url) as database:
        migrating.upgrade(database)
        yield database


def shop_domain(project: projects.Project) -> str:
    """The domain of the project's shop.

    Raises ProjectError when the settings name no shop, WrongShopError when that is no shop's domain.
    """
    return project.shop if project.settings.shop.url else domains.check(project.shop)


def ensure_shop(database: databases.Database, project: projects.Project) -> str:
    """Register the project's shop if it is new, with the switches that the settings give a new shop; its domain.

    Raises ProjectError when the settings name no shop, WrongShopError when that is no shop's domain.
    """
    domain = shop_domain(project)
    with database.session() as session:
        known = domain in {shop.domain for shop in shops.list_all(session)}
        shops.ensure(session, domain)
        if not known and project.settings.shop.write_inventory:
            shops.set_writes_inventory(session, domain, on=True)
    return domain


def connect(project: projects.Project) -> client.ShopClient:
    """A client of the project's shop; use it as `async with`.

    Raises ProjectError, WrongShopError, and SecretsError when there is no token.
    """
    return client.ShopClient(project.shop, token(project.secrets), base_url=project.settings.shop.url or None)


def token(secrets: secrecy.Secrets) -> tokens.TokenSource:
    """Where the shop's token comes from. Raises SecretsError when nothing is set."""
    if secrets.shop_token is not None:
        return tokens.StaticToken(secrets.shop_token.get_secret_value())
    if secrets.client_id is not None and secrets.client_secret is not None:
        return tokens.ClientCredentials(secrets.client_id.get_secret_value(), secrets.client_secret.get_secret_value())
    raise errors.SecretsError(
        f"There is no token for the shop. Set {variables.TOKEN} in the environment, or write "
        'shop_token = "..." into a secrets.toml beside settings.toml (chmod 600).'
    )


def load_rules(project: projects.Project) -> ir.RuleSet:
    """The project's rules. Raises RulesError with every problem and its place, ProjectError where no project is."""
    if project.file is None and not any(path.exists() for path in project.rule_paths):
        raise errors.ProjectError(outlines.no_project(project.folder))
    loaded = loading.load(project.rule_paths)
    if loaded.rules is None:
        raise errors.RulesError(f"The rules can't be used:\n{problems.as_text(loaded.problems)}")
    return loaded.rules
