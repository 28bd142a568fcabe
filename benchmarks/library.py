"""Times the index over a library of random articles beside a plain scan of the same texts.

    python benchmarks/library.py [TEXTS]

Writes nothing but the index, in a temporary folder. The articles (10,000 unless told, 5 KB each) have
words of a made-up language in the frequencies of a real one; every twentieth is a reprint of the one
before it, a fifth of its words replaced. Times are CPU times.
"""

import hashlib
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from builder_ext.evidence.search import LibrarySearch, LibraryText, Scan  # noqa: E402

QUERIES = 200
SCANNED = 5
Article = tuple[str, ...]


def articles(count: int, rng: random.Random) -> list[Article]:
    """Random articles of some 18 paragraphs, 5 KB."""
    words = [
        "".join(rng.choices("abcdefghijklmnoprstuvw", k=rng.randint(2, 10))) for _ in range(40000)
    ]
    frequencies = [1 / (rank + 3) for rank in range(len(words))]
    made: list[Article] = []
    for number in range(count):
        if number % 20 == 19:
            made.append(tuple(edited(paragraph, words, rng) for paragraph in made[-1]))
        else:
            drawn = rng.choices(words, frequencies, k=18 * 45)
            made.append(tuple(" ".join(drawn[at : at + 45]) for at in range(0, len(drawn), 45)))
    return made


def edited(paragraph: str, words: list[str], rng: random.Random) -> str:
    """The paragraph with one word in five replaced."""
    return " ".join(rng.choice(words) if rng.random() < 0.2 else w for w in paragraph.split())


def library(made: list[Article]) -> list[LibraryText]:
    """The articles as the index wants them."""
    return [
        LibraryText(f"k{n:05}", hashlib.sha256("\n".join(a).encode()).hexdigest(), lambda a=a: a)
        for n, a in enumerate(made)
    ]


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print what was done and how long it took."""
    start = time.process_time()
    yield
    print(f"{what:<58} {time.process_time() - start:8.2f} s", flush=True)


def statements(made: list[Article], rng: random.Random, count: int) -> list[tuple[int, str]]:
    """Statements of 12 words of one paragraph in any order, and their article."""
    chosen = [rng.randrange(len(made)) for _ in range(count)]
    return [(n, " ".join(rng.sample(rng.choice(made[n]).split(), 12))) for n in chosen]


def ask(search: Callable[[str], tuple], asked: list[tuple[int, str]], what: str) -> None:
    """Print the time of a query and how many found their article."""
    start = time.process_time()
    found = [search(text) for _, text in asked]
    spent = (time.process_time() - start) / len(asked)
    # Article and reprint say the same.
    right = sum(
        bool(hits) and abs(int(hits[0].key[1:]) - n) < 2
        for hits, (n, _) in zip(found, asked, strict=True)
    )
    print(f"{what:<58} {spent * 1000:8.2f} ms; found {right} of {len(asked)}", flush=True)


def main() -> None:
    """Build, ask, reopen, change one text, and scan."""
    rng = random.Random(1)
    made = articles(int(sys.argv[1]) if len(sys.argv) > 1 else 10000, rng)
    texts = library(made)
    asked = statements(made, rng, QUERIES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "passages.sqlite"
        with timed(f"index of {len(made)} texts made"):
            search = LibrarySearch(path, texts)
        print(f"{'its size':<58} {path.stat().st_size / 1e6:8.0f} MB")
        ask(search.nearest, asked, "a statement")
        with timed("pairs that share text, first time"):
            pairs = search.shared_pairs()
        print(f"{'pairs found, of ' + str(len(made) // 20) + ' reprints':<58} {len(pairs):8}")
        search.close()
        with timed("index opened again, nothing changed"):
            search = LibrarySearch(path, texts)
        with timed("pairs again, nothing changed"):
            search.shared_pairs()
        search.close()
        texts[7] = library([("nothing at all like it was",)])[0]
        with timed("index opened again, one text changed"):
            search = LibrarySearch(path, texts)
        with timed("pairs again, one text changed"):
            search.shared_pairs()
        search.close()
    scan = Scan(texts)
    with timed("plain scan: texts read"):
        scan.nearest("x")
    ask(scan.nearest, asked[:SCANNED], "plain scan: a statement")


if __name__ == "__main__":
    main()
