"""Writes what is generated from the vocabulary: `python -m engine.writing`, from the root of the checkout.

The JSON Schemas go to `rules/schema.json` and `rules/test-schema.json`, the tables of the rule guide to
`docs/rules.md`.
"""

from pathlib import Path

from engine import catalogues
from engine.schemas import rule_files, test_files


def write(root: Path) -> None:
    """Write all of them below `root`. ValueError if the guide lacks a mark."""
    guide = root / "docs" / "rules.md"
    filled = catalogues.fill_guide(guide.read_text(encoding="utf-8"))
    for name, text in (("schema.json", rule_files.as_text()), ("test-schema.json", test_files.as_text())):
        (root / "rules" / name).write_text(text, encoding="utf-8")
    guide.write_text(filled, encoding="utf-8")


if __name__ == "__main__":
    write(Path.cwd())
