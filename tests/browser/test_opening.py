"""JupyterLab as ``make lab`` opens it: at your own copy of lesson 00, and without a question.

The user's own settings are as unhelpful as can be: none of them may reach the course.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

import settings
from deliverylab.teach.copies import student_copy

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
    """A running JupyterLab, and the file in which stands what it printed."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def address(self) -> str:
        """Return the address that it printed; wait for it."""
        for _ in range(300):
            if match := re.search(r"http://\S+", self.printed):
                return match.group()
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError("JupyterLab did not start:\n" + self.printed)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in which nobody has worked yet."""
    folder = tmp_path_factory.mktemp("course")
    junk = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in ("data", "docs", "exercises", "jupyter", "notebooks", "tools"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=junk)
    return folder


@pytest.fixture(scope="module")
def lab(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start JupyterLab with the course's settings, in a home full of the user's own."""
    home = tmp_path_factory.mktemp("home")
    for name, content in BAD_HOME.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(content, encoding="utf-8")
    own = settings.for_programs(Path(sys.executable), course) | {"HOME": str(home)}
    program = [sys.executable, "tools/jupyter_lab.py", "--no-browser", "--port=8931"]
    log = home / "printed.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            program, cwd=course, env=own, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield Lab(process, log)
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """Return a list that fills with every address that the page asks for."""
    return []


@pytest.fixture(scope="module")
def page(browser: Browser, lab: Lab, asked: list[str]) -> Iterator[Page]:
    """Open the printed address, as the user's browser does, and wait for the kernel."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lab.address)
    idle = page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")
    expect(idle).to_be_attached(timeout=60_000)
    page.wait_for_timeout(2000)  # dialogs and news come a moment after the kernel
    yield page
    page.close()


def test_only_this_machine_can_reach_it(lab: Lab) -> None:
    assert lab.address.startswith("http://127.0.0.1:")


def test_the_students_copy_of_the_lesson_is_open(page: Page, course: Path) -> None:
    (lesson,) = (course / "notebooks").glob("00_*.ipynb")
    title = nbformat.read(lesson, as_version=4).cells[0].source.splitlines()[0]
    expect(page.locator(".jp-Notebook h1").first).to_contain_text(title.lstrip("# "))
    assert page.url.endswith(f"/lab/tree/my_work/{lesson.name}")
    own_copy = student_copy(lesson.read_bytes())
    assert (course / "my_work" / lesson.name).read_bytes() == own_copy


def test_links_of_the_copy_lead_to_the_courses_files(page: Page) -> None:
    page.get_by_role("link", name="glossary").click()
    tab = page.locator("#jp-main-dock-panel .lm-TabBar-tab", has_text="glossary.md")
    expect(tab).to_have_attribute("title", re.compile("Path: docs/glossary.md"))
    tab.locator(".lm-TabBar-tabCloseIcon").click()
    expect(tab).to_have_count(0)


def test_nothing_is_asked_and_nothing_pops_up(page: Page) -> None:
    expect(page.locator(".jp-Dialog")).to_have_count(0)
    expect(page.locator(".Toastify__toast")).to_have_count(0)


def test_there_is_no_menu_and_no_button_of_nbgrader(page: Page) -> None:
    expect(page.get_by_role("menuitem", name="Kernel")).to_be_visible()
    for name in ("Nbgrader", "Validate", "Create Assignment"):
        expect(page.get_by_text(name, exact=True)).to_have_count(0)


def test_nothing_for_presenting_is_loaded(page: Page) -> None:
    expect(page.locator(".dl-present-bar")).to_have_count(0)


def test_the_kernel_is_the_courses(page: Page) -> None:
    expect(page.locator(".jp-KernelName")).to_have_text(re.compile("Python 3"))
    expect(page.get_by_text("Another Python")).to_have_count(0)


def test_no_result_is_there_before_its_cell_was_run(page: Page) -> None:
    expect(page.locator(".jp-CodeCell")).not_to_have_count(0)
    expect(page.locator(".jp-OutputArea-output")).to_have_count(0)
    expect(page.locator(".jp-StatusBar-Widget [title*='not trusted' i]")).to_have_count(0)


def test_no_other_machine_is_asked_for_anything(page: Page, asked: list[str]) -> None:
    assert page.url
    assert asked
    local = ("http://127.0.0.1:", "data:", "blob:")
    assert [url for url in asked if not url.startswith(local)] == []


def test_it_prints_its_address_and_nothing_to_worry_about(page: Page, lab: Lab) -> None:
    assert page.url
    printed = lab.printed
    assert "  - Your own copies of the notebooks are in my_work/." in printed
    assert "Opening my_work/00_" in printed
    assert "Or copy and paste one of these URLs" in printed
    assert not re.search("warning|error|traceback|^\\[W|^\\[E", printed, re.IGNORECASE | re.M)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_ctrl_c_stops_it_at_once(page: Page, lab: Lab) -> None:
    assert page.url
    lab.process.send_signal(signal.SIGINT)
    assert lab.process.wait(10) == 0
