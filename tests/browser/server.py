"""JupyterLab on this machine, and a notebook in it as a student has it before them."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from playwright.sync_api import Browser, Locator, Page, Playwright

REPO = Path(__file__).resolve().parents[2]

_START_SECONDS = 60
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}


@dataclass(frozen=True)
class Server:
    """A running JupyterLab: its address and the folder it serves."""

    url: str
    folder: Path


@contextmanager
def jupyterlab(folder: Path) -> Iterator[Server]:
    """Serve `folder` with JupyterLab on 127.0.0.1, with settings of its own, until the end."""
    home = folder / ".jupyter"
    for plugin, settings in _SETTINGS.items():
        file = home / "settings" / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings), "utf-8")
    port = _free_port()
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--expose-app-in-browser"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *("--IdentityProvider.token=", "--ServerApp.allow_root=True"),
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.user_settings_dir={home / 'settings'}",
        f"--LabApp.workspaces_dir={home / 'workspaces'}",
    ]
    paths = [str(REPO), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(home),
        "JUPYTER_CONFIG_PATH": str(REPO / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
        "PYTHONPATH": os.pathsep.join(paths),
    }
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=folder, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, process, log)
            yield Server(url, folder)
        finally:
            process.terminate()
            process.wait(20)


def find_chromium(playwright: Playwright) -> str | None:
    """Return the path of a Chromium on this machine; None stands for Playwright's own.

    Raises:
        LookupError: where there is none.
    """
    path = os.environ.get("CHROME") or next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None and not Path(playwright.chromium.executable_path).exists():
        raise LookupError("no Chromium here: install it, or run `playwright install chromium`")
    return path


@contextmanager
def chromium(playwright: Playwright, path: str | None) -> Iterator[Browser]:
    """Start Chromium: the one at `path`, or Playwright's own where that is None."""
    browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def new_page(browser: Browser, sharpness: float = 2) -> Iterator[Page]:
    """Open a page as large as a projector's picture, `sharpness` pixels per pixel of the page."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 720}, device_scale_factor=sharpness
    )
    try:
        yield context.new_page()
    finally:
        context.close()


_SHOW_CELL = """element => {
    const cell = element.closest('[data-windowed-list-index]');
    const index = Number(cell?.dataset.windowedListIndex ?? -1);
    if (index >= 0) return jupyterapp.shell.currentWidget.content.scrollToItem(index);
}"""


class Notebook:
    """A notebook open in JupyterLab in `page`."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server

    def open(self, cells: Sequence[str], name: str = "notebook.ipynb") -> Notebook:
        """Write a notebook of code `cells` and open it; wait until its kernel is ready."""
        return self.write([(cell, None, {}) for cell in cells], name).open_file(name)

    def write(
        self,
        cells: Sequence[tuple[str, Mapping[str, object] | None, Mapping[str, object]]],
        name: str,
    ) -> Notebook:
        """Write a notebook of code cells, each with its stored output and its metadata, or None."""
        made = nbformat.v4.new_notebook(
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        )
        for source, data, about in cells:
            cell = nbformat.v4.new_code_cell(source)
            if data is not None:
                result = nbformat.v4.new_output("execute_result", data, metadata=about)
                cell.outputs, cell.execution_count = [result], 1
            made.cells.append(cell)
        nbformat.write(made, self.server.folder / name)
        return self

    def open_file(self, name: str) -> Notebook:
        """Open the notebook file `name` of the served folder; wait until its kernel is ready."""
        self.page.goto(f"{self.server.url}/lab/tree/{name}?reset", wait_until="domcontentloaded")
        self.page.wait_for_selector(".jp-Notebook", timeout=60_000)
        self._wait_for_kernel()
        self.page.evaluate("jupyterapp.shell.collapseLeft()")
        return self

    def run_all(self, timeout: float = 120) -> Notebook:
        """Run all cells and wait until the last one has finished."""
        self.page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
        self._wait_for_kernel(timeout)
        return self

    def lab(self, number: int = 0) -> Locator:
        """Return the lab of this number, scrolled into view, painted or asking its question."""
        lab = self.labs.nth(number)
        lab.evaluate(_SHOW_CELL)  # what is far away in a long notebook is hidden until then
        lab.scroll_into_view_if_needed()
        lab.locator("canvas:not([hidden]), .dl-predict:not([hidden])").first.wait_for()
        return lab

    def shut_down(self) -> None:
        """End the notebook's kernel, if it has one."""
        self.page.evaluate(
            "window.jupyterapp?.shell.currentWidget?.sessionContext?.shutdown().catch(() => {})"
        )

    def theme(self, name: str) -> Notebook:
        """Switch to a theme: "JupyterLab Light" or "JupyterLab Dark"."""
        self.page.evaluate(
            "name => jupyterapp.commands.execute('apputils:change-theme', {theme: name})", name
        )
        light = str(name != "JupyterLab Dark").lower()
        self.page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")
        return self

    @property
    def labs(self) -> Locator:
        """The labs on the page."""
        return self.page.locator(".dl-lab")

    def _wait_for_kernel(self, timeout: float = 60) -> None:
        self.page.wait_for_function(
            """() => {
                const context = jupyterapp.shell.currentWidget?.sessionContext;
                return context?.session?.kernel?.status === 'idle' && !context.pendingInput
                    && ![...document.querySelectorAll('.jp-InputPrompt')]
                        .some(prompt => prompt.textContent.includes('*'));
            }""",
            timeout=timeout * 1000,
        )


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"JupyterLab ended by itself:\n{log.read_text('utf-8')}")
        try:
            with urllib.request.urlopen(f"{url}/api/status", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start in {_START_SECONDS} s:\n{log.read_text('utf-8')}")
