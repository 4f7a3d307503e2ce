"""What `python -m deliverylab measure --help` says beside the options."""

from __future__ import annotations

__all__ = ["DESCRIPTION", "EPILOG", "USAGE"]

USAGE = """\
python -m deliverylab measure PATH
         [--since TIME] [--until TIME] [--team NAME]
         [--releases PATTERN] [--production PATTERN]
         [--format {table,json,csv}]
         [--definitions [NAME ...]] [--explain KPI]"""

DESCRIPTION = """\
Measure how a team delivers, and print the scorecard: how often it deploys, how long a change
takes to reach production, how long it takes to restore service, how many deployments fail, how
reliable the service is, how many deployments nobody had planned.

PATH is one of
  a git repository       Its commits are changes. Its tags that match PATTERN are releases and
                         their deployments to production.
  a folder of CSV files  A delivery log: changes.csv, builds.csv, releases.csv, deployments.csv,
                         incidents.csv, traffic.csv. What you do not record, leave out: a file
                         or a column. docs/own_data.md shows how to make them from GitHub or
                         GitLab, data/README.md what they hold.
  a file of CDEvents     JSON lines (https://cdevents.dev), as delivery tools write them.

It prints, and changes nothing: no file is written, nothing is sent anywhere, and no names of
people are read. All times are in UTC."""

EPILOG = """\
what each format gives:
  table  Text for reading. On a narrow terminal each value has its own line. --explain shows
         the first ten rows of each team.
  json   {"shape": 1, "answers", "source", "start", "end", "notes", "teams"}, where
         "answers" is    and "teams" holds
           scorecard     TEAM: KPI: {"value", "unit", "said", "observations", "interval",
                         "left_out", "also", "basis"}
           definitions   TEAM: DEFINITION: KPI: {"value", "unit", "in_course_units",
                         "shown", "observations", "left_out", "note"}
           rows          TEAM: the same as a KPI of the scorecard, and {"kpi", "how", "rows"}
           rows of definitions
                         TEAM: DEFINITION: the same as a KPI of the definitions, and
                         {"kpi", "rows", "left_out_ids"}
         "interval" is the 95 % interval [low, high]; "left_out" says how many were not counted,
         by reason; "also" holds further numbers in the same unit. No data is null, never 0.
  csv    One row per team and KPI (with --definitions: per team, definition and KPI); with
         --explain all the rows behind it. UTF-8, RFC 4180; no data is an empty cell. A cell
         with several numbers reads "name=number; name=number". Notes are not in it.
  Hours are clock hours, a share goes from 0 to 1. Numbers in json and csv are not rounded.

definitions (--definitions NAME ..., small or capital letters, - for a space):
  Four Keys, DevLake 2021, DevLake 2023, GitLab, Middleware, Pelorus, this course

KPIs (--explain KPI, or a part of the name that no other has, - for a space):
  deployment frequency, lead time for changes, time to restore service, change failure rate;
  without --definitions also reliability, deployment rework rate, failed deployment recovery time

what is not measured, and why:
  Of a git repository, only the deployment frequency and the lead time: git does not record
  incidents, traffic, builds, or which deployments failed or were not planned. A tag stands for
  a deployment, so the numbers are as true as that is. A pre-release (v2.0.0-rc1) counts only if
  PATTERN asks for it. For a lightweight tag git keeps no time, so that of its commit is taken. A
  repository that is merged by squashing has lost when the work on its changes began.
  What is not recorded is "no data" and never zero. Of the published definitions, some show a
  good result where there are no data; that is how they are.
  What is still on the way at the end (a change that waits, an incident that is open) is not in
  a median; how many those are is said beside it.
  People are not measured: the numbers are those of a team's way to deliver.

exit codes:
  0  It worked.
  1  PATH cannot be read, or does not hold what was asked for (a team, a time).
  2  The command was not understood.

examples:
  python -m deliverylab measure .
  python -m deliverylab measure ../service --releases 'release-*' --since 2025-07-01
  python -m deliverylab measure data --team ferry --explain lead-time
  python -m deliverylab measure data --definitions gitlab four-keys
  python -m deliverylab measure events.jsonl --production live --format json
  python -m deliverylab measure data --format csv > scorecard.csv"""
