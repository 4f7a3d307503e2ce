"""How pytest runs the course's notebooks; a plugin beside nbval, loaded by conftest.py.

nbval runs every cell and compares what comes out with what is stored: the text of each stream,
``text/plain``, ``text/html`` and every other kind of output, the name and value of an error. It
does not compare pictures, tracebacks or widgets. That is why each picture and each lab of the
course carries a sentence as its ``text/plain``. Three things are added here:

* the notebooks run with the network off (``tests/light/sitecustomize.py``);
* each starts without any progress, and nothing that runs here sees or changes yours;
* a cell whose output may differ is named, with the reason, in ``ignored_cells.toml`` and nowhere
  else. There is no other way to have a cell ignored: ``stored.py`` refuses nbval's own marks.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import tomllib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from nbval.plugin import IPyNbCell

from run_notebooks import PROGRESS

HERE = Path(__file__).parent
OFFLINE = "COURSE_TESTS_OFFLINE"
"""Where it is set, whatever is started has no network: see ``tests/light/sitecustomize.py``."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(
        "ignored_cells",
        "the list of notebook cells whose outputs are not compared",
        default="tests/notebooks/ignored_cells.toml",
    )


def pytest_configure(config: pytest.Config) -> None:
    folder = tempfile.mkdtemp(prefix="delivery-lab-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ[PROGRESS] = str(Path(folder, "progress.json"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    ignored = read_ignored(config.rootpath / config.getini("ignored_cells"))
    for item in items:
        if isinstance(item, IPyNbCell) and (name_of(item.path), item.cell.id) in ignored:
            item.options["check"] = False


def name_of(notebook: Path) -> str:
    """Return how the list calls a notebook: ``notebooks/01_….ipynb``."""
    return f"{notebook.parent.name}/{notebook.name}"


def read_ignored(path: Path) -> dict[tuple[str, str], str]:
    """Return the reason for each (notebook, cell id) in the list."""
    cells = tomllib.loads(path.read_text(encoding="utf-8")).get("cell", [])
    return {(cell["notebook"], cell["id"]): cell["reason"] for cell in cells}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    if isinstance(item, IPyNbCell):  # nbval starts the notebook's kernel before its first cell
        own = Path(os.environ[PROGRESS]).with_name(f"{name_of(item.path).replace('/', '-')}.json")
        with network_off(), set_to(PROGRESS, str(own)):
            return (yield)
    return (yield)


@contextmanager
def network_off() -> Iterator[None]:
    """Make every Python that starts meanwhile, such as a kernel, refuse to leave this machine."""
    with set_to(OFFLINE, "yes"):
        yield


@contextmanager
def set_to(variable: str, value: str) -> Iterator[None]:
    """Give an environment variable a value for a while."""
    before = os.environ.get(variable)
    os.environ[variable] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[variable]
        else:
            os.environ[variable] = before
