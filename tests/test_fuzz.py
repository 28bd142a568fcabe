"""What the fuzzer tries is tried here too: every kept input, and one target for a moment."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from fuzz.harness import HERE, TARGETS, check_of, corpus, within_time

KEPT = [
    pytest.param(name, path, id=f"{name}-{path.name}") for name in TARGETS for path in corpus(name)
]


@pytest.mark.parametrize(("target", "path"), KEPT)
def test_every_kept_input_holds(target, path):
    within_time(check_of(target))(path.read_bytes())


def test_every_target_has_inputs_and_words_to_begin_with():
    assert all(corpus(target) for target in TARGETS)
    assert {path.stem for path in (HERE / "words").iterdir()} == set(TARGETS)


@pytest.mark.skipif(
    not find_spec("atheris"),
    reason="atheris is not installed (pip install -e '.[fuzz]', on Linux): no fuzzing here",
)
def test_a_target_runs_under_the_fuzzer_for_a_moment(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "fuzz", "--kept", str(tmp_path), "--seconds", "1", "lock"],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("nothing found") == 1


def test_a_target_that_nobody_knows_is_named():
    done = subprocess.run(
        [sys.executable, "-m", "fuzz", "nosuch"],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "nosuch" in done.stderr
