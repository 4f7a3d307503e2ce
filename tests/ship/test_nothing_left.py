"""However a harbour ends, no process, no port and no folder of it stays behind."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from jupyter_client.manager import KernelManager, start_new_kernel

from deliverylab.ship import Harbour
from tests.ship.harbours import (
    folders,
    port_is_open,
    processes,
    python,
    release,
    ship,
    wait_for,
)

POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows has no such signal")

SHIPPING = """
import signal
import sys
from deliverylab.ship import Harbour
signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it may be ignored
harbour = Harbour(sys.argv[1])
harbour.commit("show the ship")
harbour.build(), harbour.release(), harbour.deploy("staging"), harbour.deploy("production")
print(*(front.port for front in harbour._crew.fronts.values()), flush=True)
"""

ENDS = {
    "normally": "",
    "with an error": "raise SystemExit('an error')",
    "by exit": "sys.exit(0)",
    "closed twice": "harbour.close(); harbour.close()",
    "deleted": "del harbour",
    "in a circle": "harbour.me = harbour; del harbour",
}


@pytest.mark.parametrize("end", ENDS)
def test_python_ends_by_itself(end: str, tmp_path: Path) -> None:
    program = python(SHIPPING + ENDS[end], str(tmp_path))
    said, complaint = program.communicate(timeout=60)
    assert complaint == ("an error\n" if end == "with an error" else "")
    assert not any(port_is_open(int(port)) for port in said.split())
    assert not folders(tmp_path)


class Abroad:
    """A harbour in another process, which is about to end."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert self.process.stdout
        self.ports = [int(port) for port in self.process.stdout.readline().split()]
        self.started = processes(self.process.pid)
        assert len(self.started) == 2
        assert all(map(port_is_open, self.ports))

    def is_gone(self) -> bool:
        """Return whether all that it started has ended."""
        return not any(map(is_running, self.started)) and not any(map(port_is_open, self.ports))


def is_running(process: psutil.Process) -> bool:
    """Return whether a process still runs; a container may not have taken leave of it yet."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def abroad(tmp_path: Path) -> Iterator[Abroad]:
    with python(SHIPPING + "import time\ntime.sleep(600)", str(tmp_path)) as process:
        try:
            yield Abroad(process)
        finally:
            process.kill()


@POSIX
def test_an_interrupt_ends_it_at_once(abroad: Abroad, tmp_path: Path) -> None:
    abroad.process.send_signal(signal.SIGINT)
    _, complaint = abroad.process.communicate(timeout=30)
    assert complaint.rstrip().endswith("KeyboardInterrupt")
    assert abroad.is_gone()
    assert not folders(tmp_path)


def test_a_kill_ends_what_it_started_and_the_next_start_removes_its_folder(
    abroad: Abroad, tmp_path: Path
) -> None:
    abroad.process.kill()
    abroad.process.communicate(timeout=30)
    wait_for(abroad.is_gone)
    (orphan,) = folders(tmp_path)
    with Harbour(tmp_path):
        assert orphan not in folders(tmp_path)
    assert not folders(tmp_path)


KERNEL = """
from deliverylab.ship import Harbour
harbour = Harbour({folder!r})
harbour.commit("show the ship"), harbour.build(), harbour.release()
harbour.deploy("staging"), harbour.deploy("production")
"""


@pytest.mark.parametrize("end", ["shut down", "restart", "kill"])
def test_a_notebook_ends(end: str, tmp_path: Path) -> None:
    manager, client = start_new_kernel(kernel_name="python3", stderr=subprocess.DEVNULL)
    try:
        reply = client.execute_interactive(KERNEL.format(folder=str(tmp_path)), timeout=60)
        assert reply["content"]["status"] == "ok"
        started = [
            p for p in processes(kernel_pid(manager)) if "launch.py" in " ".join(p.cmdline())
        ]
        assert len(started) == 2
        if end == "restart":
            manager.restart_kernel(now=False)
        else:
            manager.shutdown_kernel(now=end == "kill")
        wait_for(lambda: not any(map(is_running, started)))
        assert bool(folders(tmp_path)) == (end == "kill")
    finally:
        client.stop_channels()
        if manager.has_kernel:
            manager.shutdown_kernel(now=True)
    with Harbour(tmp_path):
        assert len(folders(tmp_path)) == 1


def kernel_pid(manager: KernelManager) -> int:
    return int(manager.provisioner.pid)  # type: ignore[union-attr]


@POSIX
@pytest.mark.parametrize("during", ["build", "deploy"])
def test_an_interrupted_step_changes_nothing(during: str, harbour: Harbour) -> None:
    """Ctrl-C while the tests hang, or while a health check waits; then everything goes on."""
    ship(harbour, "show the ship")
    running = set(processes())
    harbour.health_seconds = harbour.build_seconds = 60
    if during == "build":
        hang = "import time\ntime.sleep(600)\n"
        harbour.commit("Wait for ever", {"parcels/tests/test_wait.py": hang})
    else:
        harbour.commit("ask the customs office")
        harbour.build()
        harbour.release()
    before = harbour.state

    me = threading.get_ident()
    threading.Timer(0.5, signal.pthread_kill, (me, signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        harbour.build() if during == "build" else harbour.deploy("staging")
    assert harbour.state is before
    assert set(processes()) == running
    assert harbour.ask("staging").json["version"] == "1.1"
    ship(harbour, "take it back")
    assert harbour.ask("production").json["version"] == "1.3"


@POSIX
# The pipe of a process that was ended in its first moment is closed by Python itself.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interrupt_at_any_moment_of_a_deploy_leaves_nothing(tmp_path: Path) -> None:
    """The moments go from the first line of a deploy to the one at which the package listens."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before, interrupted = set(processes()), 0
    harbour = Harbour(tmp_path, health_seconds=20)
    ship(harbour, "show the ship")
    release(harbour, "accept small letters")
    usual = signal.signal(signal.SIGALRM, interrupt)
    try:
        for moment in range(1, 13):
            try:
                signal.setitimer(signal.ITIMER_REAL, 0.0008 * 1.6**moment)
                harbour.deploy(
                    "staging", "1.2" if harbour.state.staging.version == "1.1" else "1.1"
                )
            except KeyboardInterrupt:
                interrupted += 1
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            assert harbour.ask("staging").json["version"] == harbour.state.staging.version
    finally:
        signal.signal(signal.SIGALRM, usual)
        harbour.close()
    assert interrupted
    assert set(processes()) <= before
    assert not folders(tmp_path)


