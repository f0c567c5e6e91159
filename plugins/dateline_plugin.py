"""Registers Dateline with Airflow. Nothing else belongs here: Airflow runs every file it finds."""

from typing import ClassVar

from airflow.plugins_manager import AirflowPlugin

from dateline.orchestration import listener


class DatelinePlugin(AirflowPlugin):
    """What Dateline adds to Airflow."""

    name = "dateline"
    listeners: ClassVar = [listener]
