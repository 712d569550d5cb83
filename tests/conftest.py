"""Shared fixtures: the samples, and the corpus of real documents where SOMARK_CORPUS names it."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
SAMPLES = sorted((ROOT / "sample_results").glob("*/outputs.json"))

settings.register_profile("dev", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture(params=SAMPLES, ids=lambda path: path.parent.name)
def sample(request: pytest.FixtureRequest) -> Path:
    """The outputs.json of each sample result, one after the other."""
    return request.param


@pytest.fixture
def corpus() -> Path:
    """The folder of the corpus."""
    folder = os.environ.get("SOMARK_CORPUS")
    if not folder:
        pytest.skip("SOMARK_CORPUS does not name the corpus of real documents")
    return Path(folder)
