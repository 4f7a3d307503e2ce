"""Which module of the library imports which, read from the source without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

Graph = dict[str, set[str]]


def import_graph(package: Path) -> Graph:
    """Return, for each module of a package, the modules of the package that it imports.

    Imports inside functions count: an import put off is an import all the same. Imports for the
    type checker alone do not: they never happen.
    """
    sources = {name_of(path, package): path for path in sorted(package.rglob("*.py"))}
    return {
        name: imports(path, name, set(sources)) - {name} for name, path in sorted(sources.items())
    }


def name_of(path: Path, package: Path) -> str:
    """Return a module's dotted name; a package's ``__init__`` has the package's."""
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, name: str, modules: set[str]) -> set[str]:
    """Return which of ``modules`` the source of one module imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    base = name.split(".") if path.stem == "__init__" else name.split(".")[:-1]
    found: set[str] = set()
    for node in statements(tree):
        if isinstance(node, ast.Import):
            found |= {nearest(alias.name, modules) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = base[: len(base) - node.level + 1] if node.level else []
            origin = ".".join([*start, *([node.module] if node.module else [])])
            # "from package import thing": the thing may be a module, or a name in the package.
            found |= {nearest(f"{origin}.{alias.name}", modules) for alias in node.names}
    return found - {""}


def statements(tree: ast.AST, for_types: bool = False) -> Iterator[ast.AST]:
    """Yield every statement, but those for the type checker alone only where they are asked for."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.expr):  # most of a program, and no statement is in it
            continue
        if not for_types and is_for_types(node):
            for other in node.orelse:
                yield other
                yield from statements(other)
        else:
            yield node
            yield from statements(node, for_types)


def is_for_types(node: ast.AST) -> TypeGuard[ast.If]:
    """Return whether what stands below a condition never happens when the program runs."""
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def nearest(name: str, modules: set[str]) -> str:
    """Return the module that holds ``name``: itself or the one before its last dot."""
    if name in modules:
        return name
    parent = name.rpartition(".")[0]
    return parent if parent in modules else ""


def cycle(graph: Graph) -> list[str]:
    """Return the modules of one circle of imports, or nothing where there is none."""
    done: set[str] = set()

    def walk(name: str, trail: list[str]) -> list[str]:
        if name in trail:
            return [*trail[trail.index(name) :], name]
        if name in done:
            return []
        for other in sorted(graph.get(name, ())):
            if circle := walk(other, [*trail, name]):
                return circle
        done.add(name)
        return []

    for name in sorted(graph):
        if circle := walk(name, []):
            return circle
    return []
