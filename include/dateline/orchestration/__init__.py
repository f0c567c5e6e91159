"""The only part that knows Airflow: steps, assets and defaults of the DAGs, and the launcher."""
