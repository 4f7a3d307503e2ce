"""The tools' numbers once more, in SQL: an independent reading of how each defines its metrics.

Nothing here shares code with the definitions. Tools that are SQL themselves (Four Keys, DevLake,
GitLab) are most naturally read so. `numbers` gives the value that each query finds, by tool and
metric; None where it finds none.
"""

from __future__ import annotations

import pandas as pd

from deliverylab.log import DeliveryLog

DF, LT, RS, CF = (
    "deployment frequency",
    "lead time for changes",
    "time to restore service",
    "change failure rate",
)

VIEWS = """
    -- What is known at the window's end.
    create view run as
        select deployment, release, started, team,
               case when finished < $end then finished end as finished,
               outcome = 'success' and finished < $end as good
        from deployments where environment = 'production' and started < $end;
    create view dep as select * from run where good;
    create view chg as
        select row_number() over () as n, c.change, committed, opened, review_started, reviewed,
               case when merged < $end then merged end as merged, d.deployment, d.release,
               d.finished as deployed
        from changes c left join dep d using (deployment) where committed < $end;
    create view inc as
        select incident, deployment, team, detected as reported,
               case when restored < $end then restored end as restored
        from (select * replace (coalesce(detected, case when restored is not null
              or (select count(detected) from incidents) = 0 then started end) as detected)
              from incidents) where detected < $end;
    -- What a package holds, and which change is its head.
    create view holds as select release, change, n from chg where release is not null;
    create view delivered as
        select dep.deployment, dep.finished, holds.change, chg.committed
        from dep join holds using (release) join chg using (change);
    create view head as
        select r.release, coalesce(r.change, last.change) as change
        from releases r
        left join (select release, arg_max(change, n) as change from holds group by 1) last
        using (release);
    create view root as
        select i.incident, coalesce(own.change, last.change) as change
        from inc i join run using (deployment)
        left join head on head.release = run.release
        left join holds own on own.release = run.release and own.change = head.change
        left join (select release, arg_max(change, n) as change from holds group by 1) last
        on last.release = run.release;
    create view day as
        select unnest(generate_series(date_trunc('day', $start),
               date_trunc('day', $end - interval 1 microsecond), interval 1 day)) as d;
    -- DevLake lays an incident to the last deployment before it.
    create view laid as
        select i.incident, i.reported, i.restored,
               (select max(finished) from dep where finished <= i.reported) as finished
        from inc i;
"""

IN_WINDOW = "between $start and $end - interval 1 microsecond"


def lower_median(values: str) -> str:
    """Return the query for the lower of the two middle values of a query's column x."""
    return f"""
        select max(x) from (select x, percent_rank() over (order by x) as r from ({values}))
        where r <= 0.5
    """


def minutes(begin: str, end: str, rounded: str) -> str:
    return f"greatest({rounded}((epoch_us({end}) - epoch_us({begin})) / 6e7), 0)"


def hours(begin: str, end: str) -> str:
    return f"(epoch_us({end}) - epoch_us({begin})) / 3.6e9"


def week_days(start_of_week: str, days: str, medians: str) -> str:
    """Return the query for the median number of days with a deployment per week."""
    return f"""
        with week as (
            select {start_of_week} as w, count(f.d) as x from ({days}) day
            left join (select distinct date_trunc('day', finished) as d from dep) f on f.d = day.d
            group by 1
        ) {medians}
    """


