"""Users ask all the time, and never find the door closed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from deliverylab.ship import Harbour, Refused
from deliverylab.ship.fetch import Answer, fetch
from tests.ship.harbours import release, ship


class Users:
    """Some users who ask production without a pause, and what they were answered."""

    def __init__(self, port: int) -> None:
        self.answers: list[Answer] = []
        self._port = port
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(4)]

    def _ask(self) -> None:
        while not self._stop.is_set():
            self.answers.append(fetch(self._port, "/version", 10))  # raises where there is a gap

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Ask for as long as the block runs."""
        for thread in self._threads:
            thread.start()
        try:
            self.wait_for_more()
            yield
            self.wait_for_more()
        finally:
            self._stop.set()
            for thread in self._threads:
                thread.join()

    def wait_for_more(self, count: int = 20) -> None:
        """Wait until so many more answers are there."""
        goal = len(self.answers) + count
        while len(self.answers) < goal:
            assert any(thread.is_alive() for thread in self._threads)
            time.sleep(0.01)

    @property
    def versions(self) -> set[object]:
        return {answer.json["version"] for answer in self.answers}


def test_users_never_see_a_gap(harbour: Harbour) -> None:
    ship(harbour, "show the ship")
    users = Users(harbour._crew.fronts["production"].port)
    with users.asking():
        ship(harbour, "accept small letters")
        users.wait_for_more()
        harbour.roll_back()
        users.wait_for_more()
        harbour.health_seconds = 1
        release(harbour, "ask for a licence")
        with pytest.raises(Refused, match="not become healthy"):
            harbour.deploy("staging")
    assert {answer.status for answer in users.answers} == {200}
    assert users.versions == {"1.1", "1.2"}
    assert len(users.answers) >= 100
    log = harbour.log()
    assert log.traffic["requests"].sum() == len(users.answers)
    assert log.traffic["failed"].sum() == 0


def test_one_address_stays_the_same_whatever_runs_behind_it(harbour: Harbour) -> None:
    ship(harbour, "show the ship")
    port = harbour._crew.fronts["production"].port
    ship(harbour, "accept small letters")
    assert harbour._crew.fronts["production"].port == port
    assert fetch(port, "/version", 5).json["version"] == "1.2"


def test_what_was_begun_at_the_old_package_is_finished_there(harbour: Harbour) -> None:
    slow = harbour.read("parcels/web.py").replace(
        "            status, found = answer(self.path)\n",
        "            status, found = answer(self.path)\n"
        '            if self.path == "/version":\n'
        "                import time\n"
        "                time.sleep(1)\n",
    )
    ship(harbour, "Answer slowly", {"parcels/web.py": slow})
    release(harbour, "show the ship")
    harbour.deploy("staging")
    users = Users(harbour._crew.fronts["production"].port)
    asked = threading.Thread(target=lambda: users.answers.append(harbour.ask("production")))
    asked.start()
    time.sleep(0.3)
    harbour.deploy("production")
    asked.join()
    (answer,) = users.answers
    assert (answer.status, answer.json["version"]) == (200, "1.1")
    assert harbour.log().traffic["failed"].sum() == 0
