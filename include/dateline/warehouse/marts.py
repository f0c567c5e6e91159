"""Marts: tables for analysts, rebuilt for the days that loads touched."""

from collections.abc import Sequence

import pyarrow as pa

from dateline.partition import Interval
from dateline.settings import Settings
from dateline.warehouse.connect import open_warehouse, transaction
from dateline.warehouse.dims import derive
from dateline.warehouse.incidents import build_incidents
from dateline.warehouse.statements import Statements, bounds
from dateline.warehouse.stories import Placer, follow_stories

MARTS = (
    "event_daily",
    "dyads_daily",
    "actor_daily",
    "source_health",
    "pipeline_freshness",
)
"""Marts that one statement file builds, `sql/marts/<name>.sql`; incidents have a module."""

_INTERVALS = pa.schema({"interval_start": pa.timestamp("us"), "interval_end": pa.timestamp("us")})


def build_marts(
    settings: Settings,
    intervals: Sequence[Interval] | None = None,
    placer: Placer | None = None,
) -> None:
    """Bring the marts and the derived dimensions up to date, in one transaction.

    Loads leave a note of the days that they touched, days that lost rows included; those are
    rebuilt in any case.

    Args:
        settings: the settings.
        intervals: their days are rebuilt too; None rebuilds all days.
        placer: what places articles into stories; None leaves them where they are.

    Raises:
        TransientError: another process holds the warehouse.
    """
    with open_warehouse(settings) as con, transaction(con):
        sql = Statements(con, settings.sql)
        if intervals is None:
            sql.run("marts/all_days")
        else:
            given = pa.Table.from_pylist([bounds(i) for i in intervals], schema=_INTERVALS)
            con.register("given_intervals", given)
            sql.run("marts/stale_days")
        sql.run("marts/rebuilt_events")
        for name in MARTS:
            sql.run(f"marts/{name}")
        build_incidents(sql)
        follow_stories(sql, placer, everything=intervals is None)
        derive(sql)
