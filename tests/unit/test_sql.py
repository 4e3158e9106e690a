"""The statements stand in files by name; Python and the files name the same ones."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from worker import sql

FOLDER = Path(sql.__file__).parent
STORE = FOLDER.parent / "adapters" / "store"
NOUNS = sorted(path.stem for path in (FOLDER / "queries").glob("*.sql"))


def modules() -> dict[str, ast.Module]:
    """The store's modules that read statements, by the noun of their file."""
    found = {}
    for path in STORE.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("queries"):
                assert isinstance(node.args[0], ast.Constant)
                assert node.args[0].value not in found, "two modules share a file"
                found[str(node.args[0].value)] = tree
    return found


def names_taken(tree: ast.AST, handing_on: set[str]) -> list[ast.expr]:
    """What stands in `_SQL[...]`, and first in the calls of methods that hand a name on."""
    found: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "_SQL":
            found.append(node.slice)
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in handing_on
        ):
            found.append(node.args[0])
    return found


def asked_for(tree: ast.Module) -> set[str]:
    """The names of statements that a module asks for, whichever of its methods takes them on."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    handing_on: set[str] = set()
    while (
        more := {
            function.name
            for function in functions
            for name in names_taken(function, handing_on)
            if isinstance(name, ast.Name)
        }
        - handing_on
    ):
        handing_on |= more
    names = names_taken(tree, handing_on)
    return {str(name.value) for name in names if isinstance(name, ast.Constant)}


def test_each_file_of_statements_belongs_to_one_module() -> None:
    assert set(modules()) == set(NOUNS)


@pytest.mark.parametrize("noun", NOUNS)
def test_names_are_unique_and_none_is_lost(noun: str) -> None:
    text = (FOLDER / "queries" / f"{noun}.sql").read_text("utf-8")
    names = Counter(re.findall(r"(?m)^--\s*name\s*:?\s*(\w+)", text))
    assert set(names.values()) == {1}
    assert set(sql.queries(noun)) == set(names)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_statement_that_python_asks_for_exists_and_each_is_asked_for(noun: str) -> None:
    assert asked_for(modules()[noun]) == set(sql.queries(noun))


def test_no_two_files_use_the_same_name() -> None:
    names = Counter(name for noun in NOUNS for name in sql.queries(noun))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("noun", NOUNS)
def test_a_statement_is_one_statement(noun: str) -> None:
    for name, text in sql.queries(noun).items():
        bare = re.sub(r"--[^\n]*|'[^']*'", "", text)
        assert bare.strip(), name
        assert ";" not in bare, name


@pytest.mark.parametrize("noun", NOUNS)
def test_values_are_named_parameters_only(noun: str) -> None:
    for name, text in sql.queries(noun).items():
        bare = re.sub(r"--[^\n]*", "", text)
        assert not re.search(r"(?<!%)%(?![(%])", bare), f"{name}: a bare % or %s"


def test_an_unknown_file_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        sql.queries("nothing")


def test_migrations_are_numbered_without_a_gap() -> None:
    names = [name for name, _ in sql.migrations()]
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+", name) for name in names)
    assert names == sorted(names)


def test_every_migration_has_a_text_and_leaves_the_transaction_to_its_runner() -> None:
    for name, text in sql.migrations():
        assert text.strip(), name
        bare = re.sub(r"(?s)\$(\w*)\$.*?\$\1\$|--[^\n]*", "", text)
        assert not re.search(r"(?mi)^\s*(begin|commit|rollback)\s*;", bare), name


def test_grants_give_the_reader_nothing_but_reading() -> None:
    text = re.sub(r"--[^\n]*", "", sql.grants()).lower()
    assert "grant" in text
    given = re.findall(r"grant\s+([a-z, ]+?)\s+on", text)
    assert given
    assert {word.strip() for words in given for word in words.split(",")} <= {
        *("select", "usage", "execute", "connect")
    }