QUERIES: dict[tuple[str, str], str] = {
    ("Four Keys", DF): week_days(
        "date_trunc('week', day.d + interval 1 day)",
        """select d from day where d > (select date_trunc('day', min(t)) from (
            select min(committed) as t from chg union all select min(finished) from dep
            union all select min(reported) from inc
            union all select min(finished) from run))""",
        "select quantile_cont(x, 0.5) from week",
    ),
    ("Four Keys", LT): f"""
        select coalesce(quantile_cont(m, 0.5), 0) / 60 from (
            select floor((epoch_us(finished) - epoch_us(committed)) / 6e7) as m
            from delivered where finished {IN_WINDOW}) where m > 0
    """,
    ("Four Keys", RS): f"""
        select quantile_cont(h, 0.5) from (
            select trunc({hours("begun", "restored")}) as h from (
                select any_value(i.restored) as restored,
                       least(any_value(i.reported), min(d.finished)) as begun
                from inc i left join root using (incident)
                left join delivered d on d.change = root.change group by i.incident)
            where begun {IN_WINDOW} and restored is not null)
    """,
    ("Four Keys", CF): f"""
        with twice as (
            select root.incident, d.change from root join delivered d using (change)
        )
        select case when (select count(*) from dep where finished {IN_WINDOW}) = 0 then 0
               else count(*) / (select count(*) from dep where finished {IN_WINDOW}) end
        from delivered join twice using (change) where finished {IN_WINDOW}
    """,
    ("DevLake 2023", DF): week_days(
        "date_trunc('week', day.d)", "select d from day", lower_median("select x from week")
    ),
    ("DevLake 2023", LT): f"""
        select ({
        lower_median(
            f'''select {minutes("committed", "opened", "ceil")}
                + {minutes("opened", "merged", "ceil")}
                + {minutes("merged", "deployed", "ceil")} as x
                from chg where deployed {IN_WINDOW} and merged is not null and opened is not null
                and deployment <> (select arg_min(deployment, finished) from dep)'''
        )
    }) / 60
    """,
    ("DevLake 2023", RS): f"""
        select ({
        lower_median(
            f'''select floor((epoch_us(restored) - epoch_us(finished)) / 6e7) as x
                from laid where restored {IN_WINDOW} and finished {IN_WINDOW}'''
        )
    }) / 60
    """,
    ("DevLake 2021", RS): f"""
        select ({
        lower_median(
            f'''select floor((epoch_us(restored) - epoch_us(reported)) / 6e7) as x
                from laid where restored {IN_WINDOW}'''
        )
    }) / 60
    """,
    ("DevLake 2023", CF): f"""
        select case when (select count(*) from inc) > 0 then
               avg(case when finished in (select finished from laid) then 1.0 else 0 end) end
        from dep where finished {IN_WINDOW}
    """,
    ("GitLab", DF): f"""
        select case when count(*) > 0 or (select count(*) from inc where reported {IN_WINDOW}
               or restored {IN_WINDOW}) > 0 then 7 * count(*) / (select count(*) from day) end
        from dep where finished {IN_WINDOW}
    """,
    ("GitLab", LT): f"""
        select quantile_cont(m, 0.5) / 3600 from (
            select round_even(quantile_cont(epoch_us(deployed) - epoch_us(merged), 0.5) / 1e6, 0)
            as m from chg where deployed {IN_WINDOW} and merged is not null
            group by date_trunc('day', deployed))
    """,
    ("GitLab", RS): f"""
        select quantile_cont(m, 0.5) / 3600 from (
            select round_even(quantile_cont(epoch_us(restored) - epoch_us(reported), 0.5) / 1e6, 0)
            as m from inc where restored {IN_WINDOW} group by date_trunc('day', restored))
    """,
    ("GitLab", CF): f"""
        select case when i + d + r > 0 then i / greatest(d, 1) end from (
            select (select count(*) from inc where reported {IN_WINDOW}) as i,
                   (select count(*) from inc where restored {IN_WINDOW}) as r,
                   (select count(*) from dep where finished {IN_WINDOW}) as d)
    """,
    ("Middleware", LT): f"""
        select coalesce(avg({minutes("committed", "opened", "")}
            + coalesce({minutes("opened", "review_started", "")}, 0)
            + coalesce({minutes("review_started", "reviewed", "")}, 0)
            + coalesce({minutes("reviewed", "merged", "")}, 0)
            + {minutes("merged", "run", "")}) / 60, 0)
        from (select *, (select min(started) from dep where started >= merged) as run
              from chg where merged {IN_WINDOW}) where run is not null
    """,
    ("Middleware", RS): f"""
        select avg({hours("reported", "restored")}) from inc where restored {IN_WINDOW}
    """,
    ("Middleware", CF): f"""
        with r as (
            select started, lead(started) over (order by started) as next
            from run where started {IN_WINDOW}
        )
        select coalesce(avg(case when exists (
            select 1 from inc where reported {IN_WINDOW} and reported >= r.started
            and (r.next is null or reported < r.next)) then 1.0 else 0 end), 0) from r
    """,
    ("Pelorus", DF): f"""
        select nullif(count(distinct release), 0) * 604.8e9
               / (epoch_us($end::timestamp) - epoch_us($start::timestamp))
        from dep where started {IN_WINDOW}
    """,
    ("Pelorus", LT): f"""
        select avg(h) from (
            select any_value({hours("committed", "first")}) as h from (
                select head.change, min(dep.started) as first
                from dep join head using (release) group by 1)
            join chg using (change) where first {IN_WINDOW} group by change)
    """,
    ("Pelorus", CF): f"""
        select (select count(*) from inc where reported {IN_WINDOW}) / nullif(count(*), 0) from (
            select head.change, min(dep.started) as first
            from dep join head using (release) where head.change is not null group by 1)
        where first {IN_WINDOW}
    """,
}


def numbers(
    log: DeliveryLog, start: pd.Timestamp, end: pd.Timestamp
) -> dict[tuple[str, str], float | None]:
    """Return what each query finds in the log of one team, at the end of a window."""
    import duckdb  # not before it is used: see tests/garbage.py

    with duckdb.connect() as database:
        database.execute("set timezone = 'UTC'")
        for name in ("changes", "deployments", "incidents", "releases"):
            table = log.tables[name].assign(team=lambda rows: rows["team"].astype("object"))
            for column in table.columns:
                if isinstance(table[column].dtype, pd.DatetimeTZDtype):
                    table[column] = table[column].dt.tz_localize(None)
                elif isinstance(table[column].dtype, pd.CategoricalDtype):
                    table[column] = table[column].astype("object")
            database.register(name, table)
        edges = {"$start": start, "$end": end}
        found = {}
        for what, query in {("", ""): VIEWS, **QUERIES}.items():
            for edge, moment in edges.items():
                query = query.replace(edge, f"timestamp '{moment:%Y-%m-%d %H:%M:%S}'")
            if what == ("", ""):
                database.execute(query)
            else:
                row = database.execute(query).fetchone()
                found[what] = None if row is None else row[0]
    return found
