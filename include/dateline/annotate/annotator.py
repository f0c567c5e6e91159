"""Articles in, entities, quotes and events out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dateline import __version__
from dateline.errors import TerminalError
from dateline.knowledge import fingerprint
from dateline.outcomes import Outcome
from dateline.schemas import Row

if TYPE_CHECKING:
    from dateline.annotate.coding.event import Attempt
    from dateline.annotate.model.loading import Pipe
    from dateline.annotate.parts import Context

LANGUAGE = "en"
"""The language whose articles get quotes, times and events; others get entities."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What became of one article.

    Args:
        outcome: ok, unsupported_language or crashed.
        reason: why it is not ok; empty otherwise.
        rows: table name to rows (entities, mentions, quotes, events, event_actors).
    """

    outcome: Outcome
    reason: str = ""
    rows: dict[str, list[Row]] = field(default_factory=dict)


class Annotator:
    """Annotates articles with one spaCy pipeline for a language, each loaded once.

    Args:
        model: name of an installed spaCy pipeline for English.
        others: ISO 639-1 code to the pipeline of another language, whose articles get entities
            only. It is loaded with the first such article.

    Raises:
        TerminalError: a pipeline is not installed.
    """

    def __init__(self, model: str, others: Mapping[str, str] | None = None) -> None:
        self._models = {**(others or {}), LANGUAGE: model}
        self.coder_version = coder_version(*self._models.values())
        self._pipelines = {LANGUAGE: _load(model)}

    def annotate(self, articles: Iterable[Row]) -> Iterator[Annotation]:
        """Annotate articles one after another, in order.

        Each article is parsed by itself, so its rows do not depend on its neighbours. An error in
        one article ends that article as `crashed`.
        """
        for article in articles:
            language = article["language"] or LANGUAGE
            if language not in self._models:
                only = ", ".join(sorted(self._models))
                reason = f"language is {language}; annotated: {only} (DATELINE_SPACY_MODELS)"
                yield Annotation(Outcome.UNSUPPORTED_LANGUAGE, reason)
                continue
            try:
                yield Annotation(Outcome.OK, rows=self._rows(article, language))
            except Exception as error:  # noqa: BLE001 - one article must not cost the batch
                yield Annotation(Outcome.CRASHED, f"{type(error).__name__}: {error}")

    def explain(self, article: Row) -> "tuple[dict[str, list[Row]], list[Attempt]]":
        """Rows of an English article, and every rule that was tried on it.

        Args:
            article: columns of an article; its language is taken for English.
        """
        attempts: list[Attempt] = []
        return self._rows(article, LANGUAGE, attempts), attempts

    def _pipeline(self, language: str) -> "Pipe":
        if language not in self._pipelines:
            self._pipelines[language] = _load(self._models[language])
        return self._pipelines[language]

    def _rows(
        self, article: Row, language: str, attempts: "list[Attempt] | None" = None
    ) -> dict[str, list[Row]]:
        from dateline.annotate.coding.coder import Coder
        from dateline.annotate.lexicon import load_lexicon
        from dateline.annotate.names.entities import Entities
        from dateline.annotate.names.mentions import find_mentions
        from dateline.annotate.paragraphs import is_headline, paragraphs
        from dateline.annotate.parts import Paragraph
        from dateline.annotate.places.locating import locate, locate_dateline
        from dateline.annotate.quotes.finding import find_quotes
        from dateline.annotate.records import Findings, rows
        from dateline.annotate.times.expressions import find_times

        lexicon, context = load_lexicon(), _context(article)
        texts = list(paragraphs(article["text"]))
        docs = self._pipeline(language)([text for text, _ in texts])
        parsed = [
            Paragraph(doc, start, len(texts) > 1 and is_headline(text), text)
            for doc, (text, start) in zip(docs, texts, strict=True)
        ]
        mentions = find_mentions(parsed, lexicon)
        locate(mentions, parsed, lexicon, context)
        entities = Entities(parsed, mentions, lexicon, context)
        if language != LANGUAGE:
            return rows(article, Findings(entities), lexicon, self.coder_version)
        quotes = find_quotes(parsed, entities, lexicon)
        times = find_times(parsed, context.day)
        dateline = locate_dateline(context, lexicon)
        coder = Coder(
            parsed, entities, lexicon, context.day, times, dateline=dateline, attempts=attempts
        )
        events = list(coder.events())
        found = Findings(entities, quotes, times, events)
        return rows(article, found, lexicon, self.coder_version)


def as_json(annotation: Annotation, record_id: Any) -> dict[str, Any]:
    """One line of `dateline annotate`.

    Args:
        annotation: what became of the article.
        record_id: the id of the input line.
    """
    from dateline.annotate.records import contract

    if annotation.outcome is not Outcome.OK:
        return {"id": record_id, "outcome": annotation.outcome, "error": annotation.reason}
    return {"id": record_id, "outcome": annotation.outcome, **contract(annotation.rows)}


@lru_cache(maxsize=4)
def coder_version(*models: str) -> str:
    """What the annotations depend on: package, pipelines, spaCy, knowledge files.

    Args:
        models: names of spaCy pipelines.

    Raises:
        TerminalError: a pipeline is not installed.
    """
    import spacy.about
    from spacy.util import get_package_version

    versions = {model: get_package_version(model) for model in models}
    missing = [model for model, version in versions.items() if version is None]
    if missing:
        raise TerminalError(
            f"spaCy pipeline {missing[0]!r} is not installed (DATELINE_SPACY_MODEL, _MODELS)"
        )
    pipelines = " ".join(f"{model}-{version}" for model, version in versions.items())
    return f"dateline-{__version__} {pipelines} spacy-{spacy.about.__version__} {fingerprint()}"


def _load(model: str) -> "Pipe":
    from dateline.annotate.model.loading import load, pipe
    from dateline.annotate.names import marking  # noqa: F401 - registers the component

    nlp = load(model)
    nlp.add_pipe("dateline_gazetteer", before="ner")
    return pipe(nlp)


def _context(article: Row) -> "Context":
    from dateline.annotate.parts import Context

    moment: datetime | date | None = article["published_at"]
    return Context(
        moment.date() if isinstance(moment, datetime) else moment,
        article.get("title") or "",
        article.get("dateline_place"),
        article.get("source_country"),
    )
