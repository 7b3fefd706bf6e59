"""Tests of one field: a value, a list of values, or a map of operators, checked against the field's type."""

from engine import ir, suggesting, vocabulary
from engine.facts import Scalar as Value
from engine.ir import Operator
from engine.loading import patterns, scalars
from engine.loading.nodes import Listing, Node, Scalar, Table
from engine.loading.scopes import Scope
from engine.loading.tables import Listed
from engine.vocabulary import Field, FieldType

ALWAYS = ir.AllOf(())
_BY_WORD = {str(operator): operator for operator in Operator}
_PATTERNS = frozenset({Operator.STARTS_WITH, Operator.ENDS_WITH, Operator.CONTAINS, Operator.MATCHES})
_AGES = frozenset({Operator.OLDER_THAN, Operator.YOUNGER_THAN})
_UP_TO_THE_LAST = frozenset({Operator.AT_MOST, Operator.MORE_THAN})
_OF_AGES = {
    Operator.MORE_THAN: Operator.OLDER_THAN,
    Operator.AT_LEAST: Operator.OLDER_THAN,
    Operator.LESS_THAN: Operator.YOUNGER_THAN,
    Operator.AT_MOST: Operator.YOUNGER_THAN,
}
_TEXTS = frozenset({FieldType.TEXT, FieldType.TEXTS})
_KINDS_OF = {
    FieldType.TEXT: "a text",
    FieldType.TEXTS: "a set of texts",
    FieldType.NUMBER: "a number",
    FieldType.MONEY: "an amount of money",
    FieldType.FLAG: "true or false",
    FieldType.AGE: "an age",
    FieldType.MOMENT: "a moment",
}


def compile_tests(key: Scalar, value: Node, field: Field, scope: Scope) -> ir.Condition:
    """Compile what stands under a field's name."""
    return _FieldTests(key, field, scope).compile(value, ignoring_case=False)


