"""Settings as a file for people: every option with its documentation, each at its default and commented out.

`trueup init` writes it; the settings.toml at the top of the project is kept equal to it by a test.
"""

import textwrap
from collections.abc import Mapping
from typing import Any

from trueup.settings import forms, options

_TOP = """\
# Settings of Trueup. Every option is listed with its default; take the # away from one to change it.
# Unknown names are refused. The environment wins over this file: TRUEUP_LOOP__INTERVAL_SECONDS=30 sets
# interval_seconds in [loop]. Secrets do not belong here: see secrets.toml.
"""


def as_toml(given: Mapping[str, Any] | None = None) -> str:
    """The whole settings.toml. `given` maps `table.option` to a value that stands uncommented."""
    chosen = given or {}
    tables = [_table(name, model, chosen) for name, model in options.groups().items()]
    return "\n".join([_TOP, *tables, *(_example(name, model) for name, model in options.LISTS.items())])


def _table(name: str, model: type[forms.Group], chosen: Mapping[str, Any]) -> str:
    pieces = [f"{_comment(model.__doc__ or '')}\n[{name}]\n"]
    for option, field in model.model_fields.items():
        full = f"{name}.{option}"
        value = chosen.get(full, field.default)
        mark = "" if full in chosen else "#"
        pieces.append(f"{_comment(field.description or '')}\n{mark}{option} = {_value(value)}\n")
    return "\n".join(pieces)


def _example(name: str, model: type[forms.Group]) -> str:
    """A table that may stand any number of times, all of it in comments: there is none by itself."""
    pieces = [f"{_comment(model.__doc__ or '')}\n#\n# [[{name}]]\n#"]
    for option, field in model.model_fields.items():
        value = "main" if field.is_required() else field.default
        pieces.append(f"{_comment(field.description or '')}\n# {option} = {_value(value)}\n#")
    return "\n".join(pieces).removesuffix("\n#") + "\n"


def _comment(text: str) -> str:
    words = " ".join(text.split())
    return textwrap.fill(words, width=110, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, tuple | list):
        return f"[{', '.join(_value(one) for one in value)}]"
    return str(value)
