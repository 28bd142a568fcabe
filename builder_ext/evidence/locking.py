"""From what the texts hold to the records of the lock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from builder_ext.evidence.comparing import Comparer
from builder_ext.evidence.library import Evidence, hint_of, shared_texts
from builder_ext.model import Library, Ruling, Source
from builder_ext.sources.lock import (
    EvidenceRecord,
    Lock,
    ScoreRecord,
    SourceRecord,
    hash_entry,
    hash_statement,
)


def lock_of(
    rulings: Iterable[Ruling],
    library: Library,
    evidence: Evidence,
    comparer: Comparer,
    today: str,
) -> Lock:
    """Return the lock of all that is cited: of the texts at hand, else what was recorded before.

    ``today`` is the day (``YYYY-MM-DD``) that stands as read for a text that was not locked yet.
    """
    cited = list(rulings)
    keys = {key for ruling in cited for key in ruling.statement.keys}
    records = {record.name: record for record in _records(cited, comparer)}
    keys |= {record.key for record in records.values()}
    sources = {s.key: s for s in library.sources.values() if s.key in keys}
    return Lock(
        evidence.lock.path,
        {r.key: r for s in sources.values() if (r := _read(s, evidence, today))},
        records,
        {key: hint.paragraph for key, s in sources.items() if (hint := hint_of(evidence, s))},
        {(one, other): round(share, 2) for one, other, share in shared_texts(evidence, sources)},
        {record.name: record for record in _scores(cited, evidence)},
    )


def _scores(rulings: Iterable[Ruling], evidence: Evidence) -> Iterator[ScoreRecord]:
    """Yield what the plug-in said; where none is configured, what was kept of any before."""
    if evidence.entailment is None:
        statements = {hash_statement(ruling.statement) for ruling in rulings}
        yield from (r for r in evidence.lock.scores.values() if r.statement in statements)
        return
    for ruling in rulings:
        for source in ruling.sources:
            record = evidence.entailment.record_of(ruling.statement, source)
            if record is not None:
                yield record


def _read(source: Source, evidence: Evidence, today: str) -> SourceRecord | None:
    """Return the record of a source's text; the day stays as long as the text does."""
    before, article = evidence.lock.sources.get(source.key), evidence.articles.get(source.key)
    if article is None:
        return before if evidence.lock.knows(source) else None
    sha256, size = article.snapshot.sha256, article.snapshot.size
    day = before.read if before and before.sha256 == sha256 else source.field("urldate") or today
    return SourceRecord(source.key, sha256, size, day, hash_entry(source))


def _records(rulings: Iterable[Ruling], comparer: Comparer) -> Iterator[EvidenceRecord]:
    for ruling in rulings:
        for part in ruling.comparisons:
            for (statement, hashed, key), verdict in comparer.needed(ruling.statement, part):
                if verdict.seen:
                    yield EvidenceRecord(
                        statement,
                        hashed,
                        part.type,
                        key,
                        verdict.carried,
                        verdict.how,
                        verdict.paragraphs,
                    )
