"""Whatever was loaded when, the marts are those that a rebuild of everything gives."""

import random

import pytest
from unit.warehouse.lake_builder import Capture, settings_in
from unit.warehouse.test_late import COPY, CORRECTED, DAYS, LATE, add, contents

from dateline.stories import Follower, Parameters
from dateline.warehouse import build_marts

POOL = {
    1: DAYS[1],
    2: [*DAYS[2], LATE, CORRECTED],
    3: [*DAYS[3], COPY],
    4: [*DAYS[4], CORRECTED],
}
"""What a load of a day may bring: late, corrected and copied articles, and what it may lack."""


def loaded(chance: random.Random) -> tuple[int, list[Capture]]:
    """A day and a part of what it may bring, perhaps nothing."""
    number = chance.choice(sorted(POOL))
    return number, [capture for capture in POOL[number] if chance.random() < 0.6]


@pytest.mark.parametrize("seed", range(2))
def test_a_rebuild_of_everything_changes_nothing(tmp_path, seed):
    settings = settings_in(tmp_path / "data")
    chance = random.Random(seed)
    for _ in range(6):
        add(settings, *loaded(chance))
    grown = contents(settings)
    build_marts(settings, None, Follower(Parameters(window=2)))
    assert contents(settings) == grown
