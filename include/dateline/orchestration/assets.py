"""The assets that DAGs hand to one another."""

from airflow.sdk import Asset

WAREHOUSE = Asset(name="warehouse", uri="dateline://warehouse/core", group="dateline")
"""The published core tables. Each event's extra says which interval was loaded and what it gave."""

MARTS = Asset(name="marts", uri="dateline://warehouse/marts", group="dateline")
"""The published marts."""
