"""What a log does not record, nothing can be measured of: not even that it is zero.

A log of real work seldom knows everything. Where no incident is recorded because nobody recorded
incidents, a failure rate of zero would be made up. So each measure names the tables and the columns
without which it can say nothing; where one of them is not recorded, it has no data and says why.
"""

from __future__ import annotations

from deliverylab.log import DeliveryLog

__all__ = ["why_unknown"]

WORDS = {
    "builds.attempt": "which build of a change was its first is not recorded",
    "builds.finished": "when builds finished is not recorded",
    "builds.outcome": "how builds ended is not recorded",
    "builds.reason": "why builds failed is not recorded",
    "changes.deployed": "when changes were deployed is not recorded",
    "changes.opened": "when a review was asked for is not recorded",
    "changes.review_started": "when reviews began is not recorded",
    "changes.reviewed": "when reviews ended is not recorded",
    "deployments.finished": "when deployments finished is not recorded",
    "deployments.outcome": "how deployments ended is not recorded",
    "deployments.planned": "what was planned is not recorded",
    "deployments.release": "which package was deployed is not recorded",
    "incidents.deployment": "which deployment caused an incident is not recorded",
    "incidents.restored": "when service was restored is not recorded",
    "traffic": "traffic is not recorded",
    "traffic.p95_latency_ms": "how fast requests were answered is not recorded",
}


def why_unknown(log: DeliveryLog, *needed: str) -> str:
    """Return why a log cannot tell something; an empty text if it can.

    Args:
        log: What happened.
        *needed: The tables and the columns (as `table.column`) without which it cannot.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-13", team="tug")
    >>> why_unknown(log, "incidents")
    ''
    >>> from dataclasses import replace
    >>> log = replace(log, unrecorded=frozenset({("tug", "incidents.restored")}))
    >>> why_unknown(log, "incidents", "incidents.restored")
    'when service was restored is not recorded'
    """
    for what in needed:
        table = what.partition(".")[0]
        for name in (table, what):
            if not log.records(name):
                return WORDS.get(name, f"{name} are not recorded")
    return ""
