"""How large a condition is once its names are written out: what small definitions grow to is bounded here."""

from engine import ir

MOST_PARTS = 4_000
DEEPEST = 60


def too_large(condition: ir.Condition) -> bool:
    """Tell whether a condition has more than MOST_PARTS parts or nests deeper than DEEPEST levels.

    Stops counting once it does, so the answer is quick for any condition.
    """
    waiting: list[tuple[ir.Condition, int]] = [(condition, 1)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if seen > MOST_PARTS or depth > DEEPEST:
            return True
        match part:
            case ir.Test():
                continue
            case ir.Not(inner):
                waiting.append((inner, depth + 1))
            case ir.Lines():
                waiting.append((part.condition, depth + 1))
            case ir.AllOf(parts) | ir.AnyOf(parts):
                if len(parts) > MOST_PARTS:
                    return True
                waiting.extend((inner, depth + 1) for inner in parts)
    return False
