"""The client's documents against Shopify's real schema, and the scopes that it asks for against those they need."""

import pytest
from graphql import (
    FieldNode,
    GraphQLSchema,
    InlineFragmentNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    validate,
    visit,
)
from graphql.validation import NoDeprecatedCustomRule, specified_rules
from support import real_schema

from reconciler.shopify import access, documents, reading_levels

TAGGING = "write_orders"
"""Tagging an order needs it; the scope data says nothing of tagsAdd, because it depends on what is tagged."""


def every_document() -> list[documents.Document]:
    """All files, and the generated document in its smallest and its largest form."""
    most = reading_levels.LOCATIONS_PER_REQUEST
    written = [documents.load(name) for name in (*documents.names(), *documents.bulk_names())]
    return [*written, reading_levels.document(1), reading_levels.document(most)]


def problems(document: documents.Document) -> list[str]:
    """What the real schema has against a document."""
    rules = [*specified_rules, NoDeprecatedCustomRule]
    return [error.message for error in validate(real_schema.schema(), parse(document.text), rules)]


class Needs(Visitor):
    """Collects what each visited field and type needs: sets of scopes of which any one will do."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.found: dict[tuple[str, str | None], frozenset[str]] = {}

    def note(self, type_name: str, field: str | None = None) -> None:
        """Keep the need of a type or a field, if it has one."""
        scopes = real_schema.scopes().get((type_name, field))
        if scopes:
            self.found[type_name, field] = scopes

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """A field needs its own scopes and those of the type that it gives."""
        parent, given = self.info.get_parent_type(), self.info.get_type()
        assert parent is not None
        assert given is not None
        self.note(parent.name, node.name.value)
        self.note(get_named_type(given).name)

    def enter_inline_fragment(self, node: InlineFragmentNode, *_: object) -> None:
        """What `nodes` gives is known by the fragment."""
        assert node.type_condition is not None
        self.note(node.type_condition.name.value)


def needs(schema: GraphQLSchema) -> dict[tuple[str, str | None], frozenset[str]]:
    """The needs of all documents together."""
    found: dict[tuple[str, str | None], frozenset[str]] = {}
    for document in every_document():
        info = TypeInfo(schema)
        visitor = Needs(info)
        visit(parse(document.text), TypeInfoVisitor(info, visitor))
        found |= visitor.found
    return found


@pytest.mark.parametrize("document", every_document(), ids=lambda document: document.name)
def test_a_document_is_valid_in_the_real_schema_and_uses_nothing_deprecated(document: documents.Document):
    """Shopify 2026-10 would accept it as it stands."""
    assert problems(document) == []


def test_a_deprecated_field_would_be_noticed():
    """The check above is able to fail."""
    text = "query Bad { fulfillmentOrders(first: 1) { nodes { channelId nope } } }"

    found = problems(documents.compose("bad", text))

    assert len(found) == 2
    assert "deprecated" in "".join(found)


def test_the_scopes_asked_for_cover_every_document():
    """Each field and type that is read or written is opened by one of our scopes."""
    ours = access.NEEDED | access.WELCOME

    closed = {need: scopes for need, scopes in needs(real_schema.schema()).items() if not scopes & ours}

    assert closed == {}


def test_no_scope_is_asked_for_that_no_document_needs():
    """A merchant is not asked for more than the documents use."""
    named = frozenset().union(*needs(real_schema.schema()).values())

    assert (access.NEEDED | access.WELCOME) - named == {TAGGING}


def test_customers_are_the_only_need_of_the_welcome_scopes():
    """Without read_customers everything but the customer can be read."""
    closed = [need for need, scopes in needs(real_schema.schema()).items() if not scopes & access.NEEDED]

    assert closed == [("Customer", None)]
