"""JupyterLab as ``make lab`` opens it: at the lesson, with its kernel, and without a question.

The user's own settings are as unhelpful as can be: none of them may reach the course.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect, sync_playwright

import commands
import settings
from tests.browser.server import chromium

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
BAD_HOME = {
    ".jupyter/jupyter_server_config.py": "raise RuntimeError('the user has other settings')",
    ".jupyter/jupyter_lab_config.py": "c.ServerApp.ip = '0.0.0.0'",
    ".ipython/profile_default/startup/00.py": "raise RuntimeError('the user has a start-up file')",
    ".local/share/jupyter/kernels/python3/kernel.json": (
        '{"argv": ["false"], "display_name": "Another Python", "language": "python"}'
    ),
}


@dataclass
class Lab:
    """A running JupyterLab, what it printed so far, and the address that it gave."""

    process: subprocess.Popen[str]
    printed: list[str] = field(default_factory=list)
    address: str = ""

    def wait_for_address(self) -> None:
        """Read what is printed until the address is in it; go on reading beside the test."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed.append(line)
            if match := re.search(r"http://\S+", line):
                self.address = match.group()
                threading.Thread(target=self._read_on, daemon=True).start()
                return
        raise AssertionError("JupyterLab did not start:\n" + "".join(self.printed))

    def _read_on(self) -> None:
        assert self.process.stdout is not None
        self.printed.extend(self.process.stdout)


@pytest.fixture(scope="module")
def lesson() -> str:
    return commands.find_notebook("01")


@pytest.fixture(scope="module")
def lab(lesson: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start JupyterLab with the course's settings, in a home full of the user's own."""
    home = tmp_path_factory.mktemp("home")
    for name, content in BAD_HOME.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(content, encoding="utf-8")
    own = settings.for_programs(Path(sys.executable), home / "course")
    own |= {"HOME": str(home), "JUPYTER_CONFIG_PATH": str(ROOT / "jupyter")}
    program = [sys.executable, "tools/jupyter_lab.py", lesson, "--no-browser", "--port=8931"]
    process = subprocess.Popen(
        program, cwd=ROOT, env=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    lab = Lab(process)
    try:
        lab.wait_for_address()
        yield lab
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def asked_of_others() -> list[str]:
    """Return a list that fills with what the page asks of any machine but this one."""
    return []


@pytest.fixture(scope="module")
def page(lab: Lab, asked_of_others: list[str]) -> Iterator[Page]:
    """Open the printed address, as the user's browser does, and wait for the kernel."""
    path = "/usr/bin/chromium" if os.path.exists("/usr/bin/chromium") else None
    with sync_playwright() as playwright, chromium(playwright, path) as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.on("request", lambda request: asked_of_others.append(request.url))
        page.goto(lab.address)
        idle = page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")
        expect(idle).to_be_attached(timeout=60_000)
        page.wait_for_timeout(2000)  # dialogs and news come a moment after the kernel
        yield page


def test_only_this_machine_can_reach_it(lab: Lab) -> None:
    assert lab.address.startswith("http://127.0.0.1:")


def test_the_lesson_is_open(page: Page, lesson: str) -> None:
    title = nbformat.read(ROOT / lesson, as_version=4).cells[0].source.splitlines()[0]
    expect(page.locator(".jp-Notebook h1").first).to_contain_text(title.lstrip("# "))


def test_nothing_is_asked_and_nothing_pops_up(page: Page) -> None:
    expect(page.locator(".jp-Dialog")).to_have_count(0)
    expect(page.locator(".Toastify__toast")).to_have_count(0)


def test_the_kernel_is_the_courses(page: Page) -> None:
    expect(page.locator(".jp-KernelName")).to_have_text(re.compile("Python 3"))
    expect(page.get_by_text("Another Python")).to_have_count(0)


def test_stored_outputs_are_trusted(page: Page) -> None:
    expect(page.locator(".jp-StatusBar-Widget [title*='not trusted' i]")).to_have_count(0)


def test_no_other_machine_is_asked_for_anything(page: Page, asked_of_others: list[str]) -> None:
    assert page.url
    assert asked_of_others
    local = ("http://127.0.0.1:", "data:", "blob:")
    assert [url for url in asked_of_others if not url.startswith(local)] == []


def test_it_prints_its_address_and_nothing_to_worry_about(page: Page, lab: Lab) -> None:
    assert page.url
    printed = "".join(lab.printed)
    assert "Or copy and paste one of these URLs" in printed
    assert not re.search("warning|error|traceback|^\\[W|^\\[E", printed, re.IGNORECASE | re.M)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_ctrl_c_stops_it_at_once(page: Page, lab: Lab) -> None:
    assert page.url
    lab.process.send_signal(signal.SIGINT)
    assert lab.process.wait(10) == 0
