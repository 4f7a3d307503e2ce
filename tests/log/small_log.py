"""A small log that holds together."""

from __future__ import annotations

from deliverylab.log import DeliveryLog


def small_log() -> DeliveryLog:
    """One team's week: two changes deployed together, one waiting, one incident."""
    return DeliveryLog.of(
        "2025-01-06",
        "2025-01-13",
        team="tug",
        source="simulation",
        changes={
            "change": ["c1", "c2", "c3"],
            "kind": ["feature", "fix", None],
            "size": [120, 3, None],
            "committed": ["2025-01-06T09:00:00Z", "2025-01-06T11:30:00Z", "2025-01-10T16:00:00Z"],
            "merged": ["2025-01-06T15:00:00Z", "2025-01-07T10:00:00Z", None],
            "deployment": ["d1", "d1", None],
            "deployed": ["2025-01-08T10:20:00Z", "2025-01-08T10:20:00Z", None],
        },
        builds={
            "build": ["b1", "b2"],
            "change": ["c1", "c2"],
            "attempt": [1, 1],
            "queued": ["2025-01-06T14:00:00Z", "2025-01-07T09:00:00Z"],
            "started": ["2025-01-06T14:00:00Z", None],
            "finished": ["2025-01-06T14:10:00Z", None],
            "outcome": ["failure", None],
            "reason": ["flaky", None],
        },
        releases={
            "release": ["r1"],
            "version": ["1.1"],
            "change": ["c2"],
            "packaged": ["2025-01-08T09:00:00Z"],
            "by": ["hand"],
        },
        deployments={
            "deployment": ["d0", "d1"],
            "release": ["r1", "r1"],
            "environment": ["staging", "production"],
            "started": ["2025-01-08T09:30:00Z", "2025-01-08T10:00:00Z"],
            "finished": ["2025-01-08T09:40:00Z", "2025-01-08T10:20:00Z"],
            "outcome": ["success", "success"],
            "strategy": [None, "rolling"],
            "trigger": ["train", "train"],
            "planned": [True, True],
        },
        incidents={
            "incident": ["i1"],
            "started": ["2025-01-08T10:20:00Z"],
            "detected": ["2025-01-08T10:45:00Z"],
            "severity": ["minor"],
            "deployment": ["d1"],
        },
        traffic={
            "hour": ["2025-01-08T09:00:00Z", "2025-01-08T10:00:00Z"],
            "requests": [1000, 0],
            "failed": [2, 0],
            "p95_latency_ms": [181.5, None],
        },
    )
