"""What a package asks of another one, as its metadata say it: `pandas>=3.0`, `widgets~=3.0.17`.

The doctor has to work where packages are missing, so it reads this itself. Only what the course's
own requirements and those of ipywidgets use is understood; anything else is refused, not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Requirement"]

_FORM = re.compile(r"(?P<name>[\w.-]*\w)\s*(?P<how>>=|~=)\s*(?P<version>\d+(\.\d+)*)")


@dataclass(frozen=True)
class Requirement:
    """A package and the oldest version that will do.

    Attributes:
        name: what the package is called.
        how: `">="`, or `"~="` where the version's first parts must stay the same.
        version: the oldest that will do.
    """

    name: str
    how: str
    version: str

    @classmethod
    def read(cls, text: str) -> Requirement:
        """Return the requirement that a line of metadata names.

        Raises:
            ValueError: it is written in another form.

        >>> Requirement.read("pandas>=3.0")
        Requirement(name='pandas', how='>=', version='3.0')
        """
        found = _FORM.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"expected a requirement such as 'pandas>=3.0', found {text!r}")
        return cls(found["name"], found["how"], found["version"])

    def is_met_by(self, version: str) -> bool:
        """Return whether a version will do.

        >>> [Requirement.read("a~=3.0.9").is_met_by(v) for v in ("3.0.10", "3.0.8", "3.1.0")]
        [True, False, False]
        """
        oldest, given = _parts(self.version), _parts(version)
        width = max(len(oldest), len(given))
        new_enough = _filled(given, width) >= _filled(oldest, width)
        if self.how == ">=":
            return new_enough
        same = len(oldest) - 1
        return new_enough and _filled(given, width)[:same] == oldest[:same]

    def __str__(self) -> str:
        """Say which versions will do."""
        newer = "or newer" if self.how == ">=" else "or a newer one of that line"
        return f"{self.version} {newer}"


def _parts(version: str) -> list[int]:
    """Return the numbers at the beginning of a version: 3, 0 and 1 of `"3.0.1rc2"`."""
    release = re.match(r"\d+(\.\d+)*", version)
    if release is None:
        raise ValueError(f"expected a version such as '3.0.1', found {version!r}")
    return [int(part) for part in release[0].split(".")]


def _filled(parts: list[int], width: int) -> list[int]:
    return parts + [0] * (width - len(parts))
