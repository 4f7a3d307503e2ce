"""Imports run one way through the library, and importing it loads nothing that is not used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import deliverylab
from tests.project.imports import Graph, cycle, import_graph

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "deliverylab"

# Each room, and the rooms that it may use. What is not here may be used by nobody.
MAY_USE = {
    "files": set[str](),
    "log": set[str](),
    "steps": set[str](),
    "simulate": {"log", "steps"},
    "measure": {"log"},
    "improve": {"files", "log", "simulate", "measure"},
    "ship": {"log", "steps"},
    "show": {"files", "log", "simulate", "measure", "improve"},
    "teach": {"files", "log", "simulate", "measure", "improve"},
    "command_line": {"files", "improve", "log", "measure", "simulate", "teach"},
    "__main__": {"command_line"},
}


def room(module: str) -> str:
    return [*module.split("."), ""][1]


def wrong_ways(graph: Graph) -> list[str]:
    """Return a sentence for each import that runs the wrong way."""
    return [
        f"{module} imports {other}"
        for module, others in graph.items()
        for other in sorted(others)
        if room(module) and room(other) != room(module)
        if room(other) not in MAY_USE.get(room(module), set())
    ]


def test_every_room_is_known() -> None:
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms
    assert rooms <= set(MAY_USE), "say in MAY_USE what the new room may use"


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The library's own imports."""
    return import_graph(PACKAGE)


def test_imports_run_one_way(graph: Graph) -> None:
    assert any(graph.values())
    assert wrong_ways(graph) == []


def test_there_is_no_circle(graph: Graph) -> None:
    assert cycle(graph) == []


def write(folder: Path, files: dict[str, str]) -> Graph:
    for name, source in files.items():
        path = folder / "deliverylab" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return import_graph(folder / "deliverylab")


@pytest.mark.parametrize(
    "source",
    [
        "import deliverylab.show.charts",
        "from deliverylab.show import charts",
        "from deliverylab.show.charts import draw",
        "from ..show import charts",
        "from ..show.charts import draw",
        "def late():\n    from deliverylab.show import charts",
        "try:\n    import deliverylab.show.charts\nexcept ImportError:\n    pass",
    ],
)
def test_an_import_the_wrong_way_is_found(tmp_path: Path, source: str) -> None:
    graph = write(
        tmp_path,
        {
            "__init__.py": "",
            "log/__init__.py": "",
            "log/schema.py": source,
            "show/__init__.py": "",
            "show/charts.py": "",
        },
    )
    assert wrong_ways(graph) == ["deliverylab.log.schema imports deliverylab.show.charts"]


def test_a_circle_is_found_even_through_a_room(tmp_path: Path) -> None:
    files = {
        "__init__.py": "",
        "log/__init__.py": "from .schema import TABLES",
        "log/schema.py": "def late():\n    from . import DeliveryLog",
    }
    circle = ["deliverylab.log", "deliverylab.log.schema", "deliverylab.log"]
    assert cycle(write(tmp_path, files)) == circle


def test_imports_for_the_type_checker_alone_do_not_count(tmp_path: Path) -> None:
    source = (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from deliverylab.show import x"
    )
    graph = write(tmp_path, {"__init__.py": "", "log/__init__.py": source, "show/__init__.py": ""})
    assert wrong_ways(graph) == []


STATEMENTS = [
    "import deliverylab",
    "import deliverylab.log",
    "import deliverylab.simulate",
    "import deliverylab.measure",
    "import matplotlib.pyplot",
]
HEAVY = {"IPython", "anywidget", "ipywidgets", "matplotlib", "numpy", "pandas"}


@pytest.fixture(scope="module")
def loaded() -> dict[str, set[str]]:
    """Return the top-level packages (and pyplot) that a new Python has after each statement.

    The statements run one after the other in one Python: what one of them alone would load is there
    after it.
    """
    lines = ["import sys"]
    for statement in STATEMENTS:
        lines += [statement, "print(*sys.modules)"]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    seen = [line.split() for line in done.stdout.splitlines()]
    return {
        statement: {name.split(".")[0] for name in modules} | {n for n in modules if "pyplot" in n}
        for statement, modules in zip(STATEMENTS, seen, strict=True)
    }


def test_importing_the_library_loads_nothing_heavy(loaded: dict[str, set[str]]) -> None:
    assert "deliverylab" in loaded["import deliverylab"]
    assert not loaded["import deliverylab"] & HEAVY


@pytest.mark.parametrize("name", ["log", "simulate", "measure"])
def test_rooms_without_pictures_load_no_pictures(loaded: dict[str, set[str]], name: str) -> None:
    after = loaded[f"import deliverylab.{name}"]
    assert "pandas" in after
    assert not after & {"IPython", "anywidget", "ipywidgets", "matplotlib"}


def test_what_is_loaded_is_seen(loaded: dict[str, set[str]]) -> None:
    assert "matplotlib.pyplot" in loaded["import matplotlib.pyplot"]


def test_every_name_that_the_library_offers_is_there() -> None:
    for name in deliverylab.__all__:
        assert getattr(deliverylab, name) is not None
    assert set(deliverylab.__all__) <= set(dir(deliverylab))
    with pytest.raises(AttributeError, match="no attribute 'barge'"):
        _ = deliverylab.barge
