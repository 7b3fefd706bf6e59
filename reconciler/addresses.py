"""Post-office boxes: told from streets by the words that people write, in the languages that shops ship to."""

import re

_WORDS = (
    r"p[./]?\s*o\.?\s*box",
    r"g\.?p\.?o\.?\s*box",
    r"p\.?o\.?b\.?\s*#?\s*[0-9]+",
    r"post\s*(office)?\s*box",
    r"(locked|private)\s*(mail\s*)?bag",
    r"postfach|packstation",
    r"postbus|postboks|postilokero",
    r"bo[iî]te\s*postale|case\s*postale|b\.?p\.?\s*[0-9]+",
    r"casella\s*postale|caixa\s*postal|skrytka\s*pocztowa",
    r"apartado\s*(postal|de\s*correos|[0-9]+)|apdo\.?\s*([0-9]+|postal)|casilla\s*(postal|de\s*correos?|[0-9]+)",
)
_BOX = re.compile(rf"(?<!\w)({'|'.join(_WORDS)})(?!\w)", re.IGNORECASE)


def is_po_box(*lines: str | None) -> bool | None:
    """Tell whether the lines of a street address name a post-office box; None where there are none."""
    street = " ".join(line for line in lines if line and line.strip())
    return bool(_BOX.search(street)) if street else None
