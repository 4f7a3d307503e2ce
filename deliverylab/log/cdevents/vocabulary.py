"""The words of CDEvents: one frozen dataclass for each event that a delivery log is told with.

An event says what happened (its *predicate*) to what (its *subject*): a change was merged, a
service was deployed. CDEvents (https://cdevents.dev, version 0.5.1 of the specification) fixes the
words, and for each one what its content holds. The classes here carry those constraints, written
down from the published schemas; `deliverylab.log.cdevents.json_form` applies them.

The vocabulary has no word for some of what a delivery log holds: a commit, a deployment that
failed, an hour's traffic. `Custom` events say that; the specification keeps the names that begin
with `dev.cdeventsx.` for them. An event of a type that stands in no class here is an `Other`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from deliverylab.log.cdevents.event import Entry, Event, Reference

_REPOSITORY = Entry("repository", "repository", "reference")
_ARTIFACT = Entry("artifactId", "artifact_id", "full text")
_PIPELINE = (Entry("pipelineName", "pipeline_name", "text"), Entry("uri", "uri", "uri"))
_SERVICE = (
    Entry("environment", "environment", "reference", required=True),
    Entry("artifactId", "artifact_id", "full text", required=True),
)
_INCIDENT = (
    Entry("description", "description", "text"),
    Entry("environment", "environment", "reference", required=True),
    Entry("service", "service", "reference"),
    _ARTIFACT,
)


@dataclass(frozen=True, kw_only=True)
class _OfChange(Event):
    CONTENT: ClassVar[tuple[Entry, ...]] = (_REPOSITORY,)

    repository: Reference | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeCreated(_OfChange):
    """A change was put forward: its author asks for a review."""

    NAME = "change.created"
    VERSION = "0.4.0"
    CONTENT: ClassVar[tuple[Entry, ...]] = (
        Entry("description", "description", "full text"),
        _REPOSITORY,
    )

    description: str | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeUpdated(_OfChange):
    """A change that is open was altered."""

    NAME = "change.updated"


@dataclass(frozen=True, kw_only=True)
class ChangeReviewed(_OfChange):
    """A review of a change was finished."""

    NAME = "change.reviewed"


@dataclass(frozen=True, kw_only=True)
class ChangeMerged(_OfChange):
    """A change became part of the main line."""

    NAME = "change.merged"


@dataclass(frozen=True, kw_only=True)
class ChangeAbandoned(_OfChange):
    """A change was given up."""

    NAME = "change.abandoned"


@dataclass(frozen=True, kw_only=True)
class BuildQueued(Event):
    """A build waits for a runner."""

    NAME = "build.queued"


@dataclass(frozen=True, kw_only=True)
class BuildStarted(Event):
    """A runner took the build."""

    NAME = "build.started"


@dataclass(frozen=True, kw_only=True)
class BuildFinished(Event):
    """A build is over. How it ended, the vocabulary does not say."""

    NAME = "build.finished"
    CONTENT: ClassVar[tuple[Entry, ...]] = (Entry("artifactId", "artifact_id", "text"),)

    artifact_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class _OfPipelineRun(Event):
    CONTENT: ClassVar[tuple[Entry, ...]] = _PIPELINE

    pipeline_name: str | None = None
    uri: str | None = None


@dataclass(frozen=True, kw_only=True)
class PipelineRunQueued(_OfPipelineRun):
    """A run of a pipeline waits for a runner."""

    NAME = "pipelinerun.queued"


@dataclass(frozen=True, kw_only=True)
class PipelineRunStarted(_OfPipelineRun):
    """A runner took the run."""

    NAME = "pipelinerun.started"


@dataclass(frozen=True, kw_only=True)
class PipelineRunFinished(_OfPipelineRun):
    """A run is over, with an outcome and, where it failed, a reason."""

    NAME = "pipelinerun.finished"
    CONTENT: ClassVar[tuple[Entry, ...]] = (
        *_PIPELINE,
        Entry("outcome", "outcome", "outcome"),
        Entry("errors", "errors", "text"),
    )

    outcome: str | None = None
    errors: str | None = None


@dataclass(frozen=True, kw_only=True)
class ArtifactPackaged(Event):
    """A package is ready. The subject's id is a package URL; `change` is its head."""

    NAME = "artifact.packaged"
    CONTENT: ClassVar[tuple[Entry, ...]] = (
        Entry("change", "change", "reference", required=True),
        Entry("sbom", "sbom", "sbom"),
    )

    change: Reference
    sbom: str | None = None


@dataclass(frozen=True, kw_only=True)
class _OfService(Event):
    CONTENT: ClassVar[tuple[Entry, ...]] = _SERVICE

    environment: Reference
    artifact_id: str


@dataclass(frozen=True, kw_only=True)
class ServiceDeployed(_OfService):
    """A service runs in an environment for the first time."""

    NAME = "service.deployed"


@dataclass(frozen=True, kw_only=True)
class ServiceUpgraded(_OfService):
    """A service runs from a new package."""

    NAME = "service.upgraded"


@dataclass(frozen=True, kw_only=True)
class ServiceRolledBack(_OfService):
    """A service runs from an earlier package again."""

    NAME = "service.rolledback"


@dataclass(frozen=True, kw_only=True)
class _OfIncident(Event):
    CONTENT: ClassVar[tuple[Entry, ...]] = _INCIDENT

    environment: Reference
    description: str | None = None
    service: Reference | None = None
    artifact_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class IncidentDetected(_OfIncident):
    """Monitoring saw that users get less than they were promised."""

    NAME = "incident.detected"


@dataclass(frozen=True, kw_only=True)
class IncidentReported(_OfIncident):
    """An incident has a ticket."""

    NAME = "incident.reported"
    CONTENT: ClassVar[tuple[Entry, ...]] = (
        *_INCIDENT,
        Entry("ticketURI", "ticket_uri", "uri", required=True),
    )

    ticket_uri: str


@dataclass(frozen=True, kw_only=True)
class IncidentResolved(_OfIncident):
    """Users have a good service again."""

    NAME = "incident.resolved"


VOCABULARY: dict[str, type[Event]] = {
    word.NAME: word
    for word in (
        ChangeCreated, ChangeUpdated, ChangeReviewed, ChangeMerged, ChangeAbandoned,
        BuildQueued, BuildStarted, BuildFinished,
        PipelineRunQueued, PipelineRunStarted, PipelineRunFinished,
        ArtifactPackaged, ServiceDeployed, ServiceUpgraded, ServiceRolledBack,
        IncidentDetected, IncidentReported, IncidentResolved,
    )
}  # fmt: skip
"""The events by name, such as `change.merged`."""
