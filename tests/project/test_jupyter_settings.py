"""What JupyterLab loads (nothing of the tools for testing), and what nbgrader leaves alone."""

from __future__ import annotations

import json
import os
import subprocess
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


SHOW_PROGRESS = """
import os
from traitlets.config.loader import PyFileConfigLoader
PyFileConfigLoader("nbgrader_config.py", "jupyter").load_config()
file = os.environ["DELIVERYLAB_PROGRESS"]
print(file, os.path.isdir(os.path.dirname(file)))
"""


def progress_while_grading(environment: dict[str, str]) -> list[str]:
    """Return the file for progress that nbgrader's kernels get, and if its folder is there."""
    program = [sys.executable, "-c", SHOW_PROGRESS]
    done = subprocess.run(
        program, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip().rsplit(" ", 1)


def test_grading_leaves_the_progress_of_whoever_grades_alone(tmp_path: Path) -> None:
    plain = {key: value for key, value in os.environ.items() if key != "DELIVERYLAB_PROGRESS"}
    file, there = progress_while_grading(plain)
    assert there == "True"
    assert not Path(file).parent.exists(), "it is gone afterwards"
    chosen = str(tmp_path / "mine.json")
    assert progress_while_grading(plain | {"DELIVERYLAB_PROGRESS": chosen}) == [chosen, "True"]
