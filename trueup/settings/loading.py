"""Reading settings: a settings.toml and the environment in, frozen `options.Settings` out, or every problem at once.

`projects.open_project` calls `load`.
"""

import difflib
import os
import tomllib
from pathlib import Path
from typing import Any

import pydantic

from trueup import errors
from trueup.settings import options, secrecy, variables


def load(file: Path | None) -> options.Settings:
    """Read the settings from a file (None: defaults) and from TRUEUP_... variables, which win.

    Raises SettingsError with one sentence for each problem: a file that is not TOML, a name nobody knows (with the
    nearest one), a value of the wrong kind, a secret that stands in the file.
    """
    text = _read(file) if file else ""
    tables = _parse(text, file)
    problems = secrecy.find_in(tables, str(file))
    problems += _strange_variables()
    if problems:
        raise errors.SettingsError(problems)
    try:
        return options.Settings(**tables)
    except pydantic.ValidationError as refused:
        raise errors.SettingsError([_sentence(one, text, file) for one in refused.errors()]) from None


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise errors.SettingsError([f"{file}: there is no such file. `trueup init` writes one."]) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise errors.SettingsError([f"{file}: can't be read as UTF-8 text ({problem})."]) from None


def _parse(text: str, file: Path | None) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise errors.SettingsError([f"{file}: not TOML: it is nested too deeply."]) from None
    except ValueError as problem:  # TOMLDecodeError, and what Python says to a number of thousands of digits
        raise errors.SettingsError(
            [f"{file}: not TOML: {problem}. Text stands in quotes, tables in [brackets]."]
        ) from None


def _strange_variables() -> list[str]:
    """A sentence for each variable that begins like ours and sets nothing: a slip there would go unnoticed."""
    known = {f"{variables.PREFIX}{name.replace('.', '__')}".upper() for name in options.names()}
    known |= variables.NOT_OPTIONS
    ours = (name for name in os.environ if name.upper().startswith(variables.PREFIX))
    strange = sorted(name for name in ours if name.upper() not in known)
    return [f"{name} (environment): no such option.{_nearest(name.upper(), known)}" for name in strange]


def _sentence(problem: Any, text: str, file: Path | None) -> str:
    """One validation problem as a sentence that names its place."""
    path = [str(step) for step in problem["loc"]]
    if path[0] in options.LISTS:
        return _list_sentence(problem, path, text, file)
    name = ".".join(path[:2])
    variable = f"{variables.PREFIX}{'__'.join(path[:2])}".upper()
    place = f"{variable} (environment)" if variable in map(str.upper, os.environ) else _place(path, text, file)
    if problem["type"] == "extra_forbidden":
        known = options.names() if len(path) > 1 else [*options.groups(), *options.LISTS]
        return f"{place}: there is no option {name}.{_nearest(name, known)}"
    if len(path) == 1:
        return f"{place}: {name} is a table: write [{name}] on a line of its own."
    shown = "" if secrecy.is_suspect(problem["input"]) else f" is {problem['input']!r}"
    cure = problem["msg"].removeprefix("Value error, ")
    return f"{place}: {name}{shown}: {cure[:1].lower()}{cure[1:]}."


def _list_sentence(problem: Any, path: list[str], text: str, file: Path | None) -> str:
    """The same for a table that may stand any number of times: `path` is its name, which one, and the option."""
    table, which, option = [*path, "", ""][:3]
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith(f"[[{table}]]")]
    place = f"{file}:{lines[int(which)]}" if which.isdecimal() and int(which) < len(lines) else str(file or "settings")
    said = str(problem["msg"]).removeprefix("Value error, ")
    said = f"{said[:1].lower()}{said[1:]}."
    if problem["type"] == "extra_forbidden":
        known = options.LISTS[table].model_fields
        return f"{place}: there is no option {option} in [[{table}]].{_nearest(option, known)}"
    if problem["type"] == "missing":
        return f"{place}: [[{table}]] lacks {option}."
    if not which and isinstance(problem["input"], dict):
        return f"{place}: {table} may stand several times: write [[{table}]] on a line of its own."
    shown = f": {option} is {problem['input']!r}" if option and not secrecy.is_suspect(problem["input"]) else ""
    return f"{place}: [[{table}]]{shown}: {said}"


def _place(path: list[str], text: str, file: Path | None) -> str:
    """file:line of an option; the file alone where its line can't be told."""
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.strip()
        if words.startswith("["):
            table = words.strip("[]").split("#")[0].strip("] \t")
            if path == [table]:
                return f"{file}:{number}"
        key = words.split("=")[0].strip().strip("\"'")
        if [*filter(None, table.split(".")), *key.split(".")][:2] == path[:2]:
            return f"{file}:{number}"
    return str(file or "settings")


def _nearest(name: str, known: Any) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.7)
    return f" Did you mean {near[0]}?" if near else ""