class _FieldTests:
    """Compiles the tests of one field at one place."""

    def __init__(self, key: Scalar, field: Field, scope: Scope) -> None:
        self._key = key
        self._field = field
        self._scope = scope
        self._findings = scope.findings

    def compile(self, value: Node, *, ignoring_case: bool) -> ir.Condition:
        """Compile a value, a list of values, or a map of operators."""
        match value:
            case Scalar():
                return self._one(Operator.IS, self._key.place, value, ignoring_case=ignoring_case)
            case Listing():
                return self._in(self._key.place, value, ignoring_case=ignoring_case)
            case Table():
                return self._operators(value, ignoring_case=ignoring_case)

    def _operators(self, table: Table, *, ignoring_case: bool) -> ir.Condition:
        case = table.get("ignoring_case")
        if case is not None:
            ignoring_case = self._case_flag(case)
        entries = [(key, value) for key, value in table.pairs if key.text != "ignoring_case"]
        if not entries:
            self._findings.error(table.place, f"nothing is asked of `{self._field.name}` here", "write a value")
            return ALWAYS
        parts = tuple(self._operator(key, value, ignoring_case=ignoring_case) for key, value in entries)
        return parts[0] if len(parts) == 1 else ir.AllOf(parts)

    def _operator(self, key: Scalar, value: Node, *, ignoring_case: bool) -> ir.Condition:
        if key.text == "not":
            return ir.Not(self.compile(value, ignoring_case=ignoring_case))
        if key.text == "in_list":
            return self._in_list(key, value, ignoring_case=ignoring_case)
        operator = _BY_WORD.get(key.text)
        if operator is None:
            words = vocabulary.words_of(self._field)
            hint = suggesting.did_you_mean(key.text, words, self._takes())
            self._findings.unknown(key.place, f"`{key.text}` is not an operator", hint)
            operator = _BY_WORD.get(suggesting.nearest(key.text, words) or "")
            if operator is None:
                return ALWAYS
        return self._asked(operator, key.place, value, ignoring_case=ignoring_case)

    def _asked(self, operator: Operator, place: ir.Place, value: Node, *, ignoring_case: bool) -> ir.Condition:
        if not self._allows(operator, place):
            return ALWAYS
        if operator is Operator.IN:
            return self._in(place, value, ignoring_case=ignoring_case)
        if operator is Operator.BETWEEN:
            return self._between(place, value)
        if not isinstance(value, Scalar):
            several = {Operator.IS: "in: [A, B]"}.get(operator, "one for each value, in a list under `any:`")
            hint = f"write {several}" if isinstance(value, Listing) else f"write `{operator}: …`"
            self._findings.error(value.place, f"`{operator}` takes one value", hint)
            return ALWAYS
        return self._one(operator, place, value, ignoring_case=ignoring_case)

    def _one(self, operator: Operator, place: ir.Place, value: Scalar, *, ignoring_case: bool) -> ir.Condition:
        if not self._allows(operator, place):
            return ALWAYS
        operand = self._operand(operator, value, ignoring_case=ignoring_case)
        return ALWAYS if operand is None else self._test(operator, place, (operand,), ignoring_case=ignoring_case)

    def _operand(self, operator: Operator, value: Scalar, *, ignoring_case: bool) -> Value | None:
        if operator is Operator.EXISTS:
            return scalars.read_flag(value, "exists", self._findings)
        if operator in _AGES:
            return scalars.read_age(value, self._findings)
        if operator is Operator.MATCHES and not patterns.check(value, self._findings):
            return None
        if operator in _UP_TO_THE_LAST:
            return scalars.read_last(value, self._field, self._findings)
        return self._read(value, loosely=ignoring_case or operator in _PATTERNS)

    def _read(self, value: Scalar, *, loosely: bool) -> Value | None:
        read = scalars.read_loosely if loosely else scalars.read
        return read(value, self._field, self._findings)

    def _in(self, place: ir.Place, value: Node, *, ignoring_case: bool) -> ir.Condition:
        if not self._allows(Operator.IN, place):
            return ALWAYS
        if not isinstance(value, Listing) or not value.items:
            self._findings.error(value.place, "a list of values is empty or missing here", "write [A, B]")
            return ALWAYS
        operands: list[Value] = []
        for item in value.items:
            if not isinstance(item, Scalar):
                hint = "operators stand in a map, not in a list: {…: …}" if isinstance(item, Table) else "write [A, B]"
                self._findings.error(item.place, "a list of values holds plain values", hint)
                continue
            operand = self._read(item, loosely=ignoring_case)
            if operand is not None:
                operands.append(operand)
        return self._test(Operator.IN, place, tuple(operands), ignoring_case=ignoring_case)

    def _in_list(self, key: Scalar, value: Node, *, ignoring_case: bool) -> ir.Condition:
        if not self._allows(Operator.IN, key.place):
            return ALWAYS
        name: Node | None = value
        column: Node | None = None
        if isinstance(value, Table):
            name, column = value.get("file"), value.get("column")
            for other, _ in value.pairs:
                if other.text not in ("file", "column"):
                    self._findings.unknown(other.place, f"`{other.text}` is not known here", "use `file` and `column`")
        if not isinstance(name, Scalar) or not (column is None or isinstance(column, Scalar)):
            self._findings.error(
                value.place,
                "`in_list` takes the name of a CSV file",
                "write in_list: skus.csv, or {file: …, column: …}",
            )
            return ALWAYS
        listed = self._scope.lists.values(name, column, self._scope.folder, self._findings)
        operands = () if listed is None else self._listed(listed, loosely=ignoring_case)
        return self._test(Operator.IN, key.place, operands, ignoring_case=ignoring_case, list_file=name.text)

    def _listed(self, listed: Listed, *, loosely: bool) -> tuple[Value, ...]:
        field, is_text = self._field, self._field.type in _TEXTS
        if is_text and not (field.choices or field.codes or field.in_capitals):
            return tuple(listed.lines)  # text as it stands, also where YAML would see nothing in it, such as NULL and ~
        places = ((text, ir.Place(listed.file, line, 1)) for text, line in listed.lines.items())
        read = (self._read(Scalar(place, text, quoted=is_text), loosely=loosely) for text, place in places)
        return tuple(operand for operand in read if operand is not None)

    def _between(self, place: ir.Place, value: Node) -> ir.Condition:
        if not isinstance(value, Listing) or len(value.items) != 2:
            self._findings.error(value.place, "`between` takes two values", "write between: [low, high]")
            return ALWAYS
        first, last = value.items
        if not isinstance(first, Scalar) or not isinstance(last, Scalar):
            self._findings.error(value.place, "`between` takes two plain values", "write between: [low, high]")
            return ALWAYS
        low = scalars.read(first, self._field, self._findings)
        high = scalars.read_last(last, self._field, self._findings)
        if low is None or high is None:
            return ALWAYS
        if low > high:  # type: ignore[operator]  # both were read as the field's type
            self._findings.error(value.place, "the first value of `between` is the larger one", "swap the two")
        return self._test(Operator.BETWEEN, place, (low, high), ignoring_case=False)

    def _test(
        self,
        operator: Operator,
        place: ir.Place,
        operands: tuple[Value, ...],
        *,
        ignoring_case: bool,
        list_file: str | None = None,
    ) -> ir.Test:
        return ir.Test(
            field=self._field.stored_as or self._field.name,
            operator=operator,
            operands=operands,
            place=place,
            ignoring_case=ignoring_case and operator is not Operator.EXISTS,
            list_file=list_file,
        )

    def _case_flag(self, node: Node) -> bool:
        if self._field.type not in _TEXTS:
            self._findings.error(
                node.place, f"`{self._field.name}` is {self._kind()}, which has no case", "leave `ignoring_case` out"
            )
            return False
        if not isinstance(node, Scalar):
            self._findings.error(node.place, "`ignoring_case` is true or false", "write ignoring_case: true")
            return False
        return bool(scalars.read_flag(node, "ignoring_case", self._findings))

    def _allows(self, operator: Operator, place: ir.Place) -> bool:
        if operator in vocabulary.operators_of(self._field):
            return True
        takes = self._takes()
        instead = _OF_AGES.get(operator)
        if self._field.type is FieldType.AGE and instead is not None:
            takes = f"did you mean `{instead}`?"
        elif self._field.type is FieldType.MOMENT and operator in (Operator.IS, Operator.IN):
            takes = "ask for a span: {at_least: 2026-11-30, less_than: 2026-12-01} is one day"
        summary = f"`{self._field.name}` is {self._kind()}, which `{operator}` does not suit"
        self._findings.error(place, summary, takes)
        return False

    def _kind(self) -> str:
        return "a word of a closed list" if self._field.choices else _KINDS_OF[self._field.type]

    def _takes(self) -> str:
        words = suggesting.listed(vocabulary.words_of(self._field))
        return f"`{self._field.name}` takes {words}, for example {self._field.example}"
