from pathlib import Path

import pytest
from unit.warehouse.lake_builder import settings_in

from dateline.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "data")
