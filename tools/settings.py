"""The environment variables that programs of the course run with.

Standard library only.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SLOW = ("PYTHONDONTWRITEBYTECODE",)
"""Set on some machines, where each kernel would have to compile the course anew."""


def for_programs(python: Path, root: Path = ROOT) -> dict[str, str]:
    """Return what JupyterLab, the tests and the tools run with.

    Whatever is set up on this machine for other work (Jupyter's and IPython's settings, other
    kernels and extensions, a matplotlibrc, other Python packages) is left as it is and kept out:
    the course keeps settings of its own in ``jupyter/`` and its state in ``.jupyter/``.
    """
    foreign = ("JUPYTER_", "JUPYTERLAB_", "IPYTHON", "PYTHONHOME", "PYTHONPATH", "MPL", *SLOW)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
    state = root / ".jupyter"
    for folder in ("config", "data", "ipython", "matplotlib"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    return kept | {
        "JUPYTER_CONFIG_PATH": str(root / "jupyter"),
        "JUPYTER_CONFIG_DIR": str(state / "config"),
        "JUPYTER_DATA_DIR": str(state / "data"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "IPYTHONDIR": str(state / "ipython"),
        "MPLCONFIGDIR": str(state / "matplotlib"),
        "PYTHONNOUSERSITE": "1",
        "VIRTUAL_ENV": str(python.parent.parent),
        "PATH": os.pathsep.join([str(python.parent), kept.get("PATH", os.defpath)]),
    }


def for_installers() -> dict[str, str]:
    """Return what pip and uv run with.

    Their own settings hold, but for two things. pip refuses to install "for the user" into a
    virtual environment. And uv, unlike a browser, knows only public certificates where it is not
    told to ask the system; a university's or firm's network may have one of its own.
    """
    return {"UV_SYSTEM_CERTS": "1"} | os.environ | {"PIP_USER": "0"}
