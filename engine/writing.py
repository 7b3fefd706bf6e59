"""Writes what is generated from the vocabulary: `python -m engine.writing`, from the root of the checkout.

The JSON Schema goes to `rules/schema.json`, the tables of the rule guide to `docs/rules.md`.
"""

from pathlib import Path

from engine import catalogues, schema


def write(root: Path) -> tuple[Path, Path]:
    """Write both files below `root` and give their paths. ValueError if the guide lacks a mark."""
    schema_file = root / "rules" / "schema.json"
    guide = root / "docs" / "rules.md"
    filled = catalogues.fill_guide(guide.read_text(encoding="utf-8"))
    schema_file.write_text(schema.as_text(), encoding="utf-8")
    guide.write_text(filled, encoding="utf-8")
    return schema_file, guide


if __name__ == "__main__":
    write(Path.cwd())
