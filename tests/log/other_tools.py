"""Events as other tools write them: a change on its way to its users, and two incidents."""

from __future__ import annotations

PURL = "pkg:oci/parcels@sha256%3Aabc?repository_url=registry.example/parcels"
OLDER = "pkg:oci/parcels@1.0"


def event(
    kind: str, subject: str, time: str, content: dict | None = None, **context: object
) -> dict:
    """Return an event as a tool writes it, with everything that the specification allows."""
    return {
        "context": {
            "specversion": "0.5.1",
            "id": f"{kind}/{subject}/{time}",
            "source": "/tools/one",
            "type": f"dev.cdevents.{kind}",
            "timestamp": time,
            "schemaUri": "https://example.org/schema/event",
            "chainId": "7a1c9c1e-0d0f-4a52-8f0a-6a9fb7a5d0c1",
            "links": [
                {"linkType": "PATH", "from": {"contextId": "a"}, "tags": {"stage": "one"}},
                {"linkType": "RELATION", "linkKind": "TRIGGER", "target": {"contextId": "b"}},
                {"linkType": "END", "from": {"contextId": "c"}},
            ],
            **context,
        },
        "subject": {"id": subject, "source": "/tools/one", "content": content or {}},
        "customData": {"theirs": [1, 2, {"deep": None}]},
        "customDataContentType": "application/json",
    }


def runs(artifact: str, environment: str = "prod-eu") -> dict:
    return {"environment": {"id": environment, "source": "/cloud"}, "artifactId": artifact}


def trouble(**more: object) -> dict:
    return {"environment": {"id": "prod-eu"}, "description": "slow", **more}


REPOSITORY = {"repository": {"id": "harbour/parcels", "source": "https://git.example.org"}}
STORY = [
    event("change.created.0.4.0", "41", "2025-01-06T09:00:00Z",
          {**REPOSITORY, "description": "a faster search"}),
    event("change.updated.0.3.0", "41", "2025-01-06T08:30:00Z", REPOSITORY),
    event("change.reviewed.0.3.0", "41", "2025-01-06T10:00:00Z"),
    event("change.reviewed.0.3.0", "41", "2025-01-06T12:30:00+01:00"),
    event("change.merged.0.3.0", "41", "2025-01-06T12:00:00.123456789Z", REPOSITORY),
    event("change.created.0.4.0", "42", "2025-01-06T13:00:00Z"),
    event("change.merged.0.3.0", "42", "2025-01-06T14:00:00Z"),
    event("change.created.0.4.0", "43", "2025-01-06T13:00:00Z"),
    event("change.abandoned.0.3.0", "43", "2025-01-06T15:00:00Z"),
    event("build.queued.0.3.0", "b1", "2025-01-06T12:01:00Z"),
    event("build.started.0.3.0", "b1", "2025-01-06T12:02:00Z"),
    event("build.finished.0.3.0", "b1", "2025-01-06T12:09:00Z", {"artifactId": PURL}),
    event("pipelinerun.finished.0.3.0", "p1", "2025-01-06T12:09:00Z", {"outcome": "cancel"}),
    event("artifact.packaged.0.3.0", PURL, "2025-01-06T12:10:00Z",
          {"change": {"id": "41", "source": "https://git.example.org"},
           "sbom": {"uri": "https://sbom.example.org/41"}}),
    event("artifact.packaged.0.3.0", PURL, "2025-01-06T12:20:00Z", {"change": {"id": "41"}}),
    event("service.deployed.0.3.0", "parcels", "2025-01-06T12:30:00Z", runs(PURL, "staging-1")),
    event("service.deployed.0.3.0", "parcels", "2025-01-06T12:31:00Z", runs(PURL, "test")),
    event("service.upgraded.0.3.0", "parcels", "2025-01-07T09:00:00Z", runs(PURL)),
    event("service.rolledback.0.3.0", "parcels", "2025-01-07T11:00:00Z", runs(OLDER)),
    event("service.upgraded.0.3.0", "parcels", "2025-01-08T09:00:00Z", runs(PURL)),
    event("incident.detected.0.3.0", "i1", "2025-01-07T10:00:00Z",
          trouble(artifactId=PURL, service={"id": "parcels"})),
    event("incident.reported.0.3.0", "i1", "2025-01-07T10:05:00Z",
          trouble(ticketURI="https://tickets.example.org/345")),
    event("incident.resolved.0.3.0", "i1", "2025-01-07T11:00:00Z", trouble(artifactId=OLDER)),
    event("incident.reported.0.3.0", "i2", "2025-01-09T10:00:00Z",
          trouble(ticketURI="https://tickets.example.org/346")),
    event("incident.detected.0.3.0", "i3", "2025-01-09T10:00:00Z",
          {"environment": {"id": "test"}}),
    event("incident.resolved.0.3.0", "i4", "2025-01-09T10:00:00Z", trouble()),
    event("environment.created.0.3.0", "prod-eu", "2025-01-05T09:00:00Z", {"name": "eu"}),
    event("testcaserun.finished.0.3.0", "t", "2025-01-06T12:05:00Z", {"outcome": "success"}),
    event("testcaserun.finished.0.3.0", "t", "2025-01-06T12:06:00Z", {"outcome": "success"}),
]  # fmt: skip
CUSTOM = event("", "q", "2025-01-06T12:06:00Z", {"free": True})
CUSTOM["context"]["type"] = "dev.cdeventsx.harbor-quota.exceeded.0.1.0"
