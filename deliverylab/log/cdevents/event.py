"""An event of CDEvents: what every event says, and what the content of one may hold.

The words, one class each, stand in `deliverylab.log.cdevents.vocabulary`. Here are two that are in
no vocabulary: an event that we invented (`Custom`), and one that we do not know (`Other`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias, TypedDict

SPECIFICATION = "0.5.1"
OUTCOMES = ("success", "failure", "cancel", "error")

Kind: TypeAlias = Literal[
    "text", "full text", "uri", "uri reference", "outcome", "reference", "sbom"
]
"""What an entry of an event's content holds; a `full text` is not empty."""


@dataclass(frozen=True)
class Entry:
    """One entry of an event's content: its name in JSON, and what it holds.

    Args:
        name: the name in JSON, such as `artifactId`.
        attribute: the name in the dataclass, such as `artifact_id`.
        kind: what it holds.
        required: True where every event of the type has it.
    """

    name: str
    attribute: str
    kind: Kind
    required: bool = False


@dataclass(frozen=True)
class Reference:
    """Another subject, named by an event: its id, and its source where that differs."""

    id: str
    source: str | None = None


class Head(TypedDict):
    """What every event must have; the fields are those of `Event`."""

    id: str
    source: str
    timestamp: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """What every event says.

    Args:
        id: the event's own id, unique within its source.
        source: who tells it, as a URI reference.
        timestamp: when it happened, as in RFC 3339, to the microsecond at most.
        subject: the id of what it happened to.
        subject_source: the source of the subject, where it is not the event's.
        custom_data: what the producer adds of its own.
    """

    NAME: ClassVar[str] = ""
    VERSION: ClassVar[str] = "0.3.0"
    CONTENT: ClassVar[tuple[Entry, ...]] = ()

    id: str
    source: str
    timestamp: str
    subject: str
    subject_source: str | None = None
    custom_data: Mapping[str, object] | str | None = None

    @property
    def name(self) -> str:
        """What happened to what, such as `change.merged`."""
        return self.NAME

    @property
    def type(self) -> str:
        """The event's type in full, such as `dev.cdevents.change.merged.0.3.0`."""
        return f"dev.cdevents.{self.NAME}.{self.VERSION}"


@dataclass(frozen=True, kw_only=True)
class Other(Event):
    """An event of a type that stands in no class here; its content is not looked at."""

    full_type: str

    @property
    def name(self) -> str:
        """Its type without the version, and without `dev.cdevents.`."""
        return self.full_type.removeprefix("dev.cdevents.").rsplit(".", 3)[0]

    @property
    def type(self) -> str:
        """The event's type in full."""
        return self.full_type


@dataclass(frozen=True, kw_only=True)
class Custom(Event):
    """An event for which the vocabulary has no word; its subject's name begins `deliverylab-`."""

    word: str
    content: Mapping[str, object]

    @property
    def name(self) -> str:
        """What happened to what, such as `deliverylab-change.committed`."""
        return self.word

    @property
    def type(self) -> str:
        """The event's type in full, such as `dev.cdeventsx.deliverylab-change.committed.0.1.0`."""
        return f"dev.cdeventsx.{self.word}.0.1.0"
