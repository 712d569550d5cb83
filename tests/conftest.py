"""Shared fixtures: the samples, and the corpus of real documents where SOMARK_CORPUS names it."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from service.app import Service

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


@pytest.fixture
def service() -> "Iterator[tuple[Service, str]]":
    """The service that is played, and its base URL."""
    from service.app import Service
    from service.running import running

    played = Service()
    with running(played) as url:
        yield played, url


def hear_interruptions() -> None:
    """Run in a command before it starts: what was started in the background of a shell would not hear Ctrl+C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