@POSIX
def test_a_forked_process_closes_nothing(harbour: Harbour) -> None:
    ship(harbour, "show the ship")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads and forks go badly together
        child = os.fork()
    if child == 0:
        harbour.close()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert harbour.ask("production").status == 200


@POSIX
def test_what_a_service_has_started_ends_with_it(harbour: Harbour, tmp_path: Path) -> None:
    text = harbour.read("parcels/__main__.py").replace(
        "\nserve()",
        "\nimport subprocess, sys\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n\nserve()",
    )
    ship(harbour, "Start a helper", {"parcels/__main__.py": text})
    helpers = [p for p in processes() if "time.sleep(600)" in p.cmdline()[-1]]
    assert len(helpers) == 2
    harbour.close()
    wait_for(lambda: not any(map(is_running, helpers)))


def test_a_harbour_that_nobody_uses_any_more_closes(tmp_path: Path) -> None:
    before = set(processes())
    harbour = Harbour(tmp_path)
    ship(harbour, "show the ship")
    assert len(set(processes()) - before) == 2
    del harbour
    gc.collect()
    assert not set(processes()) - before
    assert not folders(tmp_path)


def test_old_packages_do_not_pile_up(harbour: Harbour) -> None:
    before = set(processes())
    for change in ("show the ship", "accept small letters", "print a label"):
        ship(harbour, change)
    assert len(set(processes()) - before) == 2
    assert len(list((harbour._crew.folder / "running").iterdir())) == 2


def test_two_processes_ship_at_once(tmp_path: Path) -> None:
    programs = [python(SHIPPING + "print(harbour.ask())", str(tmp_path)) for _ in range(2)]
    for program in programs:
        said, complaint = program.communicate(timeout=120)
        assert (complaint, '"version": "1.1"' in said) == ("", True)
    assert not folders(tmp_path)


def test_no_warning_is_printed(tmp_path: Path) -> None:
    program = python(
        SHIPPING,
        str(tmp_path),
        env={**os.environ, "PYTHONDEVMODE": "1"},
    )
    _, complaint = program.communicate(timeout=60)
    assert complaint == ""
