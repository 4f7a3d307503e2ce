"""Start JupyterLab at one notebook: ``python tools/jupyter_lab.py [LESSON] [OPTION …]``.

Run by ``make lab`` in the environment; run it yourself where you made an environment of your own,
with conda for example. Either way with the settings in ``jupyter/``. Your copies of the notebooks,
in ``my_work/``, are brought up to the course's first.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import nbformat
from nbformat.sign import NotebookNotary

from commands import FIRST, call, find_notebook
from deliverylab.teach.copies import student_copy
from deliverylab.teach.workspace import WorkspaceError, bring_up_to_date, notebooks
from environment import ROOT, SetupError, python_of


def main(*arguments: str) -> int:
    """Open a lesson, with the course's settings, and return the exit status.

    Args:
        arguments: A lesson's number or a notebook's path, then JupyterLab's options.

    Raises:
        SetupError: If there is no such lesson.
    """
    if os.environ.get("JUPYTER_CONFIG_PATH") == str(ROOT / "jupyter"):
        serve(*arguments)
        return 0
    return call(Path(sys.executable), __file__, *arguments)


def serve(*arguments: str) -> None:
    """Serve the course's folder until it is stopped; arguments as in `main`."""
    from jupyterlab.labapp import LabApp  # takes long to import, and only this needs it

    which = [argument for argument in arguments[:1] if not argument.startswith("-")]
    notebook = prepare(find_notebook(*which or [FIRST]))
    print(f"Opening {notebook}. To stop JupyterLab: press Ctrl-C here.", flush=True)
    LabApp.launch_instance(
        [
            f"--ServerApp.root_dir={ROOT}",
            f"--LabApp.default_url=/lab/tree/{quote(notebook)}",
            *arguments[len(which) :],
        ]
    )


def prepare(notebook: str) -> str:
    """Bring ``my_work/`` up to date, say what happened, and return the notebook to open.

    Where there can be no copy, that is the course's own.
    """
    trust(notebooks(ROOT))
    try:
        notes = bring_up_to_date(ROOT, how_to_reset())
    except WorkspaceError as error:
        notes = [f"{error} Until then, the course's own notebooks are used."]
    for note in notes:
        print(f"  - {note}", flush=True)
    if (ROOT / notebook).is_file():
        return notebook
    name = Path(notebook).name
    return next(path for path in notebooks(ROOT) if path.name == name).relative_to(ROOT).as_posix()


def trust(paths: list[Path]) -> None:
    """Mark notebooks of the course as trusted, and every copy that is as it was made from them.

    Jupyter hides part of the output of a notebook that this machine did not make itself.
    """
    notary = NotebookNotary()
    try:
        for path in paths:
            with suppress(ValueError):  # a notebook that cannot be read is told of elsewhere
                own = path.read_bytes()
                for content in {own, student_copy(own)}:
                    notary.sign(nbformat.reads(content.decode(), as_version=4))
    finally:
        notary.store.close()


def how_to_reset() -> str:
    """Return the command that makes a notebook fresh, as it is to be typed here."""
    if "MAKELEVEL" in os.environ:
        return "make reset LESSON={}"
    if Path(sys.prefix).resolve() == (ROOT / ".venv").resolve():
        return f"{python_of(Path('.venv'))} -m deliverylab reset {{}}"
    return "python -m deliverylab reset {}"  # an environment of your own, which is activated


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except SetupError as error:
        sys.exit(str(error))
