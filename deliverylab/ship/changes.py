"""The prepared changes: what a developer of the parcel service might commit on an afternoon.

Each has a name that says what it is for, and not how it ends: that is for the tests, the health
check and the users to find out. It is a list of edits, so it goes on top of any other, and it is
a real change of real files.

>>> CHANGES["show the ship"].message
'Show the ship that carries a parcel'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["feature", "fix", "chore"]

TAKE_BACK = "take it back"
"""The name of the change that undoes the newest commit."""

SERVICE = Path(__file__).with_name("parcels")
BOOK, WEB = "parcels/book.py", "parcels/web.py"


def service() -> dict[str, bytes]:
    """Return the files of the service as a student finds it, the same bytes on every system."""
    return {
        f"parcels/{path.relative_to(SERVICE).as_posix()}": path.read_text("utf-8").encode()
        for path in sorted(SERVICE.rglob("*.py"))
    }


@dataclass(frozen=True)
class Edit:
    """In one file, `old` gives way to `new`; `old` stands there once."""

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """A prepared change.

    Attributes:
        name: what a student calls it by.
        message: what the commit says.
        kind: feature or fix.
        edits: what it changes in files that are there.
        adds: the files that it adds: name → text.
    """

    name: str
    message: str
    kind: Kind
    edits: tuple[Edit, ...] = ()
    adds: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return its name and its message."""
        return f"{self.name}: {self.message}"

    def applied_to(self, files: Mapping[str, str]) -> dict[str, str] | None:
        """Return the texts of the files that this change leaves, or None where it does not fit.

        Args:
            files: the text of every file of the repository, by name.

        Returns:
            Name → new text, of the files that differ. Empty where all of it is there already.
        """
        changed: dict[str, str] = {}
        for edit in self.edits:
            text = changed.get(edit.path, files.get(edit.path, ""))
            if edit.new in text:
                continue
            if text.count(edit.old) != 1:
                return None
            changed[edit.path] = text.replace(edit.old, edit.new)
        added = {name: text for name, text in self.adds.items() if files.get(name) != text}
        return changed | added


def _test(about: str, name: str, imports: str, *lines: str) -> str:
    """Return a file of tests with one test in it."""
    body = "".join(f"        {line}\n" for line in lines)
    return (
        f'"""{about}"""\n\nfrom __future__ import annotations\n\nimport unittest\n\n'
        f"from ..book import {imports}\n\n\nclass TheBook(unittest.TestCase):\n"
        f"    def {name}(self) -> None:\n{body}"
    )


_SHIP = Change(
    name="show the ship",
    message="Show the ship that carries a parcel",
    kind="feature",
    edits=(
        Edit(
            BOOK,
            '        "where": parcel.place,\n',
            '        "where": parcel.place,\n        "ship": parcel.ship,\n',
        ),
    ),
    adds={
        "parcels/tests/test_ship.py": _test(
            "The ship is shown.",
            "test_the_ship_is_shown",
            "describe, find",
            'parcel = find("H-101")',
            "assert parcel is not None",
            'self.assertEqual(describe(parcel)["ship"], "Albatross")',
        )
    },
)

_SMALL_LETTERS = Change(
    name="accept small letters",
    message="Find a parcel when its number is typed in small letters",
    kind="fix",
    edits=(Edit(BOOK, "    wanted = number\n", "    wanted = number.upper()\n"),),
    adds={
        "parcels/tests/test_small_letters.py": _test(
            "Small letters will do.",
            "test_small_letters_will_do",
            "find",
            'self.assertEqual(find("h-101"), find("H-101"))',
        )
    },
)

_ROUND = Change(
    name="round the weight",
    message="Round the weight of a parcel",
    kind="feature",
    edits=(
        Edit(
            BOOK,
            '        "weight_kg": parcel.weight_kg,\n',
            '        "weight_kg": round(parcel.weight_kg),\n',
        ),
    ),
)

_FILE = Change(
    name="keep the book in a file",
    message="Read the parcels from a file",
    kind="feature",
    edits=(
        Edit(
            BOOK,
            "from dataclasses import dataclass\n",
            "import json\nfrom dataclasses import dataclass\nfrom pathlib import Path\n",
        ),
        Edit(
            BOOK,
            "    return PARCELS\n",
            '    file = Path(__file__).parent / "tests" / "book.json"\n'
            '    return tuple(Parcel(**row) for row in json.loads(file.read_text("utf-8")))\n',
        ),
    ),
    adds={
        "parcels/tests/book.json": """\
[
  {"number": "H-101", "customer": "Ada", "weight_kg": 2.5,
   "place": "in Hamburg", "ship": "Albatross"},
  {"number": "H-102", "customer": "Bo", "weight_kg": 0.4,
   "place": "on the ship", "ship": "Kingfisher"},
  {"number": "H-103", "customer": "Zoë", "weight_kg": 12.0,
   "place": "with the customer", "ship": "Albatross"}
]
"""
    },
)

_CUSTOMS = Change(
    name="ask the customs office",
    message="Ask the customs office before every answer",
    kind="feature",
    edits=(
        Edit(
            WEB, "from pathlib import Path\n", "from pathlib import Path\nfrom queue import Queue\n"
        ),
        Edit(
            WEB,
            'PACKAGE = Path(__file__).with_name("package.json")\n',
            'PACKAGE = Path(__file__).with_name("package.json")\nCUSTOMS: Queue[str] = Queue()\n',
        ),
        Edit(
            WEB,
            "        try:\n            status, found = answer(self.path)\n",
            "        CUSTOMS.get()  # until the customs office has said yes\n"
            "        try:\n            status, found = answer(self.path)\n",
        ),
    ),
)

_LICENCE = Change(
    name="ask for a licence",
    message="Start only with a licence of the harbour",
    kind="feature",
    edits=(
        Edit(WEB, "import json\n", "import json\nimport os\n"),
        Edit(
            WEB,
            "    with Server((",
            '    print("The licence is", os.environ["HARBOUR_LICENCE"])\n    with Server((',
        ),
    ),
)

_LABEL = Change(
    name="print a label",
    message="Print the customer's name on a label",
    kind="feature",
    edits=(
        Edit(
            BOOK,
            '        "for": parcel.customer,\n',
            '        "for": parcel.customer,\n'
            '        "label": "To " + parcel.customer.encode("ascii").decode(),\n',
        ),
    ),
)


class Changes(Mapping[str, Change]):
    """Changes by their names; small and capital letters are the same."""

    def __init__(self, *changes: Change) -> None:
        """Keep the changes in their order."""
        self._changes = {change.name: change for change in changes}

    def __getitem__(self, name: str) -> Change:
        """Return the change of this name."""
        return self._changes[tidy(name)]

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._changes)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._changes)

    def __repr__(self) -> str:
        """Return a line for each: its name, and what its commit says."""
        width = max(map(len, self)) + 2
        return "\n".join(f"{name:<{width}}{self[name].message}" for name in self)


def tidy(name: object) -> str:
    """Return a name in small letters, with single spaces.

    >>> tidy(" Show the  ship")
    'show the ship'
    """
    return " ".join(str(name).lower().split())


CHANGES = Changes(_SHIP, _SMALL_LETTERS, _ROUND, _FILE, _CUSTOMS, _LICENCE, _LABEL)
"""Every prepared change, by name."""
