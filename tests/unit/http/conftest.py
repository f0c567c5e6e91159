import pytest
from fixtures.loopback import LoopbackSite


@pytest.fixture
def site():
    with LoopbackSite() as site:
        yield site
