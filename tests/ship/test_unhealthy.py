"""Services that do all that a service should not, and how the harbour tells."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext

import pytest

from deliverylab.ship import CHANGES, Harbour, HarbourError, Refused
from tests.ship.harbours import processes, release, ship, web_with

GET = "    def do_GET(self) -> None:\n"
SERVE = "def serve() -> None:\n"

BAD = {
    "it hangs instead of answering": (
        GET,
        GET + "        import time; time.sleep(600)\n",
        "it gave no answer in 1 second",
    ),
    "it hangs while it starts": (SERVE, SERVE + "    input_that_never_comes()\n", "NameError"),
    "it sends a byte now and then": (
        GET,
        GET + "        import time\n        while True:\n"
        "            self.wfile.write(b'H'); time.sleep(0.2)\n",
        "it gave no answer in 1 second",
    ),
    "it crashes at start": (SERVE, SERVE + "    1 / 0\n", "ZeroDivisionError: division by zero"),
    "it ends at once": (SERVE, SERVE + "    return\n", r"as soon as it was started \(without a"),
    "it leaves when it is asked": (
        GET,
        GET + "        import os; os._exit(3)\n",
        r"it ended \(without a word\)",
    ),
    "it closes the door": (GET, GET + "        return\n", "what it answered is not HTTP"),
    "it does not speak HTTP": (
        GET,
        GET + "        self.wfile.write(b'SSH-2.0-OpenSSH'); return\n",
        "what it answered is not HTTP",
    ),
    "it answers nonsense": (
        "body = json.dumps(found, ensure_ascii=False).encode()",
        "body = b'Hello\\n\\x00 \\xff  world'",
        "answered its health check with “Hello � world”",
    ),
    "it answers a list": (
        "body = json.dumps(found, ensure_ascii=False).encode()",
        "body = b'[200]'",
        r"answered its health check with “\[200\]”",
    ),
    "it answers without end": (
        GET,
        GET + "        while True:\n            self.wfile.write(b'x' * 100_000)\n",
        "what it answered is not HTTP",
    ),
    "it says another version": (
        '        return "not released"\n    return str(',
        '        return "not released"\n    return "9.9" or str(',
        "it says that it is version “9.9”",
    ),
    "it is not ready": (
        "        ready = len(parcels()) > 0\n",
        "        ready = False\n",
        "answered its health check with 503: “there is no book of parcels”",
    ),
    "it listens nowhere": (
        SERVE,
        SERVE + "    print('listening on 1', flush=True)\n    import time; time.sleep(600)\n",
        "it cannot be reached",
    ),
}


ONE_ANSWER = (
    "it answers nonsense",
    "it answers a list",
    "it says another version",
    "it closes the door",
    "it does not speak HTTP",
    "it answers without end",
)
"""What is wrong is in each of their answers alike, so the first one is enough here."""


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harbour]:
    """A harbour in which a good package runs, one for all the bad ones that come."""
    with Harbour(tmp_path_factory.mktemp("busy"), health_seconds=20) as harbour:
        ship(harbour, "show the ship")
        harbour.health_seconds = 1
        yield harbour


@pytest.mark.parametrize("name", BAD)
def test_a_bad_service_is_not_taken(
    name: str, busy: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name in ONE_ANSWER:
        monkeypatch.setattr("deliverylab.ship.berth.PAUSE", busy.health_seconds)
    old, new, says = BAD[name]
    commit_without_tests(busy, web_with(busy, old, new))
    running = set(processes())
    begin = time.monotonic()
    try:
        with pytest.raises(Refused, match=says) as refusal:
            busy.deploy("staging")
    finally:
        busy.commit("take it back")
    assert time.monotonic() - begin < 20
    assert refusal.value.rule == "not healthy"
    assert str(busy._crew.folder) not in str(refusal.value)
    assert set(processes()) == running
    assert busy.ask("staging").json["version"] == "1.1"


def commit_without_tests(harbour: Harbour, files: dict[str, str]) -> None:
    """Release a service that its tests would not let pass: they are cut down to one."""
    nothing = "import unittest\n\nclass T(unittest.TestCase):\n    def test_nothing(self): pass\n"
    tests = {f"parcels/tests/test_{name}.py": nothing for name in ("book", "web", "ship")}
    release(harbour, "Something bad", files | tests)


def test_a_service_that_never_listens_is_given_up(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deliverylab.ship.berth.SECONDS_TO_START", 0.5)
    harbour.health_seconds = 1
    files = web_with(harbour, SERVE, SERVE + "    while True:\n        pass\n")
    release(harbour, "Think for ever", files)
    with pytest.raises(Refused, match="it did not begin to listen in 1 second"):
        harbour.deploy("staging")
    assert not processes_of(harbour)


def processes_of(harbour: Harbour) -> list[object]:
    return [running for running in harbour._crew._running if running.berth.alive]


def test_a_service_that_talks_without_end_is_fine(harbour: Harbour) -> None:
    talk = "    print('x' * 5_000_000)\n    print('y\\n' * 500_000, flush=True)\n"
    ship(harbour, "Talk", web_with(harbour, SERVE, SERVE + talk))
    assert harbour.ask("production").status == 200


def test_a_service_that_needs_a_moment_is_waited_for(harbour: Harbour) -> None:
    slow = "        import time\n        ready = time.monotonic() > START + 1\n"
    files = web_with(harbour, "        ready = len(parcels()) > 0\n", slow)
    files["parcels/web.py"] = files["parcels/web.py"].replace(
        "PACKAGE = ", "import time\n\nSTART = time.monotonic()\nPACKAGE = "
    )
    commit_without_tests(harbour, files)
    assert "is healthy" in harbour.deploy("staging").sentence


@pytest.mark.parametrize(
    ("test", "says"),
    [
        ("import time\ntime.sleep(600)\n", "they did not come to an end in 1 second"),
        ("while True: pass\n", "they did not come to an end in 1 second"),
        ("import os\nos._exit(0)\n", "Python ended before they did"),
        (
            "this is no Python\n",
            r"fails: some of its tests could not be loaded: “strange” \(SyntaxError: ",
        ),
        ("import moon\n", "No module named 'moon'"),
        ("import sys\nsys.exit()\n", r"“strange” \(SystemExit\)"),
        ("print('x' * 10_000_000)\nraise ValueError('a\\nb')", r"“strange” \(b\)"),
    ],
)
def test_tests_that_do_not_end_well(test: str, says: str, harbour: Harbour) -> None:
    harbour.build_seconds = 1 if "1 second" in says else 60
    running = set(processes())
    harbour.commit("A strange test", {"parcels/tests/test_strange.py": test})
    with pytest.raises(AssertionError, match=says):
        raise AssertionError(harbour.build().sentence)
    assert set(processes()) == running
    with pytest.raises(Refused, match="failed its tests"):
        harbour.release()


def test_tests_that_were_cut_short_may_run_again(harbour: Harbour) -> None:
    harbour.commit("show the ship")
    harbour.build_seconds = 0.001
    assert "did not come to an end" in harbour.build().sentence
    harbour.build_seconds = 60
    assert "passes its 8 tests" in harbour.build().sentence
    assert harbour.log().builds["attempt"].to_list() == [1, 2]


def test_a_service_that_is_no_python_fails_before_any_test(harbour: Harbour) -> None:
    harbour.commit("Half a line", {"parcels/book.py": "PARCELS = (\n"})
    assert "fails: its tests could not be loaded (SyntaxError: '(' was never closed" in (
        harbour.build().sentence
    )
    with pytest.raises(Refused, match="Commit 1 was built already"):
        harbour.build()


def test_a_commit_without_any_test_does_not_pass(harbour: Harbour) -> None:
    empty = {f"parcels/tests/test_{name}.py": "" for name in ("book", "web")}
    harbour.commit("No more tests", empty)
    assert "does not pass its tests: there are none" in harbour.build().sentence


def test_one_that_was_healthy_on_staging_may_still_fail_in_production(harbour: Harbour) -> None:
    ship(harbour, "show the ship")
    files = web_with(harbour, SERVE, SERVE + "    import fragile\n")
    flag = harbour._crew.folder / "once"
    fragile = (
        "from pathlib import Path\n"
        f"flag = Path({str(flag)!r})\n"
        "if flag.exists():\n    raise SystemExit('only once')\nflag.touch()\n"
    )
    files["parcels/web.py"] = files["parcels/web.py"].replace(
        "import fragile", "from . import once"
    )
    release(harbour, "Start only once", files | {"parcels/once.py": fragile})
    harbour.deploy("staging")
    with pytest.raises(Refused, match=r"in production: .*only once.*Production stays as it was"):
        harbour.deploy("production")
    assert harbour.ask("production").json["version"] == "1.1"
    assert harbour.state.running == ("1.1",)
    with pytest.raises(Refused, match=r"ran nothing before 1\.1"):
        harbour.roll_back()


def test_a_service_that_hangs_only_users_is_an_error_for_them(harbour: Harbour) -> None:
    hang = '        if self.path == "/version":\n            import time; time.sleep(600)\n'
    ship(harbour, "Wait", web_with(harbour, GET, GET + hang))
    answer = harbour.ask("production")
    assert repr(answer) == '503 Service Unavailable: {"error": "production does not answer"}'
    assert repr(harbour).endswith("1.1, with errors")


def test_a_front_that_does_not_answer_is_told(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deliverylab.ship.harbour.SECONDS_TO_ANSWER", 0.000_001)
    with pytest.raises(HarbourError, match="Production was asked for /version: it gave no answer"):
        harbour.ask("production")


def test_a_port_that_another_program_took_is_never_in_the_way(harbour: Harbour) -> None:
    ship(harbour, "show the ship")
    live = harbour._crew.live["production"]
    assert live is not None
    port = live.berth.port
    live.berth.process.kill()
    live.berth.process.wait()
    with taken(port):
        harbour.deploy("production")
        assert harbour.ask("production").json["version"] == "1.1"


def taken(port: int) -> AbstractContextManager[object]:
    """Take a port, unless the last connections of the program that was killed still hold it."""
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError:
        return nullcontext()


def test_every_prepared_change_ends_as_it_should(harbour: Harbour) -> None:
    ends = {}
    for name in CHANGES:
        good = name in ("show the ship", "accept small letters", "print a label")
        harbour.health_seconds = 20 if good else 1
        harbour.commit(name)
        if "passes" not in harbour.build().sentence:
            ends[name] = "tests"
        else:
            harbour.release()
            try:
                harbour.deploy("staging")
                ends[name] = "staging"
            except Refused as refusal:
                ends[name] = str(refusal.rule)
        harbour.commit("take it back")
    assert ends == {
        "show the ship": "staging",
        "accept small letters": "staging",
        "round the weight": "tests",
        "keep the book in a file": "not healthy",
        "ask the customs office": "not healthy",
        "ask for a licence": "not healthy",
        "print a label": "staging",
    }
