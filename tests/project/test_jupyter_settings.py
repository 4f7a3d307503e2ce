"""What JupyterLab loads: nothing of the tools for testing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from traitlets.config.loader import PyFileConfigLoader

ROOT = Path(__file__).resolve().parents[2]
JUPYTER = Path(sys.prefix, "etc", "jupyter", "jupyter_server_config.d")


def test_everything_that_nbgrader_switches_on_is_off() -> None:
    settings = PyFileConfigLoader("jupyter_server_config.py", str(ROOT / "jupyter")).load_config()
    ours = settings.ServerApp.jpserver_extensions
    for name in ("nbgrader", "notebook"):
        theirs = json.loads((JUPYTER / f"{name}.json").read_text(encoding="utf-8"))
        switched_on = theirs["ServerApp"]["jpserver_extensions"]
        assert switched_on
        assert {extension: ours[extension] for extension in switched_on} == dict.fromkeys(
            switched_on, False
        )


def test_the_page_loads_nothing_of_it() -> None:
    page = json.loads((ROOT / "jupyter/labconfig/page_config.json").read_text(encoding="utf-8"))
    labextensions = Path(sys.prefix, "share", "jupyter", "labextensions")
    for name in ("@jupyter/nbgrader", "@jupyter-notebook/lab-extension"):
        assert (labextensions / name / "package.json").exists(), "it is called so"
        assert page["disabledExtensions"][name] is True
