"""Takes one defence after the other out of a copy of the tree; its test must then fail.

`python -m tests.mutants [word]`: those whose name holds the word, else all. Ends with 1 when one survives.
"""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Final

from tests.mutants.defences import MUTANTS, Mutant

ROOT: Final = Path(__file__).resolve().parents[2]
SIDE_BY_SIDE: Final = 2
LONGEST: Final = 60.0
"""Seconds for one test. Hanging is no proof: whoever takes longer counts as a survivor."""

FAILED: Final = 1
"""pytest's word for tests that ran and failed: https://docs.pytest.org/en/stable/reference/exit-codes.html"""

LEFT_OUT: Final = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", "__pycache__", ".hypothesis", "*.egg-info"
)


def main(word: str) -> int:
    chosen = [mutant for mutant in MUTANTS if word in mutant.without]
    begun = monotonic()
    with TemporaryDirectory(prefix="mutants-") as folder:
        trees: Queue[Path] = Queue()
        for number in range(SIDE_BY_SIDE):
            tree = Path(folder) / str(number)
            shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
            trees.put(tree)
        fine = _passes_unharmed(trees, chosen)
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            outcomes = list(pool.map(lambda mutant: _outcome(trees, mutant), chosen))
    survivors = [mutant.without for mutant, code in zip(chosen, outcomes, strict=True) if code != FAILED]
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} killed in {monotonic() - begun:.0f} s")
    for name in survivors:
        print(f"SURVIVED without {name}")
    return 0 if fine and chosen and not survivors else 1


def _passes_unharmed(trees: "Queue[Path]", chosen: list[Mutant]) -> bool:
    """A test that fails anyway proves nothing."""
    tree = trees.get()
    names = sorted({mutant.test for mutant in chosen})
    code = _run(tree, names, longest=2 * LONGEST)
    trees.put(tree)
    if code:
        print(f"the named tests do not pass on the tree as it is (pytest says {code})")
    return code == 0


def _outcome(trees: "Queue[Path]", mutant: Mutant) -> int:
    tree = trees.get()
    file = tree / mutant.path
    whole = file.read_text()
    try:
        file.write_text(patched(whole, mutant))
        code = _run(tree, [mutant.test], longest=LONGEST)
        if code not in {FAILED, 0}:  # hung or stumbled, which a harmed bot may do: once more
            code = _run(tree, [mutant.test], longest=LONGEST)
    finally:
        file.write_text(whole)
        trees.put(tree)
    print(f"{'killed' if code == FAILED else f'SURVIVED ({code})'}: without {mutant.without}", flush=True)
    return code


def patched(text: str, mutant: Mutant) -> str:
    """Raises ValueError when the patch has nothing, or more than one thing, to take out."""
    if text.count(mutant.old) != 1:
        raise ValueError(f"{mutant.path} should hold once what {mutant.without} rests on")
    return text.replace(mutant.old, mutant.new)


def _run(tree: Path, tests: list[str], *, longest: float) -> int:
    """pytest's exit code, -1 when it took too long."""
    files = sorted({test.partition("::")[0] for test in tests})
    names = " or ".join(test.partition("::")[2] for test in tests)
    options = ["-q", "-x", "-n0", "-p", "no:cacheprovider", "-p", "no:randomly"]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(tree)}
    environment["GREENLIGHT_HUNT_SEED"] = "0"
    command = [sys.executable, "-m", "pytest", *options, *files, "-k", names]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and table
            command, cwd=tree, env=environment, capture_output=True, timeout=longest, check=False
        )
    except subprocess.TimeoutExpired:
        return -1
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
