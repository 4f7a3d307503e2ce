"""Start JupyterLab at one notebook: ``python tools/jupyter_lab.py notebooks/01_….ipynb``.

Run by ``make lab`` in the environment, with the settings in ``jupyter/``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import quote

import nbformat
from jupyterlab.labapp import LabApp
from nbformat.sign import NotebookNotary

ROOT = Path(__file__).resolve().parent.parent


def main(notebook: str, *options: str) -> None:
    """Serve the course's folder and open ``notebook``, a path from that folder."""
    trust(ROOT / notebook)
    LabApp.launch_instance(
        [
            f"--ServerApp.root_dir={ROOT}",
            f"--LabApp.default_url=/lab/tree/{quote(notebook)}",
            *options,
        ]
    )


def trust(notebook: Path) -> None:
    """Mark a notebook of the course as trusted, so that its stored pictures are shown in full.

    Jupyter hides part of the output of a notebook that this machine did not make itself.
    """
    notary = NotebookNotary()
    try:
        notary.sign(nbformat.read(notebook, as_version=4))
    finally:
        notary.store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
