"""The picture of a pipeline that is worked by hand: repository, shelf, staging, production, users.

It models what people mix up: a package on the shelf, and the package that users get. The same
package looks the same everywhere: its version, its fingerprint and its mark. What the last step
changed has a thick frame. A build that passed has a tick, one that failed a cross, and a package
in which users found a bug says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from deliverylab.show.style import (
    ACCENT,
    BAD,
    CARD,
    GOOD,
    INK,
    LINE,
    PALE,
    SOFT_INK,
    STAGE_STYLE,
)
from deliverylab.simulate.manual_state import Commit, Environment, Package, State

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 648, 310
"""The size of the picture, in pixels of the page."""

COMMITS_SHOWN = 6
BOARDS = (122.0, 175.0, 228.0, 281.0)
"""Where the boards of the shelf are; the newest package lies highest."""
CARTON = "#f3e3c3"
"""The colour of a package: cardboard."""

Align = Literal["left", "center", "right"]


class ShelfPlot:
    """Draws a `State` into a figure of `WIDTH` × `HEIGHT` page pixels, anew for each step."""

    def __init__(self, figure: Figure) -> None:
        """Draw the places, which stay."""
        self._axes = figure.add_axes((0, 0, 1, 1), xlim=(2, 2 + WIDTH), ylim=(HEIGHT, 0))
        self._axes.set_axis_off()
        self._moving: list[Artist] = []
        self._room(8, 36, 206, 252, "Repository")
        self._room(268, 36, 138, 252, "Shelf")
        self._room(464, 36, 180, 80, "Staging")
        self._room(464, 138, 180, 80, "Production")
        for board in BOARDS:
            self._axes.hlines(board, 273, 401, color=SOFT_INK, linewidth=2.4)
        self._arrow((216, 168), (266, 168))
        self._words(241, 140, "build", 10, SOFT_INK, "center")
        self._words(241, 157, "release", 10, SOFT_INK, "center")
        self._arrow((408, 88), (462, 88))
        self._words(435, 78, "deploy", 10, SOFT_INK, "center")
        self._arrow((575, 118), (575, 137))
        self._words(565, 131, "deploy", 10, SOFT_INK, "right")
        self._arrow((507, 220), (507, 236))

    def move(self, state: State) -> None:
        """Show `state`."""
        for artist in self._moving:
            artist.remove()
        before = set(self._axes.get_children())
        last = state.history[-1].verb if state.history else None
        self._words(8, 22, self._finding(state), 13, INK, "left", bold=True)
        self._commits(state, last in ("Commit", "Build"))
        self._shelf(state, last == "Release")
        moved = state.deployments[-1].environment if last in ("Deploy", "Roll back") else None
        self._running(state, "staging", 512, 68, moved == "staging")
        self._running(state, "production", 512, 170, moved == "production")
        if last == "Roll back":
            self._words(640, 235, "↩ rolled back", 10, ACCENT, "right", bold=True)
        self._users(state)
        if state.shelf:
            says = "№ is the fingerprint of a package. Equal fingerprints: the very same package."
            self._words(8, 305, says, 9, SOFT_INK, "left")
        self._moving = [a for a in self._axes.get_children() if a not in before]

    @staticmethod
    def _finding(state: State) -> str:
        shelf = state.shelf[-1].version if state.shelf else "nothing"
        users = state.users_get
        if state.complaints:
            return f"Newest on the shelf: {shelf}.  Users get {users}!"
        return f"Newest on the shelf: {shelf}.  Users get {users}."

    # What is in each place

    def _commits(self, state: State, changed: bool) -> None:
        if not state.commits:
            self._words(111, 168, "no commits", 10.5, SOFT_INK, "center")
        shown = state.commits[-COMMITS_SHOWN:]
        for row, commit in enumerate(reversed(shown)):
            self._commit(state, commit, 63 + 37 * row, changed and row == 0)
        if len(state.commits) > len(shown):
            left = len(state.commits) - len(shown)
            self._words(204, 56, f"{left} older", 9, SOFT_INK, "right")

    def _commit(self, state: State, commit: Commit, top: float, changed: bool) -> None:
        says, colour = {
            "not built": ("not built", SOFT_INK),
            "passed": ("✓ tests pass", GOOD),
            "failed": ("✗ tests fail", BAD),
        }[state.build_state(commit.number)]
        self._box(15, top, 192, 34, CARD, ACCENT if changed else LINE, 2.4 if changed else 0.8)
        self._words(23, top + 15, f"commit {commit.number}", 10, INK, "left", bold=True)
        self._words(199, top + 15, says, 9.5, colour, "right")
        self._words(23, top + 28, _short(commit.message, 25), 9, SOFT_INK, "left")

    def _shelf(self, state: State, changed: bool) -> None:
        if not state.shelf:
            self._words(337, BOARDS[-1] - 14, "empty", 10.5, SOFT_INK, "center")
        shown = state.shelf[-len(BOARDS) :]
        boards = BOARDS[-len(shown) :]
        for board, package in zip(boards, reversed(shown), strict=bool(shown)):
            self._package(state, package, 274, board - 44, changed and package == shown[-1])
        if len(state.shelf) > len(shown):
            left = len(state.shelf) - len(shown)
            self._words(396, 56, f"{left} older", 9, SOFT_INK, "right")

    def _running(
        self, state: State, environment: Environment, left: float, top: float, changed: bool
    ) -> None:
        package = state.running_in(environment)
        if package is None:
            self._words(left, top + 26, "nothing runs", 10.5, SOFT_INK, "left")
        else:
            self._package(state, package, left, top, changed)

    def _package(
        self, state: State, package: Package, left: float, top: float, changed: bool
    ) -> None:
        known = state.known_bugs & set(state.bugs_in(package.commit, "users"))
        edge = ACCENT if changed else STAGE_STYLE["release"].colour
        self._box(left, top, 126, 42, CARTON, edge, 2.8 if changed else 1.2)
        self._words(left + 7, top + 20, package.version, 12, INK, "left", bold=True)
        says, colour = ("✗ bug", BAD) if known else (f"commit {package.commit}", SOFT_INK)
        self._words(left + 119, top + 20, says, 8.5, colour, "right", bold=bool(known))
        self._words(left + 7, top + 36, f"№ {package.fingerprint}", 9, SOFT_INK, "left")

    def _users(self, state: State) -> None:
        if state.production is None:
            face, says, colour = "plain", ("Users get", "nothing yet"), SOFT_INK
        elif state.complaints:
            face, says, colour = (
                "sad",
                (f"{state.production.version} fails", "its users"),
                BAD,
            )
        else:
            face, says, colour = "glad", ("Users get", state.production.version), GOOD
        for place in range(3):
            self._person(478 + 26 * place, 252, face, colour)
        self._words(548, 259, says[0], 10.5, colour, "left", bold=True)
        self._words(548, 277, says[1], 10.5, colour, "left", bold=True)

    def _person(self, x: float, y: float, face: str, colour: str) -> None:
        from matplotlib.patches import Arc, Circle, Wedge

        self._axes.add_patch(Wedge((x, y + 25), 12, 180, 360, facecolor=colour, edgecolor=CARD))
        self._axes.add_patch(
            Circle((x, y - 2), 10, facecolor=CARD, edgecolor=colour, linewidth=1.6)
        )
        for eye in (x - 3.5, x + 3.5):
            self._axes.add_patch(Circle((eye, y - 5), 1.2, facecolor=colour, edgecolor="none"))
        if face == "plain":
            self._axes.hlines(y + 2, x - 3.5, x + 3.5, color=colour, linewidth=1.4)
        else:
            middle, first, end = (y - 1, 20, 160) if face == "glad" else (y + 5, 200, 340)
            arc = Arc((x, middle), 9, 8, theta1=first, theta2=end, color=colour, linewidth=1.4)
            self._axes.add_patch(arc)

    # How it is drawn

    def _room(self, left: float, top: float, width: float, height: float, name: str) -> None:
        self._box(left, top, width, height, PALE, PALE, 0)
        self._words(left + 10, top + 20, name, 11.5, INK, "left", bold=True)

    def _box(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        face: str,
        edge: str,
        line: float,
    ) -> None:
        from matplotlib.patches import FancyBboxPatch

        self._axes.add_patch(
            FancyBboxPatch(
                (left + 4, top + 4),
                width - 8,
                height - 8,
                boxstyle="round,pad=4,rounding_size=5",
                facecolor=face,
                edgecolor=edge,
                linewidth=line,
            )
        )

    def _arrow(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        from matplotlib.patches import FancyArrowPatch

        self._axes.add_patch(
            FancyArrowPatch(
                start,
                end,
                arrowstyle="-|>",
                mutation_scale=12,
                color=SOFT_INK,
                linewidth=1.6,
                shrinkA=0,
                shrinkB=0,
            )
        )

    def _words(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        align: Align,
        bold: bool = False,
    ) -> None:
        self._axes.text(
            x,
            y,
            text,
            fontsize=size,
            color=colour,
            ha=align,
            va="baseline",
            fontweight="bold" if bold else "normal",
        )


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
