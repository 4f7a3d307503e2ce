"""A table of a log that is made when it is first read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from deliverylab.log.delivery_log import DeliveryLog

MakeTable = Callable[[], pd.DataFrame]
"""Makes a table; called once at most."""


class TableField:
    """A field of a `DeliveryLog` that holds a table, or what makes it.

    A simulated year has six tables, and whoever asks for its KPIs reads four of them: the others
    are never made then. Whoever reads a table finds a table, each time the same one.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        """Keep the field's name."""
        self._name = name

    def __get__(self, log: DeliveryLog | None, owner: type | None = None) -> pd.DataFrame:
        """Return the table, made now where nobody has read it before."""
        if log is None:  # asked by `dataclass` whether the field has a default: it has none
            raise AttributeError(self._name)
        table: pd.DataFrame | MakeTable = log.__dict__[self._name]
        if not isinstance(table, pd.DataFrame):
            table = log.__dict__[self._name] = table()
        return table

    def __set__(self, log: DeliveryLog, table: pd.DataFrame | MakeTable) -> None:
        """Keep the table, or what makes it."""
        log.__dict__[self._name] = table
