"""What the product never does: run text as code, unpickle, start a shell, or put SQL together by hand.

The linter's rules of the S family watch most of this as well; here it is said once for all, exceptions with reasons.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("engine", "reconciler", "simulator", "store", "trueup")
CALLS = {
    *("eval", "exec", "compile", "__import__", "breakpoint"),
    *("os.system", "os.popen", "os.execv", "os.execvp", "os.spawnv", "os.spawnl", "pty.spawn"),
    *("yaml.load", "yaml.unsafe_load", "yaml.full_load", "subprocess.getoutput", "subprocess.getstatusoutput"),
    *("tempfile.mktemp", "xml.etree.ElementTree.parse", "asyncio.create_subprocess_shell"),
}
MODULES = {
    "pickle",
    "cPickle",
    "_pickle",
    "dill",
    "shelve",
    "marshal",
    "jsonpickle",
    "telnetlib",
    "ftplib",
    "code",
    "pty",
}
"""Modules that run what they read, or speak in the open."""

DATABASES = {"sqlite3", "psycopg", "psycopg2", "asyncpg", "aiosqlite"}
"""Drivers: only SQLAlchemy speaks to them."""

BY_HAND = {
    "store/glances.py": "two fixed queries that must answer before SQLAlchemy is loaded; the only value is bound",
    "store/databases.py": "pragmas, BEGIN and VACUUM, which SQLAlchemy has no words for; none has a value from outside",
    "store/migrating.py": "pragmas and a lock of PostgreSQL's; the only value is bound",
}
"""Files that may write SQL as text, and why."""


def _sources() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            yield str(file.relative_to(ROOT)), ast.parse(file.read_text(encoding="utf-8"))


SOURCES = dict(_sources())


def _name(node: ast.expr) -> str:
    """A dotted name, or nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = _name(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _imported(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def _faults(tree: ast.Module) -> list[str]:
    """What a module does that none may."""
    found = [f"imports {name}" for name in sorted(_imported(tree) & MODULES)]
    for call in _calls(tree):
        name = _name(call.func)
        if name in CALLS:
            found.append(f"line {call.lineno}: {name}()")
        if any(word.arg == "shell" and not _is_false(word.value) for word in call.keywords):
            found.append(f"line {call.lineno}: shell=")
    return found


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _raw_sql(tree: ast.Module) -> list[int]:
    """Lines where SQL is handed over as text: to `text`, to the driver, or to `execute`."""
    lines = []
    for call in _calls(tree):
        name = _name(call.func).rpartition(".")[2]
        is_text = bool(call.args) and isinstance(call.args[0], ast.Constant | ast.JoinedStr | ast.BinOp)
        if (
            name == "exec_driver_sql"
            or (name in {"execute", "executemany", "executescript"} and is_text)
            or (name == "text" and _name(call.func) in {"text", "sqlalchemy.text", "sa.text"} and _writes_sql(call))
        ):
            lines.append(call.lineno)
    return lines


def _writes_sql(call: ast.Call) -> bool:
    """Whether it may be more than the condition of an index, such as "closed_at IS NULL"."""
    given = call.args[0] if call.args else None
    return not isinstance(given, ast.Constant) or str(given.value).partition(" ")[0].isupper()


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_runs_text_as_code_unpickles_or_starts_a_shell(package: str):
    """Nothing that comes from outside could ever be run."""
    faults = {file: _faults(tree) for file, tree in SOURCES.items() if file.startswith(f"{package}/")}

    assert {file: found for file, found in faults.items() if found} == {}


def test_only_sqlalchemy_speaks_to_databases_but_for_a_glance():
    """Its statements bind every value."""
    direct = {file for file, tree in SOURCES.items() if _imported(tree) & DATABASES}

    assert direct == {"store/glances.py"}


def test_sql_is_written_by_sqlalchemy_but_where_it_has_no_words():
    """And those places hold no value from outside."""
    stored = {file: tree for file, tree in SOURCES.items() if file.startswith("store/") and "/migrations/" not in file}
    raw = {file for file, tree in stored.items() if _raw_sql(tree)}

    assert raw == BY_HAND.keys()


def test_sql_as_text_is_never_put_together_from_values():
    """But for the names of our own tables, quoted by the dialect."""
    joined = [
        f"{file}:{call.lineno}"
        for file, tree in SOURCES.items()
        for call in _calls(tree)
        if _name(call.func).rpartition(".")[2] in {"exec_driver_sql", "execute", "text"}
        if call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
        if not _is_pragma(call.args[0])
    ]

    assert joined == []


def _is_pragma(node: ast.expr) -> bool:
    """Whether it is `f"PRAGMA {...}"` over a list that stands in the code."""
    first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else None
    return isinstance(first, ast.Constant) and str(first.value).startswith("PRAGMA ")


@pytest.mark.parametrize(
    "code",
    [
        "eval('1')",
        "import pickle",
        "from marshal import loads",
        "import os\nos.system('true')",
        "import subprocess\nsubprocess.run('true', shell=True)",
        "import yaml\nyaml.load('a')",
    ],
)
def test_the_watch_sees_what_it_watches_for(code: str):
    """It would find each of them."""
    assert _faults(ast.parse(code))


@pytest.mark.parametrize("code", ['session.execute("SELECT 1")', 'session.execute(f"SELECT {x}")', 'text("SELECT 1")'])
def test_the_watch_sees_sql_as_text(code: str):
    """In each form."""
    assert _raw_sql(ast.parse(code))
